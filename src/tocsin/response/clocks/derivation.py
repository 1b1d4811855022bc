"""How an instant came about: every stretch that was counted, and why others were not.
Pure."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice, pairwise
from typing import NamedTuple

from tocsin.foundation.calendars.rules import intervals
from tocsin.response.clocks.rules import Clock

COUNTED, CLOSED = "counted", "closed"
MOST = 400
_NOTHING = timedelta(0)


class Line(NamedTuple):
    """A stretch by the calendar's wall clock: counted, closed, or a cause of pause;
    what it counts, and what was counted up to its end."""

    begun: datetime
    ended: datetime
    what: str
    counted: timedelta
    total: timedelta
    is_ahead: bool

    @property
    def length(self) -> timedelta:
        return self.ended - self.begun


def derivation(clock: Clock, most: int = MOST) -> list[Line]:
    """From the start to the end, or to now and on to when it is due."""
    return list(islice(_lines(clock), most))


def _lines(clock: Clock) -> Iterator[Line]:
    zone, total = clock.calendar.zone, _NOTHING
    for begun, ended, what in _parts(clock):
        stretches = [(begun, ended, what)]
        if what == COUNTED:
            stretches = list(_open_and_closed(clock, begun, ended))
        for first, last, told in stretches:
            counted = last - first if told == COUNTED else _NOTHING
            total += counted
            ahead = first >= clock.seen_at
            here = first.astimezone(zone), last.astimezone(zone)
            yield Line(*here, told, counted, total, ahead)


def _parts(clock: Clock) -> Iterator[tuple[datetime, datetime, str]]:
    """The pieces, cut where now is."""
    now, end = clock.seen_at, _end(clock)
    for begun, ended, cause in clock.life.pieces:
        until = end if ended is None else min(ended, end)
        edges = [begun, *([now] if begun < now < until else []), until]
        for first, last in pairwise(edges):
            if first < last:
                yield first, last, cause or COUNTED


def _end(clock: Clock) -> datetime:
    if clock.life.stopped_at is not None:
        return clock.life.stopped_at
    return max(clock.seen_at, clock.due_at or clock.seen_at)


def _open_and_closed(
    clock: Clock, begun: datetime, ended: datetime
) -> Iterator[tuple[datetime, datetime, str]]:
    at = begun
    for first, last in intervals(clock.calendar, begun, ended, MOST):
        if first > at:
            yield at, first, CLOSED
        yield first, last, COUNTED
        at = last
    if at < ended:
        yield at, ended, CLOSED
