"""An incident's clocks counted anew, beside what was counted last. Pure but for the
versions it asks for."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from operator import attrgetter
from typing import Any

from tocsin.response.clocks.plan import Kept, Plan, Versions
from tocsin.response.clocks.rules import (
    CANCELLED,
    MET,
    MISSED,
    PAUSED,
    RUNNING,
    WITHDRAWN,
    Clock,
    Life,
    judge,
    lives,
)
from tocsin.response.clocks.story import Story
from tocsin.response.clocks.target_rules import Target, Threshold

_ENDED = frozenset({MET, MISSED})
_BREACH = 100


@dataclass(frozen=True, slots=True)
class Row:
    """A clock as it was counted last."""

    id: int
    incident_id: int
    target: str
    target_version: int
    number: int
    priority: int
    team: str
    minutes: int
    peak: str
    calendar: str
    calendar_version: int
    started_at: datetime
    stopped_at: datetime | None
    stopped_by: str
    state: str
    pause: str
    elapsed: timedelta
    due_at: datetime | None
    breached_at: datetime | None


_COMPARED = tuple(
    name for name in Row.__slots__ if name not in ("id", "incident_id", "elapsed")
)
_AS_STORED = attrgetter(*_COMPARED)


@dataclass(frozen=True, slots=True)
class Counted:
    """A clock now, and what was counted of it before, if anything was."""

    clock: Clock
    row: Row | None

    def because(self, late: Collection[int]) -> str:
        """Why people should hear of it; nothing, when an entry says so already."""
        clock, row = self.clock, self.row
        if row is None or row.state == WITHDRAWN:
            return "began" if clock.is_open else ""
        if clock.state in _ENDED:
            return _why_ended(row, clock)
        if clock.state == CANCELLED:
            return ""
        if row.state in _ENDED:
            return "goes_on"
        if row.state != clock.state:
            return "paused" if clock.state == PAUSED else "resumed"
        return _why_moved(row, clock, late)


def _why_ended(row: Row, clock: Clock) -> str:
    if row.state in _ENDED:
        other = (row.state, row.stopped_at) != (clock.state, clock.life.stopped_at)
        return "late" if other else ""
    return "late" if row.breached_at and clock.state == MET else ""


def _why_moved(row: Row, clock: Clock, late: Collection[int]) -> str:
    if row.minutes != clock.minutes:
        return "allows"
    paused = clock.state == PAUSED and row.elapsed != clock.elapsed
    if row.due_at == clock.due_at and not paused:
        return ""
    by = (row.target_version, row.calendar, row.calendar_version)
    now = (clock.target.version, clock.calendar.key, clock.calendar.version)
    if by != now:
        return "plan"
    return "late" if late else "told"


def count_anew(
    story: Story, rows: Sequence[Row], plan: Plan, versions: Versions, now: datetime
) -> list[Counted]:
    """Every clock that the incident has. A life that has ended is judged by what held
    when it did; one that is open, by what holds now."""
    held = {(row.target, row.started_at): row for row in rows}
    targets = {each.key: each for each in plan.targets}
    found = []
    for target in [*targets.values(), *_retired(rows, targets, versions)]:
        for number, life in enumerate(lives(target, story), start=1):
            row = held.get((target.key, life.started_at))
            clock = (
                _as_then(row, number, life, story, versions, now)
                if row and row.state in _ENDED and life.stopped_at
                else _as_now(target, targets, number, life, plan, now)
            )
            if clock is not None:
                found.append(Counted(clock, row))
    return found


def _retired(
    rows: Iterable[Row], targets: Mapping[str, Target], versions: Versions
) -> Iterator[Target]:
    """Targets that are in force no more and have had clocks here."""
    last = {row.target: row.target_version for row in rows}
    for key, version in last.items():
        if key not in targets:
            yield versions.target(key, version)


def _as_then(
    row: Row,
    number: int,
    life: Life,
    story: Story,
    versions: Versions,
    now: datetime,
) -> Clock | None:
    target = versions.target(row.target, row.target_version)
    same = [one for one in lives(target, story) if one.started_at == life.started_at]
    life = same[-1] if same else life
    if not target.applies_to(life.facts):
        return None
    calendar = versions.calendar(row.calendar, row.calendar_version)
    return judge(target, number, life, Kept(calendar, row.peak), now)


def _as_now(
    target: Target,
    targets: Mapping[str, Target],
    number: int,
    life: Life,
    plan: Plan,
    now: datetime,
) -> Clock | None:
    if target.key not in targets or not target.applies_to(life.facts):
        return None
    return judge(target, number, life, plan, now)


def thresholds_of(target: Target, allowed: int) -> Sequence[Threshold]:
    """At these people are told, the earliest first, where so many minutes are allowed;
    that the time is over they always are. What lies before its beginning is none."""
    before = tuple(-minutes for minutes in target.minutes_before)
    return _thresholds(target.thresholds, (*before, *target.minutes_after), allowed)


@lru_cache(maxsize=1024)
def _thresholds(
    percents: tuple[int, ...], distances: tuple[int, ...], allowed: int
) -> tuple[Threshold, ...]:
    found = {Threshold(percent) for percent in {*percents, _BREACH}}
    found |= {Threshold(minutes=each) for each in distances if each > -allowed}
    return tuple(sorted(found, key=lambda it: (it.elapsed(allowed), it)))


def reached(
    clock: Clock, told: Collection[Threshold]
) -> Iterator[tuple[Threshold, datetime]]:
    """The thresholds that it has reached and that were not told yet. None is reached
    before an earlier one, so what lies beyond the first to come is not asked."""
    if clock.state == CANCELLED:
        return
    for each in thresholds_of(clock.target, clock.minutes):
        if each not in told:
            at = clock.reaches(each)
            if at is None or at > clock.seen_at:
                return
            yield each, at


def ahead(clock: Clock, told: Collection[Threshold]) -> datetime | None:
    """When it reaches the next threshold that is to be told."""
    if clock.state != RUNNING:
        return None
    every = thresholds_of(clock.target, clock.minutes)
    wanted = (each for each in every if each not in told)
    coming = (at for it in wanted if (at := clock.reaches(it)) and at > clock.seen_at)
    return next(coming, None)


def plan_of(clock: Clock, percents: Sequence[int]) -> dict[str, Any]:
    """When it reaches these shares of its time; what else its row says decides this, so
    it is asked only of a row that is written."""
    return {"percents": list(percents), "instants": clock.instants(percents)}


def columns_of(clock: Clock) -> dict[str, Any]:
    """What a clock's row says, as it would be stored, without its plan."""
    life = clock.life
    return {
        "target": clock.target.key,
        "target_version": clock.target.version,
        "kind": clock.target.kind,
        "measure": clock.target.measure,
        "number": clock.number,
        "priority": life.facts.priority,
        "team": life.facts.team,
        "minutes": clock.minutes,
        "peak": clock.peak,
        "calendar": clock.calendar.key,
        "calendar_version": clock.calendar.version,
        "started_at": life.started_at,
        "stopped_at": life.stopped_at,
        "stopped_by": life.stopped_by,
        "state": clock.state,
        "pause": clock.pause,
        "elapsed": clock.elapsed,
        "due_at": clock.due_at,
        "breached_at": clock.breached_at,
    }


def is_as_stored(row: Row, columns: Mapping[str, Any]) -> bool:
    """Whether nothing has changed; a running clock's time goes on without a row."""
    if columns["state"] != RUNNING and row.elapsed != columns["elapsed"]:
        return False
    return _AS_STORED(row) == tuple(columns[name] for name in _COMPARED)
