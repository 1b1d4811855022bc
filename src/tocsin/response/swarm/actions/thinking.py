"""What is said in the room: acts, hypotheses, their tests and what was seen."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.rules import Actor
from tocsin.kernel import clock
from tocsin.register.core.entries import Kind
from tocsin.response.swarm.actions.frame import enter, keep, say, wanted, wrote
from tocsin.response.swarm.models import Hypothesis, Swarm
from tocsin.response.swarm.people import person_behind
from tocsin.response.swarm.refusals import (
    EvidenceWanted,
    HypothesisStands,
    HypothesisUnknown,
    SwarmUnfit,
)
from tocsin.response.swarm.rules import HYPOTHESES, VERDICTS, hypothesis_may


@transaction.atomic
def act(
    ref: str,
    *,
    text: str,
    by: Actor,
    why: str = "",
    result: str = "",
    shared: bool = False,
) -> Swarm:
    """Everybody in the room reads it at once, and it stays in the incident; `shared`:
    guests read it too."""
    swarm = enter(ref, by=by)
    told = wanted(_("What was done or seen"), text, 4000)
    utter(swarm, told, by=by, why=why, result=result, shared=shared)
    return swarm


def utter(
    swarm: Swarm,
    text: str,
    *,
    by: Actor,
    why: str = "",
    result: str = "",
    shared: bool = False,
    guest: str = "",
) -> None:
    """The same for the locked swarm. When it is silent is reckoned anew once that is
    due, so nothing but the instant is kept here."""
    audience = "shared" if shared else "internal"
    facts = {"text": text, "reason": why.strip()[:1000], "guest": guest}
    facts |= {"result": result.strip()[:1000]}
    say(swarm, Kind.SWARM_ACT, by, audience=audience, **facts)
    wrote(swarm)
    swarm.save(update_fields=["written_at"])


@transaction.atomic
def pose(
    ref: str, *, text: str, by: Actor, test: str = "", owner: str = ""
) -> Hypothesis:
    """What may be the cause, who looks into it, and how it is tested."""
    swarm = enter(ref, by=by)
    told = wanted(_("The hypothesis"), text, 400)
    rows = Hypothesis.objects.filter(swarm=swarm)
    number = (rows.aggregate(last=Max("number"))["last"] or 0) + 1
    made = Hypothesis.objects.create(
        swarm=swarm,
        number=number,
        text=told,
        owner=owner or person_behind(by),
        test=test.strip()[:400],
        posed_at=clock.now(),
    )
    facts = {"hypothesis": number, "text": told, "test": made.test}
    say(swarm, Kind.HYPOTHESIS_POSED, by, person=made.owner, **facts)
    wrote(swarm)
    keep(swarm, "written_at")
    return made


@transaction.atomic
def move(
    ref: str, number: int, *, by: Actor, state: str = "", evidence: str = ""
) -> Hypothesis:
    """It is tested, supported, refuted, parked or open again, and why that is so; or
    more is known of it. A verdict stands on evidence."""
    swarm = enter(ref, by=by)
    found = Hypothesis.objects.filter(swarm=swarm, number=number).first()
    if found is None:
        raise HypothesisUnknown(swarm=swarm.ref, number=number)
    if state == found.state and not evidence.strip():
        return found
    state = "" if state == found.state else state
    seen = evidence.strip()[:1000]
    _check(found, state, seen)
    _keep(found, state, seen, by)
    facts = {"hypothesis": number, "text": found.text, "evidence": seen}
    say(swarm, Kind.HYPOTHESIS_MOVED, by, state=state, **facts)
    wrote(swarm)
    keep(swarm, "written_at")
    return found


def _check(found: Hypothesis, state: str, evidence: str) -> None:
    if not state and not evidence:
        raise EvidenceWanted
    if not state:
        return
    if state not in HYPOTHESES:
        known = ", ".join(HYPOTHESES)
        raise SwarmUnfit(field=_("The state"), value=state, known=known)
    if not hypothesis_may(found.state, state):
        possible = ", ".join(sorted(HYPOTHESES[found.state]))
        raise HypothesisStands(before=found.state, after=state, possible=possible)
    if state in VERDICTS and not (evidence or found.evidence):
        raise EvidenceWanted


def _keep(found: Hypothesis, state: str, evidence: str, by: Actor) -> None:
    now = clock.now()
    if evidence:
        told = {"at": now.isoformat(), "by": by.on_behalf_of or by.id, "text": evidence}
        found.evidence = [*found.evidence, told]
    if state:
        found.state = state
        found.decided_at = now if state in VERDICTS else None
    found.save(update_fields=["state", "evidence", "decided_at"])
