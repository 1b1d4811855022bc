"""Times and dates as they are told: `09:00-12:30`, `2026-12-24`, `12-24`. Pure."""

import itertools
import re
from datetime import date
from typing import Any

from tocsin.foundation.calendars.rules import DAY, Hours, Interval

_INTERVAL = re.compile(r"(\d{1,2}):(\d\d)\s*[-–]\s*(\d{1,2}):(\d\d)")
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_YEARLY = re.compile(r"(\d\d)-(\d\d)")


def interval(told: Any) -> Interval | None:
    found = _INTERVAL.fullmatch(told.strip()) if isinstance(told, str) else None
    if not found:
        return None
    opens, closes = _minute(found[1], found[2]), _minute(found[3], found[4])
    if opens is None or closes is None or opens >= closes:
        return None
    return opens, closes


def _minute(hour: str, minute: str) -> int | None:
    if int(minute) > 59:
        return None
    counted = int(hour) * 60 + int(minute)
    return counted if counted <= DAY else None


def hours(told: Any) -> Hours | None:
    """Intervals in their order; None when one of them is none."""
    if not isinstance(told, list):
        return None
    found = [interval(each) for each in told]
    if None in found:
        return None
    return tuple(sorted(each for each in found if each))


def overlap(found: Hours) -> bool:
    return any(one[1] > other[0] for one, other in itertools.pairwise(found))


def hours_told(found: Hours) -> list[str]:
    return [interval_told(each) for each in found]


def interval_told(found: Interval) -> str:
    opens, closes = found
    return f"{opens // 60:02}:{opens % 60:02}-{closes // 60:02}:{closes % 60:02}"


def day(told: Any) -> date | None:
    """A date between the years that calendars know."""
    found = _DATE.fullmatch(told.strip()) if isinstance(told, str) else None
    if not found:
        return None
    try:
        on = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
    return on if 1900 <= on.year <= 2199 else None


def yearly(told: Any) -> tuple[int, int] | None:
    """A day of any year, 29 February included."""
    found = _YEARLY.fullmatch(told.strip()) if isinstance(told, str) else None
    if not found:
        return None
    try:
        date(2024, int(found[1]), int(found[2]))
    except ValueError:
        return None
    return int(found[1]), int(found[2])
