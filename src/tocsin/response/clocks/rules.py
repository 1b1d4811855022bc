"""Clocks: a pure function of a timeline, a target and a calendar.

A life is a stretch in which something is promised. It is made of pieces: running, or
paused with a cause. What has elapsed is the calendar's open time in the running ones;
due is the instant at which that reaches what the target allows.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple, Protocol

from tocsin.foundation.calendars.refusals import NeverReached
from tocsin.foundation.calendars.rules import Calendar, add, add_each, elapsed
from tocsin.register.core.entries import Kind
from tocsin.response.clocks.story import Moment, Story
from tocsin.response.clocks.target_rules import (
    ACKNOWLEDGE,
    OLA,
    RESPONSE,
    RESTORE,
    SUPPLIER,
    UPDATE,
    Facts,
    Target,
    Threshold,
)

RUNNING, PAUSED = "running", "paused"
MET, MISSED = "met", "missed"
CANCELLED, WITHDRAWN = "cancelled", "withdrawn"
OPEN = frozenset({RUNNING, PAUSED})
# Causes of a pause that no target chooses: nobody could have gone on working.
WHILE_CANCELLED, WHILE_RESTORED = "cancelled", "restored"
_ONCE = frozenset({RESPONSE, ACKNOWLEDGE})
_NOTHING = timedelta(0)


class Hours(Protocol):
    """Whose time counts, and whether a peak's shorter times hold."""

    def calendar(self, target: Target, facts: Facts) -> Calendar: ...

    def peak(self, target: Target, facts: Facts, at: datetime) -> str:
        """The name of the peak period in which an instant lies, if it does."""
        ...


class Piece(NamedTuple):
    """A stretch of a life: running, or paused for a cause; without end it goes on."""

    begun: datetime
    ended: datetime | None
    cause: str = ""


@dataclass(slots=True)
class Life:
    """One promise, from when it was given until it was kept, or is still open."""

    started_at: datetime
    facts: Facts
    pieces: list[Piece] = field(default_factory=list)
    stopped_at: datetime | None = None
    stopped_by: str = ""
    is_cancelled: bool = False
    answered: bool = False
    acknowledged: bool = False


def lives(target: Target, story: Story) -> list[Life]:
    """Every life that a target's clock has had, in their order."""
    found: list[Life] = []
    for moment, until in _stretches(story.moments):
        life = found[-1] if found else None
        if _begins(target, moment, life):
            if life is not None and life.stopped_at is None:
                _stop(life, moment)
            life = Life(moment.at, moment.facts)
            # A life of no length that another follows at once never was.
            if found and found[-1].started_at == moment.at:
                found.pop()
            found.append(life)
        if life is None:
            continue
        _hear(target, life, moment)
        if _is_on(target, life, moment):
            _live_on(target, life, moment, until)
        elif life.stopped_at is None:
            _stop(life, moment)
    return found


def _goes_on(target: Target, moment: Moment) -> bool:
    """Whether what was stopped may go on in the same life: restored too soon."""
    return target.measure == RESTORE and moment.kind == Kind.IMPACT_RETURNED


def _stretches(
    moments: Sequence[Moment],
) -> Iterator[tuple[Moment, datetime | None]]:
    for one, other in pairwise(moments):
        yield one, other.at
    if moments:
        yield moments[-1], None


def _begins(target: Target, moment: Moment, life: Life | None) -> bool:
    """Whether another life begins here."""
    if moment.is_cancelled or not _may_live(target, moment):
        return False
    if life is None:
        return True
    if target.kind == OLA and life.facts.team != moment.facts.team:
        return True
    if target.kind == SUPPLIER:
        return life.stopped_at is not None
    if target.measure == UPDATE:
        return moment.updates
    # Handed back to a team that had it before.
    left = life.stopped_by == "handed_on"
    return left or (moment.reopens and target.measure not in _ONCE)


def _may_live(target: Target, moment: Moment) -> bool:
    if moment.is_resolved or (target.measure == RESTORE and moment.is_restored):
        return False
    if target.kind == OLA:
        return target.is_for_team(moment.facts.team)
    if target.kind == SUPPLIER:
        return moment.waiting == "supplier" or moment.is_cancelled
    return True


def _hear(target: Target, life: Life, moment: Moment) -> None:
    # Being given to a team is no answer of that team.
    life.answered |= moment.answers
    life.acknowledged |= moment.acknowledges
    if moment.is_restored and target.measure in _ONCE:
        life.answered = life.acknowledged = True


def _is_on(target: Target, life: Life, moment: Moment) -> bool:
    """Whether what is promised is still to be done."""
    if not _may_live(target, moment):
        return False
    if target.kind == SUPPLIER:
        # Theirs is done when the waiting for them ends.
        return True
    done = {RESPONSE: life.answered, ACKNOWLEDGE: life.acknowledged}
    return not done.get(target.measure, False)


def _live_on(
    target: Target, life: Life, moment: Moment, until: datetime | None
) -> None:
    if life.stopped_at is not None:
        if not _goes_on(target, moment):
            return
        # Meanwhile nothing was amiss.
        life.pieces.append(Piece(life.stopped_at, moment.at, WHILE_RESTORED))
        life.stopped_at, life.stopped_by = None, ""
    life.facts, life.is_cancelled = moment.facts, moment.is_cancelled
    cause = moment.waiting if moment.waiting in target.pauses else ""
    cause = WHILE_CANCELLED if moment.is_cancelled else cause
    last = life.pieces[-1] if life.pieces else None
    if last and last.cause == cause and last.ended == moment.at:
        life.pieces[-1] = Piece(last.begun, until, cause)
    else:
        life.pieces.append(Piece(moment.at, until, cause))


def _stop(life: Life, moment: Moment) -> None:
    life.stopped_at = moment.at
    ended = moment.is_restored or moment.is_resolved
    handed = moment.facts.team != life.facts.team and not ended
    life.stopped_by = "handed_on" if handed else moment.kind


@dataclass(frozen=True, slots=True)
class Clock:
    """One life of one target's clock, judged at an instant."""

    target: Target
    number: int
    life: Life
    calendar: Calendar
    minutes: int
    peak: str
    seen_at: datetime
    spans: tuple[tuple[datetime, datetime | None, timedelta], ...]
    """The running pieces, each with what had elapsed before it."""
    elapsed: timedelta
    due_at: datetime | None
    """When its time is over, as planned; None while that is never, or it is paused."""
    _found: dict[timedelta, datetime | None] = field(
        default_factory=dict, compare=False, repr=False
    )

    @property
    def left(self) -> timedelta:
        """What is left of it; negative when it is past due."""
        return timedelta(minutes=self.minutes) - self.elapsed

    @property
    def breached_at(self) -> datetime | None:
        reached = self.due_at is not None and self.due_at <= self.seen_at
        return self.due_at if reached else None

    @property
    def state(self) -> str:
        if self.life.stopped_at is not None:
            return MET if self.breached_at is None else MISSED
        if self.life.is_cancelled:
            return CANCELLED
        return PAUSED if self.pause else RUNNING

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def pause(self) -> str:
        """The cause for which it stands still now."""
        if self.life.stopped_at is not None or not self.life.pieces:
            return ""
        return self.life.pieces[-1].cause

    @property
    def paused_since(self) -> datetime | None:
        return self.life.pieces[-1].begun if self.pause else None

    def instant(self, percent: int) -> datetime | None:
        """When so much of its time has elapsed, as planned; None when it is never."""
        return self.reaches(Threshold(percent))

    def reaches(self, threshold: Threshold) -> datetime | None:
        """When it comes to a threshold, as planned; None when it never does."""
        wanted = threshold.elapsed(self.minutes)
        if wanted == timedelta(minutes=self.minutes):
            return self.due_at
        if wanted not in self._found:
            self._found[wanted] = _reached(self.calendar, self.spans, wanted)
        return self._found[wanted]

    def instants(self, percents: Sequence[int]) -> list[datetime | None]:
        """The same of many shares; at once where it has run in one stretch."""
        if len(self.spans) != 1:
            return [self.instant(percent) for percent in percents]
        (begun, ended, before) = self.spans[0]
        whole = timedelta(minutes=self.minutes)
        wanted = [whole * percent / 100 - before for percent in percents]
        return [
            at if at is not None and (ended is None or at < ended) else None
            for at in add_each(self.calendar, begun, wanted)
        ]


_Spans = Sequence[tuple[datetime, datetime | None, timedelta]]


def _reached(calendar: Calendar, spans: _Spans, wanted: timedelta) -> datetime | None:
    """What is done at the very instant at which time is over is done in time; so is
    what stands still from then on."""
    for begun, ended, before in spans:
        try:
            at = add(calendar, begun, wanted - before)
        except NeverReached:
            continue
        if ended is None or at < ended:
            return at
    return None


def judge(
    target: Target, number: int, life: Life, hours: Hours, now: datetime
) -> Clock:
    """How a life stands at an instant."""
    calendar = hours.calendar(target, life.facts)
    at = life.started_at
    peak = hours.peak(target, life.facts, at) if target.peak_minutes else ""
    minutes = target.minutes_for(life.facts, peak=bool(peak))
    spans, total = _counted(calendar, life.pieces, now)
    due_at = _reached(calendar, spans, timedelta(minutes=minutes))
    return Clock(
        target, number, life, calendar, minutes, peak, now, spans, total, due_at
    )


def _counted(
    calendar: Calendar, pieces: Iterable[Piece], now: datetime
) -> tuple[tuple[tuple[datetime, datetime | None, timedelta], ...], timedelta]:
    spans, total = [], _NOTHING
    for begun, ended, cause in pieces:
        if cause:
            continue
        spans.append((begun, ended, total))
        until = now if ended is None else min(ended, now)
        if until > begun:
            total += elapsed(calendar, begun, until)
    return tuple(spans), total


def clocks_of(
    targets: Iterable[Target], story: Story, hours: Hours, now: datetime
) -> list[Clock]:
    """All clocks of an incident, by target and life; those of targets that do not apply
    to what it was at the life's end are none."""
    return [
        judge(target, number, life, hours, now)
        for target in targets
        for number, life in enumerate(lives(target, story), start=1)
        if target.applies_to(life.facts)
    ]


def next_due(clocks: Iterable[Clock]) -> tuple[datetime, str] | None:
    """The running clock that runs out first, or ran out first, and its name."""
    due = [
        (clock.due_at, clock.target.name)
        for clock in clocks
        if clock.state == RUNNING and clock.due_at
    ]
    return min(due, default=None)


def shares(target: Target, usual: Iterable[int]) -> list[int]:
    """The shares of its time at which something is planned."""
    return sorted({*usual, *target.thresholds})
