"""How a result came about: which stretches were counted, and what lies ahead. Pure."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from tocsin.foundation.calendars.refusals import DaysUnknown
from tocsin.foundation.calendars.rules import (
    FIRST_YEAR,
    LAST_YEAR,
    Calendar,
    Day,
    Peak,
    intervals,
    is_open,
    next_open,
)

MOST = 400
_LONG = timedelta(days=366)


class Stretch(NamedTuple):
    """An open stretch by the calendar's wall clock, and what was counted up to its
    end."""

    begun: datetime
    ended: datetime
    length: timedelta
    total: timedelta


class Ahead(NamedTuple):
    """A date with its hours, why they are so, and the peaks it lies in."""

    on: date
    day: Day
    peaks: list[Peak]


def derivation(calendar: Calendar, start: datetime, end: datetime) -> list[Stretch]:
    """The stretches that add up to what has elapsed, at most `MOST` of them."""
    found: list[Stretch] = []
    total = timedelta(0)
    for begun, ended in intervals(calendar, start, end, MOST):
        length = ended - begun
        total += length
        here = begun.astimezone(calendar.zone), ended.astimezone(calendar.zone)
        found.append(Stretch(*here, length, total))
    return found


def days(calendar: Calendar, first: date, count: int) -> list[Ahead]:
    """So many dates from one on, as the calendar has them."""
    if not FIRST_YEAR <= first.year < LAST_YEAR - count // 365:
        raise DaysUnknown(first=FIRST_YEAR, last=LAST_YEAR)
    dates = [first + timedelta(days=n) for n in range(count)]
    return [
        Ahead(on, calendar.day(on), [peak for peak in calendar.peaks if peak.on(on)])
        for on in dates
    ]


def next_change(calendar: Calendar, at: datetime) -> datetime | None:
    """When it opens, or closes, next; None when it does neither within a year."""
    if not is_open(calendar, at):
        return next_open(calendar, at)
    if at.year >= LAST_YEAR:
        return None
    _begun, ended = intervals(calendar, at, at + _LONG, 1)[0]
    return ended if ended < at + _LONG else None
