"""One run as it would go from an instant on: every step, whom it finds and why. Pure.

What is tried and what is replayed goes by the very rules that runs go by; here they
are asked step by step, with what becomes true of the incident in between.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from msgspec.structs import replace

from tocsin.response.escalation.matrix import Level, Row
from tocsin.response.escalation.rules import (
    END,
    LAPSE,
    LEVEL,
    REPEAT,
    Facts,
    Progress,
    Step,
    Wait,
    next_step,
    reached_nobody,
    take,
)

_MOST_STEPS = 400


@dataclass(frozen=True, slots=True)
class Change:
    """From an instant on this is true of the incident."""

    at: datetime
    facts: Facts


@dataclass(frozen=True, slots=True)
class Event:
    """One step of the run: what it does, at which level, why then, whom it tells."""

    at: datetime
    does: str
    level: int
    because: str
    people: tuple[str, ...] = ()


@dataclass(slots=True)
class Play:
    """A run on a row. `find` says whom a level resolves to at an instant; `changes`
    are what becomes true of the incident, in order."""

    row: Row
    began_at: datetime
    find: Callable[[Level, datetime], Sequence[str]]
    changes: Sequence[Change] = ()
    instants: Mapping[tuple[str, int], datetime | None] = field(default_factory=dict)
    _lapsed_at: datetime | None = None

    def events(self) -> Iterator[Event]:
        """What happens until the row ends, the incident is over, or it goes on for
        ever."""
        run, now = Progress(self.began_at), self.began_at
        for _step in range(_MOST_STEPS):
            coming = self._next(run, now)
            if coming is None:
                return
            since, step = coming
            now = max(since, step.at)
            people = self._found(step, now)
            yield Event(now, step.does, step.level, step.because, people)
            if step.does == END and not self._changes_after(now):
                return
            run = take(self.row, run, step, now)
            if step.does == LAPSE:
                self._lapsed_at = now
            if step.does in {LEVEL, REPEAT} and not people:
                run = reached_nobody(run)

    def _found(self, step: Step, now: datetime) -> tuple[str, ...]:
        if step.does not in {LEVEL, REPEAT}:
            return ()
        return tuple(self.find(self.row.level(step.level), now))

    def _next(self, run: Progress, now: datetime) -> tuple[datetime, Step] | None:
        """The first step that comes before something else becomes true, and since when
        what it comes of is true."""
        seen = [change for change in self.changes if change.at <= now]
        facts = self._facts(seen[-1].facts if seen else Facts())
        for change in (*self._changes_after(now), None):
            step = next_step(self.row, run, facts)
            comes = isinstance(step, Step) and (change is None or step.at < change.at)
            if isinstance(step, Step) and comes:
                return now, step
            if change is None:
                return None
            now, facts = change.at, self._facts(change.facts)
        return None

    def _facts(self, facts: Facts) -> Facts:
        """What is true, without an answer that counts no more."""
        answered, lapsed = facts.acknowledged_at, self._lapsed_at
        if answered is not None and lapsed is not None and answered <= lapsed:
            facts = replace(facts, acknowledged_at=None)
        return replace(facts, instants=facts.instants or self.instants)

    def _changes_after(self, now: datetime) -> list[Change]:
        return [change for change in self.changes if change.at > now]


__all__ = ["END", "LAPSE", "LEVEL", "REPEAT", "Change", "Event", "Play", "Wait"]
