"""A team is called out, all at once; who answers comes, who does not is replaced."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.holders import active_among
from tocsin.foundation.accounts.models import HeldSkill, Person
from tocsin.foundation.accounts.rules import (
    AGENT,
    MAJOR_INCIDENT_MANAGER,
    SYSTEM,
    Actor,
)
from tocsin.foundation.config.reads import value
from tocsin.foundation.notify.options import DRILLS
from tocsin.foundation.notify.pages import NEVER, Wanted, send_pages
from tocsin.foundation.oncall.reads import on_call
from tocsin.kernel import clock
from tocsin.kernel.text import holdable
from tocsin.register.core.actions.writer import Draft, note_many
from tocsin.register.core.entries import Kind
from tocsin.register.core.reads.visible import visible_to
from tocsin.register.core.refusals import NoSuchIncident
from tocsin.register.work.answering import Answerable, answerable, named_on
from tocsin.response.rapid_response import queries
from tocsin.response.rapid_response.models import Call, Callout
from tocsin.response.rapid_response.published import Squad, squad_named
from tocsin.response.rapid_response.refusals import (
    CalloutOver,
    CalloutUnknown,
    MayNotCallOut,
    NotCalled,
)
from tocsin.response.rapid_response.rules import (
    COMING,
    DECLINED,
    SILENT,
    WAITING,
    first_called,
    next_called,
    role_for,
)

BATCH = 100
_KEYS = frozenset({"work", "admin"})


@dataclass(slots=True)
class _Turn:
    """A call-out with its incident, both held, and what is to be said and to whom."""

    callout: Callout
    squad: Squad
    incident: Answerable | None
    now: datetime
    drafts: list[Draft] = field(default_factory=list)
    pages: list[Wanted] = field(default_factory=list)

    def say(self, kind: Kind, by: Actor, body: Mapping[str, Any]) -> None:
        if self.incident is None:
            return
        told = {n: v for n, v in body.items() if v not in (None, "", [])}
        told = {"squad": self.squad.name, **told}
        number = self.incident.id
        self.drafts.append(Draft(number, kind, told, happened_basis="clock", by=by))

    def call(self, person: Person, instead_of: Call | None = None) -> None:
        until = self.now + timedelta(seconds=self.callout.seconds)
        call = Call.objects.create(
            callout=self.callout,
            person=person,
            called_at=self.now,
            until=until,
            instead_of=instead_of,
        )
        self.pages.append(_page(self, person, call))

    def keep(self) -> Callout:
        """The row is due when the first who is waited for has not answered in time."""
        callout = self.callout
        waiting = callout.calls.filter(answer=WAITING).order_by("until")
        first = waiting.values_list("until", flat=True).first()
        callout.next_at = None if callout.ended_at else first
        callout.save()
        if self.pages:
            send_pages(self.pages, now=self.now)
        if self.drafts:
            note_many(self.drafts, by=SYSTEM)
        return callout


def _page(turn: _Turn, person: Person, call: Call) -> Wanted:
    """A test of reach is of no incident and says so itself."""
    incident, callout = turn.incident, turn.callout
    path = f"/rapid-response/call-outs/{callout.id}"
    with translation.override(person.language):
        said = _("{team} is called out. Say whether you come.")
        if incident is None:
            said = _("This tests whether {team} is reached. Say that you are.")
        told = said.format(team=turn.squad.name)
    why = {"said": told, "path": path}
    if incident is None:
        why |= {"subject": told, "text": told}
    return Wanted(
        person=person.key,
        cause=f"callout:{callout.id}:{call.id}",
        incident_id=incident.id if incident else None,
        ref=incident.ref if incident else "",
        why=why,
        is_drill=callout.is_drill,
        unless=NEVER,
    )


def may_call_out(actor: Actor, squad: Squad) -> bool:
    """Its members, agents, managers of major incidents, and keys that work."""
    if actor.is_system or actor.kind == "rule":
        return True
    if actor.kind == "key":
        return bool(actor.scopes & _KEYS)
    roles = {AGENT, MAJOR_INCIDENT_MANAGER} & actor.roles
    return actor.is_person and bool(roles or actor.id in squad.members)


@transaction.atomic
def call_out(
    team: str,
    *,
    incident_id: int,
    by: Actor,
    reason: str = "",
    criteria: Collection[str] = (),
) -> Callout:
    """All who are on call in the team, and as many more as the quorum wants, are paged
    at once. While a call-out for the incident is open, it is that one."""
    squad = squad_named(holdable(team))
    if not may_call_out(by, squad):
        raise MayNotCallOut(team=squad.name)
    held = Callout.objects.select_for_update(no_key=True)
    before = held.filter(team=squad.key, incident_id=incident_id, ended_at=None)
    if found := before.first():
        return found
    incident = answerable([incident_id], lock=True).get(incident_id)
    seen = by.kind == "rule" or visible_to(by).filter(id=incident_id).exists()
    if incident is None or not seen:
        raise NoSuchIncident(ref=str(incident_id))
    turn = _begun(squad, incident, incident.is_drill)
    people = _called(turn)
    body = {"team": squad.key, "callout": turn.callout.id, "people": people}
    body |= {"quorum": squad.quorum, "criteria": [*criteria]}
    turn.say(Kind.TEAM_CALLED_OUT, by, body | {"reason": holdable(reason)})
    return turn.keep()


@transaction.atomic
def try_reach(team: str, *, by: Actor) -> Callout:
    """Everybody in the team is paged, of no incident, to see who answers and how
    fast; nobody is called instead."""
    squad = squad_named(holdable(team))
    if not may_call_out(by, squad):
        raise MayNotCallOut(team=squad.name)
    turn = _begun(squad, None, True)
    for person in _people(squad.members):
        turn.call(person)
    return turn.keep()


def _begun(squad: Squad, incident: Answerable | None, is_drill: bool) -> _Turn:
    now = clock.now()
    callout = Callout.objects.create(
        team=squad.key,
        version=squad.version,
        incident_id=incident.id if incident else None,
        is_drill=is_drill,
        quorum=squad.quorum,
        seconds=squad.seconds,
        opened_at=now,
    )
    return _Turn(callout, squad, incident, now)


def _called(turn: _Turn) -> list[str]:
    squad = turn.squad
    duties = {d.person for d in on_call(turn.now) if d.schedule == squad.schedule}
    able = _able(turn, squad.members)
    members = [key for key in squad.members if key in able]
    chosen = first_called(members, duties, turn.callout.quorum)
    for person in _people(chosen):
        turn.call(person)
    return chosen


def _able(turn: _Turn, people: Collection[str]) -> set[str]:
    """Who may be paged: of a restricted incident who sees it, in a drill who takes
    part."""
    able, incident = active_among(list(people)), turn.incident
    if incident is not None and incident.restricted:
        able &= named_on([incident.id])[incident.id]
    if incident is not None and incident.is_drill:
        able &= set(value(DRILLS))
    return able


def _people(keys: Collection[str]) -> list[Person]:
    found = {p.key: p for p in Person.objects.filter(key__in=keys, is_active=True)}
    return [found[key] for key in keys if key in found]


@transaction.atomic
def answer_call(
    number: int, *, by: Actor, coming: bool = True, reason: str = ""
) -> Callout:
    """Whoever was called says whether they come; late is better than not. With as many
    as the quorum the team is mobilised; who cannot come is replaced at once."""
    turn = _held(number)
    if turn.callout.ended_at is not None:
        raise CalloutOver
    person = by.id if by.is_person else by.on_behalf_of or ""
    call = turn.callout.calls.filter(person__key=person).first()
    if call is None:
        raise NotCalled
    answer = COMING if coming else DECLINED
    if call.answer != answer:
        _answered(turn, call, answer, by, holdable(reason))
    return turn.keep()


def _held(number: int) -> _Turn:
    rows = Callout.objects.select_for_update(no_key=True)
    callout = rows.filter(id=number).first()
    if callout is None:
        raise CalloutUnknown
    incident = None
    if callout.incident_id is not None:
        ids = [callout.incident_id]
        incident = answerable(ids, lock=True)[callout.incident_id]
    return _Turn(callout, squad_named(callout.team), incident, clock.now())


def _answered(
    turn: _Turn, call: Call, answer: str, by: Actor, reason: str = ""
) -> None:
    call.answer, call.answered_at = answer, turn.now
    call.role = _role(turn, call) if answer == COMING else ""
    call.save()
    taken = int((turn.now - call.called_at).total_seconds())
    body = {"person": call.person_id, "answer": answer, "seconds": taken}
    turn.say(Kind.CALL_ANSWERED, by, body | {"reason": reason})
    if answer == COMING:
        _mobilise(turn)
    elif turn.incident is not None and not call.replaced_by.exists():
        _replace(turn, call)


def _role(turn: _Turn, call: Call) -> str:
    """Which of the wanted skills this person covers now; an expired one covers none."""
    coming = turn.callout.calls.filter(answer=COMING).exclude(id=call.id)
    fresh = Q(expires_on=None) | Q(expires_on__gte=turn.now.date())
    held = HeldSkill.objects.filter(fresh, person__key=call.person_id)
    return role_for(
        turn.squad.skills,
        set(coming.values_list("role", flat=True)),
        set(held.values_list("skill__key", flat=True)),
    )


def _mobilise(turn: _Turn) -> None:
    callout = turn.callout
    coming = callout.calls.filter(answer=COMING)
    if callout.mobilised_at is not None or coming.count() < callout.quorum:
        return
    callout.mobilised_at = turn.now
    seconds = int((turn.now - callout.opened_at).total_seconds())
    people = sorted(coming.values_list("person__key", flat=True))
    body = {"team": turn.squad.key, "people": people, "seconds": seconds}
    turn.say(Kind.TEAM_MOBILISED, SYSTEM, body)


def _replace(turn: _Turn, call: Call) -> None:
    """The next in the team's order is called, if one is left and still wanted."""
    if turn.callout.mobilised_at is not None:
        return
    called = set(turn.callout.calls.values_list("person__key", flat=True))
    able = _able(turn, turn.squad.members)
    members = [key for key in turn.squad.members if key in able]
    chosen = next_called(members, called)
    for person in _people([chosen] if chosen else []):
        turn.call(person, call)
        body = {"person": call.person_id, "instead": person.key}
        turn.say(Kind.CALL_REPLACED, SYSTEM, body)


@transaction.atomic
def replace_silent(batch: int = BATCH) -> int:
    """Whoever did not answer in time is replaced, by any number of processes, each
    once; says how many call-outs moved."""
    now = clock.now()
    ids = queries.claim_due(now, batch)
    rows = Callout.objects.filter(id__in=ids).order_by("id")
    numbers = {row.incident_id for row in rows if row.incident_id is not None}
    incidents = answerable(sorted(numbers), lock=True) if numbers else {}
    for callout in rows:
        incident = incidents.get(callout.incident_id or 0)
        turn = _Turn(callout, squad_named(callout.team), incident, now)
        late = callout.calls.filter(answer=WAITING, until__lte=now)
        for call in late.order_by("until", "id"):
            _answered(turn, call, SILENT, SYSTEM)
        turn.keep()
    return len(ids)


@transaction.atomic
def stand_down(number: int, *, by: Actor) -> Callout:
    """The call-out is over; nobody is waited for or called any more."""
    turn = _held(number)
    if not may_call_out(by, turn.squad):
        raise MayNotCallOut(team=turn.squad.name)
    turn.callout.ended_at = turn.callout.ended_at or turn.now
    return turn.keep()
