"""When a layer holds: by weekday and time, by a recurrence rule, by a calendar."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rrulestr

from tocsin.foundation.calendars.rules import Calendar, intervals
from tocsin.foundation.oncall.rules.slots import Span, joined, outside
from tocsin.foundation.oncall.rules.wall import midnight, reached, shown

A_DAY = timedelta(days=1)
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
CALENDAR_WHEN = ("open", "closed", "free_days", "working_days")
_RULE = re.compile(r"[A-Z0-9=,;+:-]+")
_FREQ = re.compile(r"(?:^|;)FREQ=([A-Z]+)(?:;|$)")
_FINE = ("BYMINUTE", "BYSECOND", "BYHOUR", "BYEASTER", "BYWEEKNO", "BYYEARDAY")
_PART = re.compile(r"(?:^|;)(BYMONTH|BYMONTHDAY)=([0-9,+-]+)")
_LONGEST = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}
# A rule that does not come about within so many years is a slip.
_FARTHEST = timedelta(days=3653)


@dataclass(frozen=True, slots=True)
class Window:
    """On these weekdays (Monday is 0) from a minute of the day to another; one that
    ends no later than it begins ends on the day after."""

    days: frozenset[int]
    opens: int
    closes: int

    def spans(self, zone: ZoneInfo, first: datetime, last: datetime) -> Iterable[Span]:
        day, until = _days(first, zone), shown(last, zone).date()
        over = A_DAY if self.closes <= self.opens else timedelta(0)
        while day <= until:
            if day.weekday() in self.days:
                begins = midnight(day) + timedelta(minutes=self.opens)
                ends = midnight(day) + timedelta(minutes=self.closes) + over
                yield Span(reached(begins, zone), reached(ends, zone))
            day += A_DAY


def _days(first: datetime, zone: ZoneInfo) -> date:
    return (shown(first, zone) - 2 * A_DAY).date()


@dataclass(frozen=True, slots=True)
class Recurring:
    """As often as an RRULE (RFC 5545) says, from the wall time `begins`, each time
    for so many minutes of the wall clock."""

    rule: str
    begins: datetime
    minutes: int

    def spans(self, zone: ZoneInfo, first: datetime, last: datetime) -> Iterable[Span]:
        lasts = timedelta(minutes=self.minutes)
        since = shown(first, zone) - lasts - 2 * A_DAY
        until = shown(last, zone) + A_DAY
        for begins in _rule(self, until).between(since, until, inc=True):
            yield Span(reached(begins, zone), reached(begins + lasts, zone))


def _rule(recurring: Recurring, until: datetime) -> Any:
    """The rule, told where to stop: one that comes about no more would be followed
    to the year 9999."""
    told = rrulestr(recurring.rule, dtstart=recurring.begins)
    if isinstance(told, rrule) and "COUNT=" not in recurring.rule:
        ends = _until(told)
        return told.replace(until=min(ends, until) if ends else until)
    return told


def _until(told: rrule) -> datetime | None:
    ends: datetime | None = getattr(told, "_until", None)
    return ends.replace(tzinfo=None) if ends else None


def rule_complaint(rule: str, begins: datetime) -> str | None:
    """Why this is no rule to follow: unreadable, too_fine or never; None if it is."""
    found = _FREQ.search(rule)
    if not _RULE.fullmatch(rule) or not found:
        return "unreadable"
    if found[1] not in FREQUENCIES or any(f"{part}=" in rule for part in _FINE):
        return "too_fine"
    if not _has_a_day(rule):
        return "never"
    try:
        told = rrulestr(rule, dtstart=begins)
    except (ValueError, TypeError, KeyError):
        return "unreadable"
    if not isinstance(told, rrule):
        return "unreadable"
    ends = _until(told)
    soon = begins + _FARTHEST
    near = told.replace(count=None, until=min(ends, soon) if ends else soon)
    return None if next(iter(near), None) else "never"


def _has_a_day(rule: str) -> bool:
    """Whether any of its months has any of its days: one that has none would be
    followed to the year 9999 before that is known."""
    told = {name: re.findall(r"\d+", days) for name, days in _PART.findall(rule)}
    months = [int(month) for month in told.get("BYMONTH", ())] or range(1, 13)
    days = [int(day) for day in told.get("BYMONTHDAY", ())] or [1]
    longest = max((_LONGEST.get(month, 31) for month in months), default=31)
    return min(days) <= longest


def calendar_spans(
    calendar: Calendar, when: str, first: datetime, last: datetime
) -> list[Span]:
    """When the calendar is open or closed, or its days that are free (holidays, days
    of its own, days without hours by exception) or that are not."""
    if when in ("open", "closed"):
        found = [Span(*each) for each in intervals(calendar, first, last)]
        return found if when == "open" else outside(found, first, last)
    free = joined(free_days(calendar, first, last))
    return free if when == "free_days" else outside(free, first, last)


def free_days(calendar: Calendar, first: datetime, last: datetime) -> Iterable[Span]:
    """The whole days that are nobody's working days."""
    day = (shown(first, calendar.zone) - A_DAY).date()
    while day <= shown(last, calendar.zone).date():
        told = calendar.day(day)
        if told.because in ("holiday", "own") or (
            told.because == "exception" and not told.hours
        ):
            yield Span(
                reached(midnight(day), calendar.zone),
                reached(midnight(day + A_DAY), calendar.zone),
            )
        day += A_DAY


def window_spans(
    windows: Sequence[Window | Recurring],
    zone: ZoneInfo,
    first: datetime,
    last: datetime,
) -> list[Span]:
    """The time of any of these windows, between two instants and a little around."""
    return joined(span for each in windows for span in each.spans(zone, first, last))
