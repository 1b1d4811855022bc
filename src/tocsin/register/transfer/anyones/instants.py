"""Instants as other programs write them. Pure.

Seen in exports of Jira (`30/Sep/21 17:20`), ServiceNow (`2026-03-02 09:00:00`), GLPI
(`02-03-2026 09:00`), Zammad (ISO 8601) and spreadsheets (`3/2/2026 9:00 AM`).
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from functools import lru_cache

ORDERS = ("day_first", "month_first")
_MONTHS: Mapping[str, int] = {
    name: number
    for number, name in enumerate(
        "jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1
    )
}
_DATE = re.compile(
    r"(?P<a>[0-9]{1,4})[-/. ](?P<b>[0-9]{1,2}|[A-Za-z]{3,9})[-/. ](?P<c>[0-9]{1,4})"
    r"(?:[ T,]+(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?"
    r"(?:[.,][0-9]+)?\s*(?P<half>[AaPp]\.?[Mm]\.?)?)?"
)
_EPOCH = re.compile(r"[0-9]{10}(?:[0-9]{3})?(?:\.[0-9]+)?")


@lru_cache(maxsize=100_000)
def instant_of(written: str, zone: tzinfo, order: str = ORDERS[0]) -> datetime | None:
    """The instant, in UTC; local times are of `zone`. None when it is none."""
    text = written.strip()
    try:
        found = _iso(text) or _epoch(text) or _dated(text, order)
        if found is None:
            return None
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _iso(text: str) -> datetime | None:
    if len(text) < 10 or not re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    try:
        return datetime.fromisoformat(text.removesuffix(" UTC"))
    except ValueError:
        return None


def _epoch(text: str) -> datetime | None:
    if not _EPOCH.fullmatch(text):
        return None
    seconds = float(text)
    return datetime.fromtimestamp(seconds / (1000 if seconds > 1e11 else 1), tz=UTC)


def _dated(text: str, order: str) -> datetime | None:
    found = _DATE.fullmatch(text)
    if found is None or not text.isascii():
        return None
    year, month, day = _day(found["a"], found["b"], found["c"], order)
    hour = _hour(int(found["hour"] or 0), (found["half"] or "").lower())
    minute, second = int(found["minute"] or 0), int(found["second"] or 0)
    return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 (a zone's)


def _day(a: str, b: str, c: str, order: str) -> tuple[int, int, int]:
    if b.isalpha():
        # No month is called so: month 0 is no date.
        return _year(c), _MONTHS.get(b[:3].lower(), 0), int(a)
    if len(a) == 4:
        return int(a), int(b), int(c)
    day, month = (a, b) if order == ORDERS[0] else (b, a)
    return _year(c), int(month), int(day)


def _year(text: str) -> int:
    return 2000 + int(text) if len(text) == 2 else int(text)


def _hour(hour: int, half: str) -> int:
    if not half:
        return hour
    return hour % 12 + (12 if half.startswith("p") else 0)
