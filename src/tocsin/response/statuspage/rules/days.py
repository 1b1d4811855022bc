"""Ninety days of a component: seconds of each state by day, and how much it was up."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tocsin.response.statuspage.rules.words import (
    DEGRADED,
    FAULTS,
    MAINTENANCE,
    MAJOR,
    OPERATIONAL,
    PARTIAL,
    RANK,
)

SHOWN = 90
# What a second of each state counts as time that it was not up (as Statuspage counts:
# a partial outage is three tenths of one).
_DOWN: Mapping[str, float] = {MAJOR: 1.0, PARTIAL: 0.3}


class Spell(NamedTuple):
    """A component was so from then until then; None: still."""

    state: str
    begins: datetime
    ends: datetime | None


@dataclass(slots=True)
class DaySums:
    """Seconds of each state that is not operational, on one day."""

    day: date
    seconds: dict[str, int] = field(default_factory=dict)

    @property
    def worst(self) -> str:
        told = [state for state, count in self.seconds.items() if count]
        return max(told, key=RANK.__getitem__, default=OPERATIONAL)


def bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """When the day begins and ends on the wall, as instants: 23, 24 or 25 hours."""
    begins = datetime.combine(day, time(), zone).astimezone(UTC)
    ends = datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)
    return begins, ends


def days_between(begins: datetime, ends: datetime, zone: ZoneInfo) -> list[date]:
    """The days that a span of time touches."""
    first = begins.astimezone(zone).date()
    last = max(first, (ends - timedelta(microseconds=1)).astimezone(zone).date())
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def sums(
    spells: Sequence[Spell], days: Iterable[date], now: datetime, zone: ZoneInfo
) -> list[DaySums]:
    """How long it was how on each of these days. Where two spells overlap (one that
    was told afterwards, say) the worse counts."""
    return [_sum(spells, day, now, zone) for day in days]


def _sum(spells: Sequence[Spell], day: date, now: datetime, zone: ZoneInfo) -> DaySums:
    begins, ends = bounds(day, zone)
    ends = min(ends, max(now, begins))
    cut = [
        Spell(s.state, max(s.begins, begins), min(s.ends or now, ends))
        for s in spells
        if s.state != OPERATIONAL
    ]
    cut = [s for s in cut if s.ends is not None and s.ends > s.begins]
    edges = sorted({at for s in cut for at in (s.begins, s.ends) if at is not None})
    found = DaySums(day)
    for left, right in pairwise(edges):
        held = [s.state for s in cut if s.begins <= left and (s.ends or now) >= right]
        if held:
            state = max(held, key=RANK.__getitem__)
            length = round((right - left).total_seconds())
            found.seconds[state] = found.seconds.get(state, 0) + length
    return found


def uptime(told: Iterable[DaySums], begins: datetime, now: datetime) -> float:
    """Percent of the time since then that it was up; rounded down, so that less than
    all is never called all."""
    whole = max(1.0, (now - begins).total_seconds())
    down = sum(
        _DOWN.get(state, 0.0) * seconds
        for each in told
        for state, seconds in each.seconds.items()
    )
    share = max(0.0, 100.0 * (1 - down / whole))
    return int(share * 100) / 100


def is_fault(state: str) -> bool:
    return state in FAULTS


ORDER = (MAJOR, PARTIAL, DEGRADED, MAINTENANCE)
