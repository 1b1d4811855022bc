"""When something planned takes place: once, or again by a rule of RFC 5545. Pure.

What is planned is wall time in a zone, at both ends: a window from 22:00 until 06:00
ends at six, also in the nights in which clocks are moved. A wall time that is skipped
is taken with the offset before the gap, one that comes twice means the first (RFC 5545,
3.3.5). Where an end would then not lie after its beginning, the length counts.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice, takewhile
from typing import NamedTuple
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_KNOWN = frozenset(
    """FREQ INTERVAL COUNT UNTIL WKST BYDAY BYMONTHDAY BYYEARDAY BYWEEKNO BYMONTH
    BYSETPOS BYHOUR BYMINUTE""".split()
)
_UNTIL = re.compile(r"(\d{8})(?:T(\d{6})(Z?))?")
_MOST_A_DAY, MOST = 24, 1000
LONGEST = 60 * 24 * 366
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class Unclear(ValueError):
    """The rule cannot be planned by; `args` are a complaint and what it is about."""


class Span(NamedTuple):
    """From an instant until an instant, both in UTC."""

    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """From which wall time for how many minutes, and by which rule again ("": once)."""

    begins: datetime
    minutes: int
    zone: str
    rule: str = ""


def parts_of(rule: str) -> dict[str, str]:
    """The parts of a rule by name, looked at one by one."""
    told = rule.strip().upper().removeprefix("RRULE:")
    parts: dict[str, str] = {}
    for part in told.split(";"):
        name, equals, value = part.strip().partition("=")
        if not equals or not value or name not in _KNOWN or name in parts:
            raise Unclear("part", part[:40])
        parts[name] = value
    _check(parts)
    return parts


def _check(parts: Mapping[str, str]) -> None:
    if parts.get("FREQ") not in FREQUENCIES:
        raise Unclear("frequency", parts.get("FREQ", ""))
    if "COUNT" in parts and "UNTIL" in parts:
        raise Unclear("count_or_until", "COUNT")
    for name, most in (("INTERVAL", 999), ("COUNT", 9999)):
        told = parts.get(name, "1")
        if not told.isdecimal() or not 1 <= int(told[:9]) <= most:
            raise Unclear("part", f"{name}={told[:20]}")
    times = [len(parts.get(name, "").split(",")) for name in ("BYHOUR", "BYMINUTE")]
    if times[0] * times[1] > _MOST_A_DAY:
        raise Unclear("too_often", "BYHOUR")


def check(plan: Plan) -> None:
    """Raises Unclear unless the rule can be planned by. What was not checked must not
    be asked for its occurrences: the search for the next one might have no end."""
    if not plan.rule:
        return
    parts = parts_of(plan.rule)
    _until(parts.pop("UNTIL", ""), plan)
    # The calendar repeats itself every 400 years, and the search ends with the year
    # 9999: near its end, what never comes is found out in no time.
    near = plan.begins.replace(year=9600 + plan.begins.year % 400)
    if next(_by_rule(parts, near), None) is None:
        raise Unclear("never", plan.rule[:80])


def occurrences(
    plan: Plan, begins: datetime, ends: datetime, most: int = MOST
) -> list[Span]:
    """Those that touch a span of time, the earliest first."""
    zone = ZoneInfo(plan.zone)
    # Nothing planned later on the wall than this can begin before `ends`.
    horizon = ends.astimezone(zone).replace(tzinfo=None) + timedelta(days=2)
    spans = (_span(wall, plan.minutes, zone) for wall in _walls(plan, horizon))
    found = (span for span in spans if span.ends > begins and span.starts < ends)
    # Two wall times around a gap may be one instant.
    return sorted(set(islice(found, most)))


def _span(wall: datetime, minutes: int, zone: ZoneInfo) -> Span:
    length = timedelta(minutes=minutes)
    starts, ends = _instant(wall, zone), _instant(wall + length, zone)
    return Span(starts, ends if ends > starts else starts + length)


def _instant(wall: datetime, zone: ZoneInfo) -> datetime:
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)


def _walls(plan: Plan, horizon: datetime) -> Iterator[datetime]:
    """The wall times at which it begins, none after the horizon."""
    if not plan.rule:
        return iter([plan.begins])
    parts = parts_of(plan.rule)
    until = _until(parts.pop("UNTIL", ""), plan)
    last = min(until, horizon) if until else horizon
    return takewhile(lambda wall: wall <= last, _by_rule(parts, plan.begins))


def _by_rule(parts: Mapping[str, str], begins: datetime) -> Iterator[datetime]:
    count = int(parts.get("COUNT", MOST * 100))
    told = (f"{name}={value}" for name, value in parts.items() if name != "COUNT")
    try:
        return islice(iter(rrulestr("RRULE:" + ";".join(told), dtstart=begins)), count)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as flaw:
        raise Unclear("rule", str(flaw)[:80]) from flaw


def _until(told: str, plan: Plan) -> datetime | None:
    """The last wall time at which it may begin; a date means its whole day."""
    if not told:
        return None
    found = _UNTIL.fullmatch(told)
    if found is None:
        raise Unclear("part", f"UNTIL={told[:20]}")
    day, time, utc = found.groups()
    try:
        until = datetime.fromisoformat(f"{day}T{time or '235959'}")
    except ValueError as flaw:
        raise Unclear("part", f"UNTIL={told[:20]}") from flaw
    if not utc:
        return until
    return (
        until.replace(tzinfo=UTC).astimezone(ZoneInfo(plan.zone)).replace(tzinfo=None)
    )


def usual_rules(begins: datetime) -> dict[str, str]:
    """By code: what is repeated most, for something that begins on this day."""
    day = WEEKDAYS[begins.weekday()]
    nth = (begins.day - 1) // 7 + 1
    return {
        "once": "",
        "daily": "FREQ=DAILY",
        "workdays": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
        "weekly": f"FREQ=WEEKLY;BYDAY={day}",
        "fortnightly": f"FREQ=WEEKLY;INTERVAL=2;BYDAY={day}",
        "nth": f"FREQ=MONTHLY;BYDAY={nth if nth < 5 else -1}{day}",
        "monthly": f"FREQ=MONTHLY;BYMONTHDAY={begins.day}",
    }
