"""When a heartbeat is expected next: after a period, or as cron would start it.

Pure. Cron runs by the local clock of its zone, and both nights of the year in which
that clock is set are right as Debian's cron has it: what the missing hour would have
started starts after it, and what has fixed hours starts once in the hour told twice.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

LONGEST = timedelta(days=366)
LEAST = timedelta(seconds=1)
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_LENGTH = re.compile(r"(?:\d+[smhdw])+")
_NAMED = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}


@dataclass(frozen=True, slots=True)
class Schedule:
    """Every `period`, or by `cron` in `zone`. `grace` is waited beyond it. A run that
    began is to end within `longest_run`, if that is told."""

    period: timedelta | None
    cron: str = ""
    zone: str = "UTC"
    grace: timedelta = timedelta(minutes=5)
    longest_run: timedelta | None = None

    def expected_after(self, at: datetime) -> datetime | None:
        """When it should be heard next; None when its cron expression has no more."""
        if self.period is not None:
            return at + self.period
        return next(iter(self.upcoming(at, 1)), None)

    def upcoming(self, at: datetime, count: int) -> list[datetime]:
        """The next so many instants at which it should be heard, in UTC."""
        if self.period is not None:
            return [at + self.period * n for n in range(1, count + 1)]
        return list(cron_instants(self.cron, self.zone, at, count))


def cron_instants(
    cron: str, zone: str, after: datetime, count: int
) -> Iterable[datetime]:
    """The instants at which cron starts the job; each is later than the one before."""
    coming = CronSim(plain_cron(cron), after.astimezone(_zone(zone)))
    last = after
    while count:
        try:
            found = next(coming).astimezone(UTC)
        except StopIteration:
            return
        # Two starts that the missing hour has moved to one instant are one.
        if found > last:
            yield found
            last, count = found, count - 1


def cron_complaint(cron: str, zone: str, now: datetime) -> str | None:
    """Why this cannot be followed: what cron does not understand, or never starts."""
    if len(plain_cron(cron).split()) != 5:
        return "five fields"
    try:
        found = list(cron_instants(cron, zone, now, 1))
    except CronSimError as flaw:
        return str(flaw)
    return None if found else "never"


def plain_cron(cron: str) -> str:
    """Five fields with one space between; `@daily` and its like as what they mean."""
    return _NAMED.get(cron.strip().lower(), " ".join(cron.split()))


@lru_cache(maxsize=128)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def length_from(text: str) -> timedelta | None:
    """`90s`, `5m`, `1h30m`, `2d`, `1w`; a bare number is minutes. None if it is not."""
    told = text.strip().lower().replace(" ", "")
    if told.isdecimal() and len(told) < 8:
        return timedelta(minutes=int(told))
    if not _LENGTH.fullmatch(told) or len(told) > 40:
        return None
    parts = re.findall(r"(\d+)([smhdw])", told)
    seconds = sum(int(number) * _UNITS[unit] for number, unit in parts)
    return timedelta(seconds=seconds) if seconds <= LONGEST.total_seconds() else None


def length_told(length: timedelta | None) -> str:
    """As `length_from` reads it: `1h30m`."""
    if length is None:
        return ""
    left, told = int(length.total_seconds()), ""
    for unit in ("d", "h", "m", "s"):
        number, left = divmod(left, _UNITS[unit])
        told += f"{number}{unit}" if number else ""
    return told or "0s"
