"""Parts of a layer as they are told: `{"days": ["mon"], "from": "18:00", "to":
"08:00"}`. Pure."""

import re
from datetime import date, datetime, time
from typing import Any

from tocsin.foundation.calendars.rules import WEEKDAYS
from tocsin.foundation.oncall.rules.windows import Window

_CLOCK = re.compile(r"(\d{1,2}):(\d\d)")
_WHOLE = 24 * 60


def minute(told: Any) -> int | None:
    """The minute of the day of `HH:MM`; 24:00 is the end of it."""
    found = _CLOCK.fullmatch(told.strip()) if isinstance(told, str) else None
    if not found or int(found[2]) > 59:
        return None
    counted = int(found[1]) * 60 + int(found[2])
    return counted if counted <= _WHOLE else None


def clock_told(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def window(told: Any) -> Window | None:
    """The window, or None where it is none."""
    if not isinstance(told, dict):
        return None
    days = told.get("days") or []
    opens, closes = minute(told.get("from")), minute(told.get("to"))
    if not isinstance(days, list) or not set(map(str, days)) <= set(WEEKDAYS):
        return None
    if opens is None or closes is None or opens == _WHOLE or not days:
        return None
    return Window(frozenset(WEEKDAYS.index(day) for day in days), opens, closes)


def window_told(held: Window) -> dict[str, Any]:
    return {
        "days": [WEEKDAYS[day] for day in sorted(held.days)],
        "from": clock_told(held.opens),
        "to": clock_told(held.closes),
    }


def wall_of(day: date, at: time) -> datetime:
    """The wall time of a day at a time, to the minute."""
    return datetime.combine(day, at.replace(second=0, microsecond=0, tzinfo=None))
