"""What surfaces ask of major incidents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.reads import names_of
from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.services.reads import weights_of
from tocsin.kernel import clock
from tocsin.register.core.entries import Kind
from tocsin.register.core.reads.entries import Told, entries_of
from tocsin.register.core.reads.visible import visible_to
from tocsin.register.work.answering import answerable
from tocsin.response.major import queries
from tocsin.response.major.filling import Roster
from tocsin.response.major.losing import loss_so_far
from tocsin.response.major.loss import Loss
from tocsin.response.major.models import Major, Post
from tocsin.response.major.published import book
from tocsin.response.major.rights import may_decide, may_work
from tocsin.response.major.rules import (
    BLOCKS,
    DECLARED,
    ENDED,
    MANAGER,
    PROPOSED,
    ROLES,
)

REVIEW_WITHIN = timedelta(hours=48)
_DECIDED = (Kind.MAJOR_DECLARED, Kind.MAJOR_REJECTED, Kind.MAJOR_ENDED)


@dataclass(frozen=True, slots=True)
class Seat:
    """A role, who has it, who had it before, and who would be named now."""

    role: str
    post: Post | None
    before: Sequence[Post]
    offered: Sequence[str]
    also_in: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the record: what is known of it, and what people wrote last."""

    name: str
    facts: Mapping[str, Any]
    text: str = ""
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision about it: what, by whom, when, why."""

    kind: str
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Record:
    """A major incident, whole."""

    major: Major
    incident: Any
    looked_at: Mapping[str, Mapping[str, Any]]
    decided: Sequence[Decided]
    seats: Sequence[Seat]
    blocks: Sequence[Block]
    users: int
    loss: Loss | None
    executives: Sequence[tuple[datetime, Sequence[str]]]
    may_decide: bool
    may_work: bool

    @property
    def is_open(self) -> bool:
        return bool(self.major.state == DECLARED)


def major_of(incident_id: int) -> Major | None:
    """As what it stands, if it was ever proposed or declared."""
    found = Major.objects.filter(incident_id=incident_id).exclude(state="")
    return found.first()


def seen_majors(actor: Actor, *states: str) -> list[tuple[Major, Any]]:
    """Those in these states that the actor sees, with their incidents: the longest
    first."""
    rows = Major.objects.filter(state__in=states).order_by("declared_at", "proposed_at")
    majors = list(rows[:200])
    seen = visible_to(actor).select_related("service", "team", "owner")
    by_id = seen.in_bulk([major.incident_id for major in majors])
    pairs = [(m, by_id[m.incident_id]) for m in majors if m.incident_id in by_id]
    return [pair for pair in pairs if not pair[1].is_drill] + [
        pair for pair in pairs if pair[1].is_drill
    ]


def open_majors(actor: Actor) -> list[tuple[Major, Any]]:
    return seen_majors(actor, DECLARED)


def candidates(actor: Actor) -> list[tuple[Major, Any]]:
    return seen_majors(actor, PROPOSED)


def lately_ended(actor: Actor, most: int = 10) -> list[tuple[Major, Any]]:
    """The last that ended, the latest first."""
    found = seen_majors(actor, ENDED)
    return sorted(found, key=lambda pair: pair[0].ended_at or pair[1].changed_at)[
        : -most - 1 : -1
    ]


def double_booked(actor: Actor) -> list[tuple[str, list[Any]]]:
    """Who has a role in several open majors that the actor sees: name and incidents."""
    seen = {major.incident_id: row for major, row in open_majors(actor)}
    found = queries.double_booked(list(seen))
    names = names_of(each.person for each in found)
    return [
        (names.get(each.person, each.person), [seen[id] for id in each.incidents])
        for each in found
    ]


def record_of(actor: Actor, incident: Any) -> Record | None:
    """The record of an incident that the actor sees, if there is one."""
    major = major_of(incident.id)
    if major is None:
        return None
    told = list(entries_of([incident.id]))
    row = answerable([incident.id])[incident.id]
    names = names_of(e.actor_id for e in told if e.actor_kind == "person")
    seats = _seats(actor, major, row)
    users, loss = at_risk(incident)
    return Record(
        major=major,
        incident=incident,
        looked_at=_looked_at(told),
        decided=[_decided(e, names) for e in told if e.kind in _DECIDED],
        seats=seats,
        blocks=list(_blocks(major, incident, told, seats, names, users)),
        users=users,
        loss=loss,
        executives=[
            (e.happened_at, [*e.body.get("people", ())])
            for e in told
            if e.kind == Kind.EXECUTIVES_TOLD
        ],
        may_decide=may_decide(actor, row),
        may_work=may_work(actor, row),
    )


def at_risk(incident: Any) -> tuple[int, Loss | None]:
    """How many use what fails, and what is lost of it so far, by its figure."""
    until = incident.restored_at or incident.resolved_at or clock.now()
    since = incident.occurred_at or incident.registered_at
    loss = loss_so_far(incident.service_id or "", since, until)
    return _users(incident.service_id), loss


def _users(service: str | None) -> int:
    weight = weights_of([service]).get(service) if service else None
    return weight.users if weight else 0


def _looked_at(told: Sequence[Told]) -> dict[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {}
    for entry in told:
        if entry.kind == Kind.MAJOR_PROPOSED:
            looked = entry.body.get("looked_at")
            for name in entry.body.get("criteria", ()):
                facts = looked.get(name, {}) if isinstance(looked, Mapping) else {}
                found[str(name)] = facts
    return found


def _decided(entry: Told, names: Mapping[str, str]) -> Decided:
    by = names.get(entry.actor_id, "") or _named(entry)
    reason = str(entry.body.get("reason") or "")
    return Decided(entry.kind, by, entry.happened_at, reason)


def _named(entry: Told) -> str:
    return entry.actor_id if entry.actor_kind == "key" else "Tocsin"


def _seats(actor: Actor, major: Major, row: Any) -> list[Seat]:
    posts = list(major.posts.select_related("person"))
    roster = Roster(book(), clock.now())
    also = _also_in(actor, major)
    offered = {role: roster.offered(role, row) for role in ROLES}
    people = {found.person for each in offered.values() for found in each}
    names = dict(Person.objects.filter(key__in=people).values_list("key", "name"))
    found = []
    for role in ROLES:
        own = [post for post in posts if post.role == role]
        now = next((post for post in own if post.left_at is None), None)
        seat = Seat(
            role=role,
            post=now,
            before=[post for post in own if post.left_at is not None],
            offered=[names.get(f.person, f.person) for f in offered[role]],
            also_in=also.get(now.person_id, ()) if now else (),
        )
        found.append(seat)
    return found


def _also_in(actor: Actor, major: Major) -> dict[Any, list[str]]:
    """By person: the other open majors that they have a role in, as far as seen."""
    seen = {m.incident_id: row.ref for m, row in open_majors(actor)}
    return {
        each.person: [seen[id] for id in each.incidents if id != major.incident_id]
        for each in queries.double_booked(list(seen))
    }


def _blocks(
    major: Major,
    incident: Any,
    told: Sequence[Told],
    seats: Sequence[Seat],
    names: Mapping[str, str],
    users: int,
) -> Any:
    """The seven parts, each with what is known of it."""
    manager = next(seat.post for seat in seats if seat.role == MANAGER)
    reviewed_by = major.ended_at + REVIEW_WITHIN if major.ended_at else None
    counted = {kind: sum(e.kind == kind for e in told) for kind in Kind}
    facts: dict[str, dict[str, Any]] = {
        "criteria": {"criteria": list(major.criteria), "priority": incident.priority},
        "coordinator": {
            "person": str(manager.person) if manager else "",
            "since": manager.filled_at if manager else None,
        },
        "team": {
            "people": sorted({str(s.post.person) for s in seats if s.post}),
            "called_out": counted[Kind.TEAM_CALLED_OUT],
        },
        "resources": {
            "users": users,
            "minutes": sum(
                int(e.body.get("minutes", 0)) for e in told if e.kind == Kind.TIME_SPENT
            ),
        },
        "methods": {"model": incident.model, "complexity": incident.complexity},
        "communications": {
            "next_update": major.update_at,
            "promised": counted[Kind.UPDATE_PROMISED],
            "missed": counted[Kind.UPDATE_OVERDUE],
            "executives_told": counted[Kind.EXECUTIVES_TOLD],
        },
        "review": {"ended": major.ended_at, "due": reviewed_by},
    }
    written = {
        str(e.body.get("block")): e for e in told if e.kind == Kind.MAJOR_WRITTEN
    }
    for name in BLOCKS:
        entry = written.get(name)
        if entry is None:
            yield Block(name, facts[name])
            continue
        by = names.get(entry.actor_id, "") or _named(entry)
        text = str(entry.body.get("text") or "")
        yield Block(name, facts[name], text, by, entry.happened_at)
