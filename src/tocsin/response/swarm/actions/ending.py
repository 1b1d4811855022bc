"""A swarm is over: everybody is let go, and what came of it is written down."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.rules import SYSTEM, Actor
from tocsin.foundation.config.reads import value
from tocsin.foundation.notify.pages import withdraw_pages
from tocsin.kernel import clock
from tocsin.register.core.entries import Kind
from tocsin.register.work.actions.swarming import hold_swarmed, publish_swarms
from tocsin.response.swarm.actions.frame import (
    enter,
    keep,
    say,
    stayed,
    stays_of,
)
from tocsin.response.swarm.actions.staying import part
from tocsin.response.swarm.models import Guest, Invite, Stay, Swarm
from tocsin.response.swarm.options import CURRENCY
from tocsin.response.swarm.refusals import OutcomeWanted, SwarmUnfit
from tocsin.response.swarm.rules import (
    INCIDENT_OVER,
    OPEN,
    OUTCOMES,
    OUTCOMES_ALONE,
    OVER,
    SOLVED,
    WAITING,
    WITHDRAWN,
    cost_of,
    end_of,
    may_end_by,
)


@transaction.atomic
def close_swarm(
    ref: str,
    *,
    by: Actor,
    outcome: str = SOLVED,
    note: str = "",
    knowledge: str = "",
    competencies: Sequence[str] = (),
) -> Swarm:
    """It is over. Without a primary team only with a reason. `knowledge` is where what
    was learned is kept, `competencies` what was needed."""
    swarm = enter(ref, by=by, leading=True)
    if not may_end_by(swarm.state, outcome):
        if swarm.state == OPEN:
            raise OutcomeWanted(known=", ".join(OUTCOMES_ALONE))
        known = ", ".join(OUTCOMES)
        raise SwarmUnfit(field=_("The outcome"), value=outcome, known=known)
    swarm.knowledge = knowledge.strip()[:400]
    swarm.competencies = [told.strip()[:80] for told in competencies if told.strip()]
    _end(swarm, outcome, note.strip()[:1000], by)
    return swarm


@transaction.atomic
def end_with_incidents(incident_ids: Sequence[int]) -> int:
    """Where an incident is over, its swarm is; says how many swarms ended."""
    rows = Swarm.objects.select_for_update(no_key=True).order_by("id")
    swarms = list(rows.filter(incident_id__in=incident_ids, closed_at=None))
    hold_swarmed([swarm.incident_id for swarm in swarms])
    for swarm in swarms:
        _end(swarm, INCIDENT_OVER, "", SYSTEM)
    return len(swarms)


def _end(swarm: Swarm, outcome: str, note: str, by: Actor) -> None:
    now = clock.now()
    swarm.state, swarm.closed_at = end_of(swarm.state), now
    swarm.closed_by, swarm.outcome = by.on_behalf_of or by.id, outcome
    swarm.outcome_note = note
    rows = list(Stay.objects.filter(swarm=swarm, left_at=None).order_by("id"))
    if rows:
        part(swarm, rows, OVER, by=by, now=now)
    waiting = Invite.objects.filter(swarm=swarm, state=WAITING)
    people = list(waiting.values_list("person", flat=True))
    waiting.update(state=WITHDRAWN, answered_at=now)
    withdraw_pages([swarm.incident_id], why=_("the swarm is over"), people=people)
    Guest.objects.filter(swarm=swarm, revoked_at=None).update(revoked_at=now)
    told = _took(swarm, now)
    say(swarm, Kind.SWARM_CLOSED, by, outcome=outcome, note=note, **told)
    publish_swarms({swarm.incident_id: False})
    changed = "state closed_at closed_by outcome outcome_note knowledge competencies"
    keep(swarm, *changed.split())


def _took(swarm: Swarm, now: datetime) -> dict[str, Any]:
    """What it took, so that the timeline tells it to whoever reviews the incident."""
    stays = stayed(stays_of(swarm))
    return {
        "people_count": len({stay.who for stay in stays}),
        "seconds": round(sum(stay.seconds(now) for stay in stays)),
        "cost": cost_of(stays, now),
        "currency": value(CURRENCY),
    }
