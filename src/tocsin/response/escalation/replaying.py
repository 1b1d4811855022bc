"""A past incident replayed: whom another matrix would have told, beside who was told.

On-call, teams, roles, line managers and deputies are as they were then, and people
answer when they did. Clocks are counted without their pauses.
"""

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import Actor, may_look
from tocsin.register.core.entries import Kind
from tocsin.register.core.projection import State, step
from tocsin.register.core.reads.entries import Told, entries_of
from tocsin.register.core.reads.visible import incident_for
from tocsin.register.core.rules import ENDED, WAITING
from tocsin.register.work.answering import Answerable, named_on
from tocsin.response.escalation.choosing import Circumstances
from tocsin.response.escalation.coverage.playing import LEVEL, Change, Play
from tocsin.response.escalation.matrix import Matrix
from tocsin.response.escalation.rules import Choice, Facts
from tocsin.response.escalation.trying import (
    Looking,
    Moment,
    instants_from,
    matrix_numbered,
)

# What is told within so short a time of one another is one act.
_ONE_ACT = timedelta(seconds=1)
# Whoever does only this has not begun to work on it.
_IDLE = frozenset({Kind.ACKNOWLEDGED, Kind.WATCHED, Kind.UNWATCHED, Kind.LEVEL_REACHED})


@dataclass(frozen=True, slots=True)
class Stood:
    """What was true of the incident from an instant on."""

    at: datetime
    state: State
    followed: bool
    updated_at: datetime | None


@dataclass(frozen=True, slots=True)
class Happened:
    """A level that was reached in truth: when, and whom it told."""

    at: datetime
    level: int
    row: str
    people: tuple[str, ...]
    is_again: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """One level: when it would have been reached, and when it was."""

    level: int
    promised_at: datetime | None
    promised: tuple[str, ...]
    happened_at: datetime | None
    happened: tuple[str, ...]

    @property
    def sooner(self) -> timedelta | None:
        """By how much sooner it would have been; negative, if later."""
        if self.promised_at is None or self.happened_at is None:
            return None
        return self.happened_at - self.promised_at


@dataclass(frozen=True, slots=True)
class Stretch:
    """The incident went by one row from an instant on."""

    began_at: datetime
    choice: Choice
    moments: tuple[Moment, ...]


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a version of the matrix would have done, and what was done."""

    ref: str
    matrix: Matrix
    stretches: tuple[Stretch, ...]
    happened: tuple[Happened, ...]
    levels: tuple[Compared, ...]
    acknowledged_at: datetime | None


@transaction.atomic
def replay_incident(actor: Actor, ref: str, *, number: int | None = None) -> Replayed:
    """The incident's timeline under a version of the matrix; who may not see it is told
    that there is none."""
    if not may_look(actor):
        raise NotAllowed
    incident = incident_for(actor, ref)
    matrix = matrix_numbered(number)
    told = sorted(
        entries_of([incident.id]), key=lambda entry: (entry.happened_at, entry.seq)
    )
    stood = list(_standing(told))
    named = named_on([incident.id])[incident.id] if incident.restricted else None
    past = _Past(incident.id, incident.ref, stood)
    stretches = tuple(_stretches(matrix, past, named))
    happened = tuple(_happened(told))
    moments = [moment for each in stretches for moment in each.moments]
    first = next((e for e in told if e.kind in _ANSWERS), None)
    return Replayed(
        incident.ref,
        matrix,
        stretches,
        happened,
        tuple(_compared(moments, happened)),
        first.happened_at if first else None,
    )


_ANSWERS = frozenset({Kind.ACKNOWLEDGED, Kind.ACCEPTED})


def _standing(told: Sequence[Told]) -> Iterator[Stood]:
    """What was true after each act, in the order in which it happened."""
    state, followed, updated_at = State(), False, None
    for place, entry in enumerate(told):
        had_answered = state.acknowledged_at is not None
        step(state, entry.said)
        if state.acknowledged_at is None:
            followed = False
        elif had_answered and entry.actor_kind == "person" and entry.kind not in _IDLE:
            followed = True
        if entry.kind == Kind.REPLIED:
            updated_at = entry.happened_at
        after = told[place + 1].happened_at if place + 1 < len(told) else None
        if after is None or after - entry.happened_at >= _ONE_ACT:
            yield Stood(entry.happened_at, copy(state), followed, updated_at)


@dataclass(frozen=True, slots=True)
class _Past:
    """The incident as it was at any instant."""

    id: int
    ref: str
    stood: Sequence[Stood]

    def at(self, moment: datetime) -> Answerable:
        held = [each for each in self.stood if each.at <= moment]
        state = (held[-1] if held else self.stood[0]).state
        return Answerable(
            id=self.id,
            ref=self.ref,
            state=state.state,
            origin=state.origin,
            is_drill=state.is_drill,
            restricted=state.restricted,
            registered_at=state.registered_at,
            acknowledged_at=state.acknowledged_at,
            accepted_at=state.accepted_at,
            restored_at=state.restored_at,
            merged_into=state.merged_into,
            priority=state.priority,
            category_id=state.category_id,
            service_id=state.service_id,
            team_id=state.team_id,
            owner_id=state.owner_id,
            reporter_id=state.reporter_id,
            is_quiet=False,
        )

    def changes(self) -> list[Change]:
        return [Change(each.at, _facts(each)) for each in self.stood]


def _facts(stood: Stood) -> Facts:
    state = stood.state
    worked = state.accepted_at is not None or state.state in {WAITING, "diagnosis"}
    return Facts(
        is_over=state.state in ENDED,
        acknowledged_at=state.acknowledged_at,
        followed=stood.followed or worked,
        restored_at=state.restored_at,
        updated_at=stood.updated_at,
    )


def _stretches(
    matrix: Matrix, past: _Past, named: set[str] | None
) -> Iterator[Stretch]:
    """The rows by which it would have gone, one after another."""
    begins = list(_begins(matrix, past))
    ends = [at for at, _choice in begins[1:]]
    for (began, choice), end in zip(begins, [*ends, None], strict=True):
        moments: list[Moment] = []
        if choice.row is not None:
            seen = None if named is None else frozenset(named)
            looking = Looking(past.at, seen, past=True)
            instants = instants_from(choice.row, past.at(began), began)
            changes = past.changes()
            play = Play(choice.row, began, looking.find, changes, instants)
            played = looking.moments(choice.row, play.events())
            moments = [each for each in played if end is None or each.at < end]
        yield Stretch(began, choice, tuple(moments))


def _begins(matrix: Matrix, past: _Past) -> Iterator[tuple[datetime, Choice]]:
    """When the incident begins to go by a row: at first, when it is classified so that
    another row holds, and when it goes on after it was over."""
    asked: tuple[Any, ...] | None = None
    key, was_over = "", True
    for each in past.stood:
        state = each.state
        if state.state in ENDED:
            was_over = True
            continue
        here = (state.category_id, state.priority, state.service_id)
        if not was_over and here == asked:
            continue
        at = state.registered_at or each.at if asked is None else each.at
        choice = Circumstances(at).choose(matrix, past.at(each.at))
        chosen = choice.row.key if choice.row else ""
        if was_over or chosen != key:
            yield at, choice
        asked, key, was_over = here, chosen, False


def _happened(told: Sequence[Told]) -> Iterator[Happened]:
    for entry in told:
        if entry.kind == Kind.LEVEL_REACHED:
            body = entry.body
            yield Happened(
                entry.happened_at,
                int(body.get("level", 0)),
                str(body.get("row", "")),
                tuple(body.get("people", ())),
                bool(body.get("repeat")),
            )


def _compared(
    moments: Sequence[Moment], happened: Sequence[Happened]
) -> Iterator[Compared]:
    """Level by level, each as it came first."""
    promised = {m.level: m for m in reversed(moments) if m.does == LEVEL}
    really = {each.level: each for each in reversed(happened) if not each.is_again}
    for level in sorted(promised.keys() | really.keys()):
        would, was = promised.get(level), really.get(level)
        yield Compared(
            level,
            would.at if would else None,
            tuple(heard.person for heard in would.heard) if would else (),
            was.at if was else None,
            was.people if was else (),
        )
