"""What every verb about a class begins and ends with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tocsin.foundation.accounts.rules import SYSTEM, Actor
from tocsin.foundation.notify.pages import Wanted, send_pages
from tocsin.kernel.text import holdable
from tocsin.register.core.actions.writer import Draft as Entry
from tocsin.register.core.actions.writer import note_many
from tocsin.register.core.entries import Kind
from tocsin.register.core.reads.visible import visible_to
from tocsin.register.core.refusals import NoSuchIncident
from tocsin.response.stakeholders.facts import Facts, facts_of
from tocsin.response.stakeholders.models import Audience, Draft
from tocsin.response.stakeholders.people import may_tell
from tocsin.response.stakeholders.published import Book, book
from tocsin.response.stakeholders.refusals import DraftUnknown, MayNotTell
from tocsin.response.stakeholders.rules import Group, next_look


@dataclass(slots=True)
class Held:
    """One class with one incident, its row locked, and what is about to be said."""

    audience: Audience
    facts: Facts
    rules: Book
    group: Group | None
    entries: list[Entry] = field(default_factory=list)
    pages: list[Wanted] = field(default_factory=list)

    @property
    def waiting(self) -> Draft | None:
        return self.audience.drafts.filter(state=Draft.State.PROPOSED).first()

    def say(
        self,
        kind: Kind,
        by: Actor,
        body: Mapping[str, Any],
        cause: str | None = None,
        audience: str = "internal",
    ) -> None:
        told = {"audience": self.audience.audience, "name": self.audience.name}
        told |= {n: v for n, v in body.items() if v not in (None, "", [])}
        self.entries.append(
            Entry(
                self.facts.id,
                kind,
                told,
                happened_basis="clock",
                cause=cause,
                audience=audience,
                by=by,
            )
        )

    def due(self, at: datetime | None) -> None:
        """It is to be told by then; whoever was asked before is asked anew."""
        row, rules = self.audience, self.rules
        if at != row.due_at:
            row.nagged = 0
        row.due_at = at
        row.look_at = next_look(at, row.nagged, rules.nag, rules.escalate)

    def end(self, now: datetime) -> None:
        """It is told no more; should it ever be again, that begins anew."""
        self.audience.ended_at, self.audience.stage = now, ""
        self.audience.due_at = self.audience.look_at = None


def keep(rows: list[Held], *, by: Actor = SYSTEM, now: datetime) -> None:
    """All of it is written; pages go out when the transaction commits."""
    for held in rows:
        held.audience.save()
    if pages := [page for held in rows for page in held.pages]:
        send_pages(pages, now=now)
    if entries := [entry for held in rows for entry in held.entries]:
        note_many(entries, by=by)


def held_of(rows: list[Audience]) -> list[Held]:
    """These locked rows with what is known of their incidents."""
    rules = book()
    facts = facts_of({row.incident_id for row in rows})
    return [
        Held(row, facts[row.incident_id], rules, rules.groups.get(row.name))
        for row in rows
        if row.incident_id in facts
    ]


def hold_draft(incident_id: int, code: str, *, by: Actor) -> tuple[Held, Draft]:
    """The draft and its class, locked, for who sees the incident and may tell of it."""
    rows = Draft.objects.filter(code=holdable(code)[:12])
    number = rows.filter(audience__incident_id=incident_id).values_list("audience_id")
    (held,) = _hold(incident_id, by, pk__in=number) or (None,)
    draft = rows.first()
    if held is None or draft is None:
        raise DraftUnknown(ref=str(incident_id))
    return held, draft


def hold_class(incident_id: int, name: str, *, by: Actor) -> Held | None:
    """The class of this name with the incident, locked, if it is told of it."""
    found = _hold(incident_id, by, name=holdable(name)[:60])
    return found[0] if found else None


def _hold(incident_id: int, by: Actor, **narrowed: Any) -> list[Held]:
    seen = visible_to(by).filter(id=incident_id).values_list("ref", flat=True).first()
    if seen is None:
        raise NoSuchIncident(ref=str(incident_id))
    rows = Audience.objects.select_for_update(no_key=True)
    found = held_of(list(rows.filter(incident_id=incident_id, **narrowed)))
    facts = found[0].facts if found else facts_of([incident_id])[incident_id]
    if not may_tell(by, facts):
        raise MayNotTell(ref=seen)
    return found
