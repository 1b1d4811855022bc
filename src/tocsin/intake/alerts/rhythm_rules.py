"""How regularly a source sends, and whether it has fallen silent. Pure.

Its usual interval and how far it strays are kept as TCP keeps its round trips (RFC
6298): each new one counts an eighth, its distance a quarter.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

# Fewer intervals than these say nothing, nor does less than a day of them.
ENOUGH = 10
LONG = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Beat:
    """What is held of a source: when it sent last, and since when it is regular."""

    last_at: datetime
    since: datetime
    intervals: int = 0
    usual: timedelta = timedelta(0)
    strays: timedelta = timedelta(0)


def begun(at: datetime) -> Beat:
    return Beat(last_at=at, since=at)


def heard(beat: Beat, at: datetime, times: int) -> Beat:
    """The beat after it sent again; after a silence it begins anew."""
    gap = at - beat.last_at
    if gap <= timedelta(0):
        return beat
    if beat.intervals == 0:
        return Beat(at, beat.since, 1, gap, gap / 2)
    off = gap - beat.usual
    usual = beat.usual + off / 8
    strays = beat.strays + (abs(off) - beat.strays) / 4
    broken = times > 0 and gap > limit(beat, times)
    since = at if broken else beat.since
    return Beat(at, since, 1 if broken else beat.intervals + 1, usual, strays)


def limit(beat: Beat, times: int) -> timedelta:
    """So long it may be silent."""
    return max(beat.usual * times, beat.usual + 4 * beat.strays)


def is_silent(beat: Beat, now: datetime, times: int) -> bool:
    """Whether a source that was regular for long has sent nothing for too long."""
    regular = beat.intervals >= ENOUGH and beat.last_at - beat.since >= LONG
    return times > 0 and regular and now - beat.last_at > limit(beat, times)
