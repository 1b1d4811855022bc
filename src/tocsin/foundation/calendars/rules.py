"""What a calendar says of an instant, and how working time is counted. Pure.

An instant is open when the wall clock of the calendar's zone then shows a time inside
one of that day's intervals. What is counted is real time: in the night in which clocks
go forward 00:00-06:00 is five hours, in the night they go back it is seven. A wall time
that comes twice is open twice, one that is skipped is never. Hence elapsed time adds
up, whatever the zone does.

Nothing is known, so nothing is open, before the year 1900 and after 2199.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tocsin.foundation.calendars.refusals import NeverReached

FIRST_YEAR, LAST_YEAR = 1900, 2199
DAY = 24 * 60
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Interval = tuple[int, int]
"""Minutes of a day's wall clock, the second excluded; midnight at its end is 1440."""
Hours = tuple[Interval, ...]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK, _NONE = timedelta(microseconds=1), timedelta(0)
_A_DAY, _A_MINUTE = 86_400_000_000, 60_000_000
WHOLE_DAY: Hours = ((0, DAY),)


@dataclass(frozen=True, slots=True)
class Exceptional:
    """Days on which other hours hold than those of the week; none is closed."""

    first: date
    last: date
    hours: Hours
    why: str = ""


@dataclass(frozen=True, slots=True)
class Nth:
    """Days around the nth weekday of a month: `nth` 1 to 4, or -1 for the last."""

    nth: int
    weekday: int
    month: int
    before: int = 0
    after: int = 0

    def holds(self, day: date) -> bool:
        return any(
            self._around(day, year) for year in range(day.year - 1, day.year + 2)
        )

    def _around(self, day: date, year: int) -> bool:
        distance = (day - self._anchor(year)).days
        return -self.before <= distance <= self.after

    def _anchor(self, year: int) -> date:
        if self.nth > 0:
            first = date(year, self.month, 1)
            ahead = (self.weekday - first.weekday()) % 7
            return first + timedelta(days=ahead + 7 * (self.nth - 1))
        following = date(year + self.month // 12, self.month % 12 + 1, 1)
        last = following - timedelta(days=1)
        return last - timedelta(days=(last.weekday() - self.weekday) % 7)


@dataclass(frozen=True, slots=True)
class Yearly:
    """From one day of the year to another, over its end too: (11, 20) to (1, 6)."""

    first: tuple[int, int]
    last: tuple[int, int]

    def holds(self, day: date) -> bool:
        here = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= here <= self.last
        return here >= self.first or here <= self.last


@dataclass(frozen=True, slots=True)
class Once:
    """From a date to a date."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Peak:
    """A time in which more depends on what the organisation offers."""

    name: str
    when: Nth | Yearly | Once
    weight: int = 2
    weekdays: frozenset[int] = frozenset(range(7))
    hours: Interval = (0, DAY)

    def on(self, day: date) -> bool:
        return day.weekday() in self.weekdays and self.when.holds(day)


class Day(NamedTuple):
    """The hours of a date, and why: `week`, `holiday`, `own` or `exception`."""

    hours: Hours
    because: str
    name: str = ""


class Spans(NamedTuple):
    """The open stretches of one year in UTC, and what was counted before each."""

    starts: list[int]
    ends: list[int]
    before: list[int]
    total: int

    def until(self, at: int) -> int:
        """How much of the year's open time lies before an instant."""
        place = bisect_right(self.starts, at) - 1
        if place < 0:
            return 0
        return self.before[place] + min(at, self.ends[place]) - self.starts[place]


def _nothing(_year: int) -> Mapping[date, str]:
    return {}


@dataclass(eq=False, kw_only=True)
class Calendar:
    """One version of a calendar. It never changes, so it remembers what it counted."""

    key: str
    name: str
    version: int = 0
    zone: ZoneInfo
    week: tuple[Hours, ...]
    own: Mapping[date, str] = field(default_factory=dict)
    exceptions: tuple[Exceptional, ...] = ()
    peaks: tuple[Peak, ...] = ()
    holidays: Callable[[int], Mapping[date, str]] = _nothing
    _years: dict[int, Spans] = field(default_factory=dict, init=False, repr=False)

    def day(self, on: date) -> Day:
        """An exception counts first, then a day of one's own, a holiday, the week."""
        for other in self.exceptions:
            if other.first <= on <= other.last:
                return Day(other.hours, "exception", other.why)
        if on in self.own:
            return Day((), "own", self.own[on])
        if name := self.holidays(on.year).get(on):
            return Day((), "holiday", name)
        return Day(self.week[on.weekday()], "week")

    def year(self, year: int) -> Spans:
        if year not in self._years:
            known = FIRST_YEAR <= year <= LAST_YEAR
            self._years[year] = _spans(self, year) if known else Spans([], [], [], 0)
        return self._years[year]


def always(key: str = "always", name: str = "Always") -> Calendar:
    """Open at any time."""
    return Calendar(key=key, name=name, zone=ZoneInfo("UTC"), week=(WHOLE_DAY,) * 7)


def is_open(calendar: Calendar, at: datetime) -> bool:
    spans, instant = calendar.year(_utc(at).year), _ticks(at)
    place = bisect_right(spans.starts, instant) - 1
    return place >= 0 and instant < spans.ends[place]


def elapsed(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """How much open time lies between; negative when `end` lies before `start`."""
    if end < start:
        return -elapsed(calendar, end, start)
    first, last = _utc(start).year, _utc(end).year
    whole = range(max(first, FIRST_YEAR), min(last, LAST_YEAR + 1))
    counted = sum(calendar.year(year).total for year in whole)
    counted -= calendar.year(first).until(_ticks(start))
    counted += calendar.year(last).until(_ticks(end))
    return counted * _TICK


def add(calendar: Calendar, start: datetime, working: timedelta) -> datetime:
    """The first instant at which so much open time has elapsed since `start`.

    Nothing to wait for is due at once, open or not; nine hours from an opening at
    nine are due at closing time, not the next morning.
    """
    if working <= timedelta(0):
        return start
    year = max(_utc(start).year, FIRST_YEAR)
    left = calendar.year(year).until(_ticks(start)) + working // _TICK
    while left > calendar.year(year).total:
        left -= calendar.year(year).total
        year += 1
        if year > LAST_YEAR:
            raise NeverReached(key=calendar.key, year=LAST_YEAR + 1)
    spans = calendar.year(year)
    place = bisect_left(spans.before, left) - 1
    return _instant(spans.starts[place] + left - spans.before[place])


def add_each(
    calendar: Calendar, start: datetime, working: Iterable[timedelta]
) -> Iterator[datetime | None]:
    """`add` of each of these to one instant, None where it is never; where the start
    lies among the open stretches is looked up once."""
    first = max(_utc(start).year, FIRST_YEAR)
    spans, begun = calendar.year(first), calendar.year(first).until(_ticks(start))
    for each in working:
        left = begun + each // _TICK
        if each <= _NONE:
            yield start
        elif left <= spans.total:
            place = bisect_left(spans.before, left) - 1
            yield _instant(spans.starts[place] + left - spans.before[place])
        else:
            try:
                yield add(calendar, start, each)
            except NeverReached:
                yield None


def next_open(calendar: Calendar, at: datetime) -> datetime | None:
    """The first open instant from then on; None when there is none."""
    if is_open(calendar, at):
        return at
    instant = _ticks(at)
    for year in range(max(_utc(at).year, FIRST_YEAR), LAST_YEAR + 1):
        spans = calendar.year(year)
        place = bisect_left(spans.starts, instant)
        if place < len(spans.starts):
            return _instant(spans.starts[place])
    return None


def intervals(
    calendar: Calendar, start: datetime, end: datetime, most: int | None = None
) -> list[tuple[datetime, datetime]]:
    """The open stretches between two instants, in UTC; their lengths add up to
    what has elapsed. With `most`, the first so many."""
    found = islice(_merged(_clipped(calendar, start, end)), most)
    return [(_instant(begun), _instant(ended)) for begun, ended in found]


def peaks_at(calendar: Calendar, at: datetime) -> list[Peak]:
    """The peak periods in which an instant lies, by the calendar's wall clock."""
    local = at.astimezone(calendar.zone)
    minute = local.hour * 60 + local.minute
    return [
        peak
        for peak in calendar.peaks
        if peak.on(local.date()) and peak.hours[0] <= minute < peak.hours[1]
    ]


def _clipped(
    calendar: Calendar, start: datetime, end: datetime
) -> Iterator[tuple[int, int]]:
    first, last = _ticks(start), _ticks(end)
    years = range(max(_utc(start).year, FIRST_YEAR), min(_utc(end).year, LAST_YEAR) + 1)
    for year in years:
        spans = calendar.year(year)
        for begun, ended in zip(spans.starts, spans.ends, strict=True):
            if begun < last and ended > first:
                yield max(begun, first), min(ended, last)


def _spans(calendar: Calendar, year: int) -> Spans:
    """The open stretches of a year of UTC, piece by piece of constant offset."""
    found = []
    for begun, ended, offset in _offsets(calendar.zone, year):
        for day in range(
            (begun + offset) // _A_DAY, (ended + offset - 1) // _A_DAY + 1
        ):
            midnight = day * _A_DAY - offset
            on = _EPOCH.date() + timedelta(days=day)
            for opens, closes in calendar.day(on).hours:
                first = max(midnight + opens * _A_MINUTE, begun)
                last = min(midnight + closes * _A_MINUTE, ended)
                if first < last:
                    found.append((first, last))
    return _counted(list(_merged(sorted(found))))


def _counted(stretches: list[tuple[int, int]]) -> Spans:
    spans, total = Spans([], [], [], 0), 0
    for begun, ended in stretches:
        spans.starts.append(begun)
        spans.ends.append(ended)
        spans.before.append(total)
        total += ended - begun
    return spans._replace(total=total)


def _merged(
    stretches: Iterator[tuple[int, int]] | list[tuple[int, int]],
) -> Iterator[tuple[int, int]]:
    """Stretches that touch are one."""
    held: tuple[int, int] | None = None
    for begun, ended in stretches:
        if held and begun <= held[1]:
            held = (held[0], max(held[1], ended))
            continue
        if held:
            yield held
        held = (begun, ended)
    if held:
        yield held


def _offsets(zone: ZoneInfo, year: int) -> Iterator[tuple[int, int, int]]:
    """The year in pieces of one offset each. A zone's clocks are looked at once a
    day: that no zone moves them there and back within one, a test goes through."""
    begun = _ticks(datetime(year, 1, 1, tzinfo=UTC))
    end = _ticks(datetime(year + 1, 1, 1, tzinfo=UTC))
    offset, seen = _offset(zone, begun), begun
    while seen < end:
        ahead = min(seen + _A_DAY, end)
        if (found := _offset(zone, ahead)) != offset:
            moved = _moved(zone, seen, ahead, offset)
            if moved < end:
                yield begun, moved, offset
                begun, offset = moved, found
        seen = ahead
    yield begun, end, offset


def _moved(zone: ZoneInfo, before: int, after: int, offset: int) -> int:
    """The first second at which the offset is another."""
    low, high = before // 1_000_000, after // 1_000_000
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(zone, middle * 1_000_000) == offset:
            low = middle
        else:
            high = middle
    return high * 1_000_000


def _offset(zone: ZoneInfo, at: int) -> int:
    ahead = _instant(at).astimezone(zone).utcoffset()
    return (ahead or timedelta(0)) // _TICK


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC)


def _ticks(at: datetime) -> int:
    return (at - _EPOCH) // _TICK


def _instant(ticks: int) -> datetime:
    return _EPOCH + ticks * _TICK
