"""Wall times of a zone as instants.

A wall time is reached at the first instant at which the zone's clock shows it or
later. So one that comes twice (clocks go back) is reached the first time, and one
that is skipped (clocks go forward) when the clock jumps. RFC 5545 (3.3.5) agrees on
the first and puts the second later by as much as was skipped; then two hand-overs
could change their order, which here they never do.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_SECOND = timedelta(seconds=1)


@lru_cache(maxsize=65_536)
def reached(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant, in UTC, at which the zone's clock first shows this or later."""
    found = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if shown(found, zone) == wall:
        return found
    # Skipped: what it would be by the offset of after lies before the jump.
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    return _jump(before, found, zone)


def _jump(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The second between the two at which the zone's offset becomes another."""
    offset = after.astimezone(zone).utcoffset()
    low, high = 0, int((after - before) / _SECOND)
    while high - low > 1:
        middle = (low + high) // 2
        at = before + middle * _SECOND
        if at.astimezone(zone).utcoffset() == offset:
            high = middle
        else:
            low = middle
    return before + high * _SECOND


def shown(at: datetime, zone: ZoneInfo) -> datetime:
    """What the zone's clock shows at an instant, without its zone."""
    return at.astimezone(zone).replace(tzinfo=None, fold=0)


def midnight(day: date) -> datetime:
    """The wall time at which a day begins."""
    return datetime.combine(day, time())
