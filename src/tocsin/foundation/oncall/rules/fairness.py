"""What being on call cost each: hours, nights, weekends, free days. Pure.

A night is from 22:00 to 6:00 of the schedule's clock, a weekend Saturday and Sunday,
a free day a day of the calendar's. One counts for whoever has an hour of it or more.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tocsin.foundation.calendars.rules import Calendar
from tocsin.foundation.oncall.rules.slots import Slot, Span, both, clipped, joined
from tocsin.foundation.oncall.rules.wall import midnight, reached, shown
from tocsin.foundation.oncall.rules.windows import free_days

LEAST = timedelta(hours=1)
_DAY = timedelta(days=1)
_NIGHT = (timedelta(hours=22), timedelta(hours=30))
_WEEKEND = (timedelta(0), timedelta(days=2))


@dataclass(frozen=True, slots=True)
class Share:
    """What one person had."""

    person: str
    hours: float = 0.0
    shifts: int = 0
    nights: int = 0
    weekends: int = 0
    free_days: int = 0

    def __add__(self, other: "Share") -> "Share":
        return Share(
            self.person,
            self.hours + other.hours,
            self.shifts + other.shifts,
            self.nights + other.nights,
            self.weekends + other.weekends,
            self.free_days + other.free_days,
        )


def shares(
    slots: Iterable[Slot],
    zone: ZoneInfo,
    calendar: Calendar | None,
    first: datetime,
    last: datetime,
) -> list[Share]:
    """What everybody had of a schedule between two instants, by person."""
    nights = list(_stretches(zone, first, last, _NIGHT, range(7)))
    weekends = list(_stretches(zone, first, last, _WEEKEND, (5,)))
    free = list(free_days(calendar, first, last)) if calendar else []
    of: dict[str, list[Slot]] = {}
    for slot in clipped(slots, first, last):
        of.setdefault(slot.person, []).append(slot)
    return [
        Share(
            person,
            hours=sum(_hours(span) for span in joined(held)),
            shifts=len(joined(held)),
            nights=_count(joined(held), nights),
            weekends=_count(joined(held), weekends),
            free_days=_count(joined(held), free),
        )
        for person, held in sorted(of.items())
    ]


def _hours(span: Span) -> float:
    return (span.ends_at - span.starts_at) / timedelta(hours=1)


def _count(held: Sequence[Span], stretches: Iterable[Span]) -> int:
    return sum(
        sum((part.ends_at - part.starts_at for part in both([each], held)), timedelta())
        >= LEAST
        for each in stretches
    )


def _stretches(
    zone: ZoneInfo,
    first: datetime,
    last: datetime,
    parts: tuple[timedelta, timedelta],
    weekdays: Iterable[int],
) -> Iterable[Span]:
    """From an hour to another of the days that are such weekdays."""
    wanted = frozenset(weekdays)
    day = shown(first, zone).date() - 2 * _DAY
    while day <= shown(last, zone).date():
        if day.weekday() in wanted:
            begun, ended = (reached(midnight(day) + part, zone) for part in parts)
            yield Span(begun, ended)
        day += _DAY
