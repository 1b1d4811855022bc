"""Instants as tools write them."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from typing import Any

# Below the first of these a number counts seconds, then milli-, micro-, nanoseconds.
_UNITS = ((1e11, 1.0), (1e14, 1e3), (1e17, 1e6), (1e20, 1e9))
_BY_NAME = {"s": 1.0, "ms": 1e3, "us": 1e6, "ns": 1e9}
# A smaller number is a duration or a count, hardly an instant (it would be 1973).
_LEAST = 1e8
_NUMBER = re.compile(r"\d{9,20}(\.\d+)?")
_ISO_LIKE = re.compile(r"\d{4}[-./]\d\d?[-./]\d\d?")
_ODD_OFFSET = re.compile(r"([+-]\d\d)\.(\d\d)$")
_NAMED_ZONE = re.compile(r"\s*\b([A-Z]{3,5}|Z)\b\s*")
# The first meaning where a name has several: tools write these for people to read.
_HOURS = {
    "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "CEST": 2,
    "EET": 2, "EEST": 3, "MSK": 3, "IST": 5.5, "SGT": 8, "HKT": 8, "AWST": 8, "JST": 9,
    "KST": 9, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13, "BRT": -3, "EST": -5,
    "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}  # fmt: skip
_FORMATS = (
    "%a %b %d %H:%M:%S %Y",
    "%a, %d %b %Y %H:%M:%S",
    "%B %d, %Y %I:%M %p",
    "%B %d, %Y %I:%M:%S %p",
    "%b %d, %Y %I:%M:%S %p",
    "%b %d, %Y, %I:%M:%S %p",
    "%b %d, %Y %I:%M %p",
    "%b %d, %Y %H:%M:%S",
    "%b %d %Y %H:%M:%S",
    "%d %b %Y %H:%M:%S",
    "%d-%b-%Y %H:%M:%S",
    "%d %B %Y %H:%M:%S",
    "%d %B %Y %H:%M",
    "%m/%d/%Y %I:%M:%S %p",
    "%m/%d/%Y %I:%M %p",
    "%m-%d-%Y %H:%M:%S",
    "%d.%m.%Y %H:%M:%S",
    "%d/%m/%Y %H:%M:%S",
    "%H:%M:%S %Y-%m-%d",
    "%Y-%m-%d %I:%M:%S %p",
    "%Y%m%d%H%M%S",
)


def moment(value: Any, unit: str = "", zone: tzinfo = UTC) -> datetime | None:
    """The instant, in UTC, or None where there is none to be read. What tells no
    zone is in `zone`. Year one, as Go writes "not yet", is no instant."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _counted(float(value) if abs(value) < 1e25 else 0.0, unit)
    if not isinstance(value, str) or not 8 <= len(value) <= 80:
        return None
    told = value.strip()
    if _NUMBER.fullmatch(told):
        # Fourteen digits that begin with a year are a date, not a count.
        dated = _tried(_formatted, told, zone) if len(told) == 14 else None
        return dated or _counted(float(told), unit)
    return _tried(_iso, told, zone) or _tried(_worded, told, zone)


def _counted(number: float, unit: str) -> datetime | None:
    if not _LEAST < number < _UNITS[-1][0]:
        return None
    per_second = _BY_NAME.get(unit) or next(by for top, by in _UNITS if number < top)
    try:
        # In whole microseconds: a float of nanoseconds keeps no more.
        return datetime.fromtimestamp(round(number / per_second, 6), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _tried(
    read: Callable[[str, tzinfo], datetime], told: str, zone: tzinfo
) -> datetime | None:
    try:
        at = read(told, zone)
        return at.astimezone(UTC) if at.year > 1900 else None
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def _iso(told: str, zone: tzinfo) -> datetime:
    at = datetime.fromisoformat(told)
    return at if at.tzinfo else at.replace(tzinfo=zone)


def _worded(told: str, zone: tzinfo) -> datetime:
    told = _ODD_OFFSET.sub(r"\1:\2", told)
    if named := [z for z in _NAMED_ZONE.finditer(told) if z[1] in _HOURS]:
        zone = timezone(timedelta(hours=_HOURS[named[-1][1]]))
        told = f"{told[: named[-1].start()]} {told[named[-1].end() :]}".strip()
    if _ISO_LIKE.match(told):
        plain = told.replace(".", "-", 2) if told[4] == "." else told
        plain = plain.replace("/", "-", 2) if told[4] == "/" else plain
        return _iso(re.sub(r"\s+(?=[+-]\d)", "", plain), zone)
    return _formatted(told, zone)


def _formatted(told: str, zone: tzinfo) -> datetime:
    told = " ".join(told.replace(" at ", " ").split())
    for form in _FORMATS:
        try:
            return datetime.strptime(told, form).replace(tzinfo=zone)
        except ValueError:
            continue
    at = parsedate_to_datetime(told)
    return at if at.tzinfo else at.replace(tzinfo=zone)
