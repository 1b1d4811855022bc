"""What every verb about a major incident begins and ends with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.notify.pages import Wanted, send_pages
from tocsin.kernel.text import holdable
from tocsin.register.core.actions.writer import Draft, note_many
from tocsin.register.core.entries import Kind
from tocsin.register.core.reads.visible import visible_to
from tocsin.register.core.refusals import NoSuchIncident
from tocsin.register.work.answering import Answerable, answerable
from tocsin.response.major import queries
from tocsin.response.major.cadence import Orders, Pace, next_step
from tocsin.response.major.models import Major, Post
from tocsin.response.major.refusals import (
    NotInMajor,
    NotMajorNow,
    NotTheManager,
    ReasonWanted,
)
from tocsin.response.major.rights import may_decide, may_work
from tocsin.response.major.rules import DECLARED, MAY_FOLLOW

_LONGEST = 4000
_PACE = "executives_at executives_told update_at nagged_at overdue_at".split()


@dataclass(slots=True)
class Held:
    """A major incident's own row and its incident, both locked, and what a verb is
    about to say of it and to whom."""

    major: Major
    incident: Answerable
    drafts: list[Draft] = field(default_factory=list)
    pages: list[Wanted] = field(default_factory=list)

    def say(
        self, kind: Kind, by: Actor, body: Mapping[str, Any], cause: str | None = None
    ) -> None:
        told = {n: v for n, v in body.items() if v not in (None, "", [])}
        self.drafts.append(
            Draft(
                self.incident.id, kind, told, happened_basis="clock", cause=cause, by=by
            )
        )

    @property
    def posts(self) -> dict[str, Post]:
        """Who has which role now."""
        rows = self.major.posts.filter(left_at=None).select_related("person")
        return {row.role: row for row in rows}

    @property
    def life(self) -> str:
        """What tells this time of being major from another."""
        at = self.major.declared_at or self.major.proposed_at
        return f"{self.incident.id}:{int(at.timestamp()) if at else 0}"

    def keep(self, *, by: Actor, now: datetime) -> Major:
        """All of it is written; pages go out when the transaction commits."""
        self.major.save()
        if self.pages:
            send_pages(self.pages, now=now)
        if self.drafts:
            note_many(self.drafts, by=by)
        return self.major


def hold(incident_id: int, *, by: Actor) -> Held:
    """The incident with its row here, locked in this order, if `by` sees it."""
    queries.stand([incident_id])
    rows = Major.objects.select_for_update(no_key=True)
    major = rows.get(incident_id=incident_id)
    incident = answerable([incident_id], lock=True)[incident_id]
    if not visible_to(by).filter(id=incident_id).exists():
        raise NoSuchIncident(ref=incident.ref)
    return Held(major, incident)


def hold_to_decide(incident_id: int, *, by: Actor) -> Held:
    held = hold(incident_id, by=by)
    if not may_decide(by, held.incident):
        raise NotTheManager(ref=held.incident.ref)
    return held


def hold_to_work(incident_id: int, *, by: Actor) -> Held:
    """Only while it is declared, by whoever manages it or has a role in it."""
    held = hold(incident_id, by=by)
    if not may_work(by, held.incident):
        raise NotInMajor(ref=held.incident.ref)
    need(held, DECLARED)
    return held


def need(held: Held, *states: str) -> None:
    if held.major.state not in states:
        raise NotMajorNow(ref=held.incident.ref, state=held.major.state or "not major")


def need_after(held: Held, state: str) -> None:
    """It may become so from where it stands."""
    if state not in MAY_FOLLOW[held.major.state]:
        need(held)


def need_reason(text: str) -> str:
    told = holdable(text).strip()[:_LONGEST]
    if not told:
        raise ReasonWanted
    return told


def pace_of(major: Major) -> Pace:
    return Pace(**{name: getattr(major, name) for name in _PACE})


def set_pace(major: Major, pace: Pace, orders: Orders) -> None:
    """The row is due when the next of its standing orders is."""
    for name in _PACE:
        setattr(major, name, getattr(pace, name))
    coming = next_step(pace, orders)
    major.next_at = coming.at if coming else None
