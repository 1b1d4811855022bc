"""A calendar's document: what is wrong with it, and the calendar it describes. Pure."""

import itertools
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from tocsin.foundation.calendars import free_days, parts
from tocsin.foundation.calendars.rules import (
    DAY,
    WEEKDAYS,
    Calendar,
    Exceptional,
    Hours,
    Nth,
    Once,
    Peak,
    Yearly,
)
from tocsin.kernel.zones import known_zones

Body = Mapping[str, Any]
Holidays = Callable[[int], Mapping[date, str]]
_KNOWN = {"name", "zone", "week", "holidays", "days", "exceptions", "peaks"}
_MOST = 400
_LONGEST = 120


class Complaint(NamedTuple):
    """What is wrong, by the code of its sentence, and where."""

    code: str
    place: str = ""


def check(body: Any) -> list[Complaint]:
    """What is wrong with a body; nothing, when it may be published."""
    if not isinstance(body, Mapping):
        return [Complaint("is_a_table")]
    found = [Complaint("not_known", str(name)) for name in body if name not in _KNOWN]
    if not _text(body.get("name")):
        found.append(Complaint("needs_a_name"))
    if body.get("zone") not in known_zones():
        found.append(Complaint("zone_unknown", "zone"))
    found += _about_week(body.get("week"))
    found += _about_holidays(body.get("holidays"))
    found += _about_days(body.get("days", {}))
    found += _about_exceptions(body.get("exceptions", []))
    found += _about_peaks(body.get("peaks", []))
    return found


def _text(told: Any) -> bool:
    return isinstance(told, str) and 0 < len(told.strip()) <= _LONGEST


def _about_week(week: Any) -> Iterator[Complaint]:
    if not isinstance(week, Mapping):
        yield Complaint("is_a_table", "week")
        return
    for name, told in week.items():
        if name not in WEEKDAYS:
            yield Complaint("weekday_unknown", f"week.{name}")
        yield from _about_hours(told, f"week.{name}")
    if not any(week.values()):
        yield Complaint("never_open", "week")


def _about_hours(told: Any, place: str) -> Iterator[Complaint]:
    hours = parts.hours(told)
    if hours is None:
        yield Complaint("hours_are_intervals", place)
    elif parts.overlap(hours):
        yield Complaint("intervals_overlap", place)


def _about_holidays(told: Any) -> Iterator[Complaint]:
    if not told:
        return
    if not isinstance(told, Mapping):
        yield Complaint("is_a_table", "holidays")
        return
    country, part = told.get("country"), told.get("subdivision", "")
    if country not in free_days.countries():
        yield Complaint("country_unknown", "holidays.country")
    elif part and part not in free_days.subdivisions(str(country)):
        yield Complaint("subdivision_unknown", "holidays.subdivision")
    edition = told.get("edition", 1)
    if type(edition) is not int or not 1 <= edition < 10_000:
        yield Complaint("edition_is_a_number", "holidays.edition")


def _about_days(told: Any) -> Iterator[Complaint]:
    if not isinstance(told, Mapping):
        yield Complaint("is_a_table", "days")
        return
    if len(told) > _MOST:
        yield Complaint("too_long", "days")
    for on, name in told.items():
        if parts.day(on) is None:
            yield Complaint("date_unknown", f"days.{on}")
        if not _text(name):
            yield Complaint("needs_a_name", f"days.{on}")


def _about_exceptions(told: Any) -> Iterator[Complaint]:
    rows = list(_rows(told))
    if not isinstance(told, list) or len(rows) < len(told) or len(rows) > _MOST:
        yield Complaint("is_a_table", "exceptions")
        return
    periods = []
    for place, row in enumerate(rows, start=1):
        here = f"exceptions.{place}"
        first, last = parts.day(row.get("from")), parts.day(row.get("until"))
        if first is None or last is None:
            yield Complaint("date_unknown", here)
        elif last < first:
            yield Complaint("period_backwards", here)
        else:
            periods.append((first, last))
        yield from _about_hours(row.get("hours", []), here)
        if (
            not isinstance(row.get("why", ""), str)
            or len(row.get("why", "")) > _LONGEST
        ):
            yield Complaint("too_long", here)
    periods.sort()
    pairs = itertools.pairwise(periods)
    if any(one[1] >= other[0] for one, other in pairs):
        yield Complaint("exceptions_overlap", "exceptions")


def _rows(told: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(told, list):
        yield from (row for row in told if isinstance(row, Mapping))


def _about_peaks(told: Any) -> Iterator[Complaint]:
    rows = list(_rows(told))
    if not isinstance(told, list) or len(rows) < len(told) or len(rows) > _MOST:
        yield Complaint("is_a_table", "peaks")
        return
    for place, row in enumerate(rows, start=1):
        yield from _about_peak(row, f"peaks.{place}")


def _about_peak(row: Mapping[str, Any], here: str) -> Iterator[Complaint]:
    if not _text(row.get("name")):
        yield Complaint("needs_a_name", here)
    weight = row.get("weight", 2)
    if type(weight) is not int or not 1 <= weight <= 9:
        yield Complaint("weight_is_1_to_9", here)
    if row.get("hours", "") and parts.interval(row["hours"]) is None:
        yield Complaint("hours_are_intervals", here)
    weekdays = row.get("weekdays", [])
    if not isinstance(weekdays, list) or any(d not in WEEKDAYS for d in weekdays):
        yield Complaint("weekday_unknown", here)
    if _when(row) is None:
        yield Complaint("peak_needs_a_time", here)


def _when(row: Mapping[str, Any]) -> Nth | Yearly | Once | None:
    for name, read in (("dates", _once), ("yearly", _yearly), ("nth", _nth)):
        if isinstance(row.get(name), Mapping):
            return read(row[name])
    return None


def _once(told: Mapping[str, Any]) -> Once | None:
    first, last = parts.day(told.get("from")), parts.day(told.get("until"))
    return Once(first, last) if first and last and first <= last else None


def _yearly(told: Mapping[str, Any]) -> Yearly | None:
    first, last = parts.yearly(told.get("from")), parts.yearly(told.get("until"))
    return Yearly(first, last) if first and last else None


def _nth(told: Mapping[str, Any]) -> Nth | None:
    numbers = [told.get("nth"), told.get("month")]
    numbers += [told.get("before", 0), told.get("after", 0)]
    if any(type(number) is not int for number in numbers):
        return None
    nth, month, before, after = (int(str(number)) for number in numbers)
    around = 0 <= before <= 60 and 0 <= after <= 60
    if nth not in {1, 2, 3, 4, -1} or not 1 <= month <= 12 or not around:
        return None
    if told.get("weekday") not in WEEKDAYS:
        return None
    return Nth(nth, WEEKDAYS.index(told["weekday"]), month, before, after)


def calendar_of(key: str, version: int, body: Body, holidays: Holidays) -> Calendar:
    """The calendar that a body without complaints describes."""
    week = body["week"]
    return Calendar(
        key=key,
        name=str(body["name"]),
        version=version,
        zone=ZoneInfo(body["zone"]),
        week=tuple(_hours(week.get(name, [])) for name in WEEKDAYS),
        own={_date(on): str(name) for on, name in body.get("days", {}).items()},
        exceptions=tuple(_exception(row) for row in body.get("exceptions", [])),
        peaks=tuple(_peak(row) for row in body.get("peaks", [])),
        holidays=holidays,
    )


def _hours(told: Any) -> Hours:
    return parts.hours(told) or ()


def _date(told: str) -> date:
    return date.fromisoformat(told.strip())


def _exception(row: Mapping[str, Any]) -> Exceptional:
    first, last = _date(row["from"]), _date(row["until"])
    return Exceptional(first, last, _hours(row.get("hours", [])), row.get("why", ""))


def _peak(row: Mapping[str, Any]) -> Peak:
    when = _when(row)
    assert when is not None, "it was checked before it was published"
    weekdays = [WEEKDAYS.index(name) for name in row.get("weekdays", [])]
    return Peak(
        name=str(row["name"]),
        when=when,
        weight=row.get("weight", 2),
        weekdays=frozenset(weekdays or range(7)),
        hours=parts.interval(row.get("hours", "")) or (0, DAY),
    )
