"""Stretches of time as sets, and values that change at instants. Pure.

An instant is a whole number of microseconds since 1970. `Spans` are stretches in
order that neither overlap nor touch, each without its end. A `Track` says for every
instant what holds then: between two of its edges nothing changes, so that looking at
each edge once is looking at every instant.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Generic, TypeVar

T = TypeVar("T")

Span = tuple[int, int]
Spans = tuple[Span, ...]
EVER: Span = (-(2**62), 2**62)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
MINUTE = 60_000_000


def ticks(at: datetime) -> int:
    return (at - _EPOCH) // _TICK


def instant(at: int) -> datetime:
    return _EPOCH + at * _TICK


def united(stretches: Iterable[Span]) -> Spans:
    """All of these as one set; what overlaps or touches is one stretch."""
    found: list[Span] = []
    for begun, ended in sorted(stretches):
        if begun >= ended:
            continue
        if found and begun <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], ended))
        else:
            found.append((begun, ended))
    return tuple(found)


def common(one: Spans, other: Spans) -> Spans:
    """What lies in both."""
    found: list[Span] = []
    here = there = 0
    while here < len(one) and there < len(other):
        begun = max(one[here][0], other[there][0])
        ended = min(one[here][1], other[there][1])
        if begun < ended:
            found.append((begun, ended))
        if one[here][1] <= other[there][1]:
            here += 1
        else:
            there += 1
    return tuple(found)


def without(one: Spans, other: Spans) -> Spans:
    """What lies in the first and not in the second."""
    found: list[Span] = []
    for begun, ended in one:
        at = begun
        for first, last in other:
            if last <= at:
                continue
            if first >= ended:
                break
            if first > at:
                found.append((at, first))
            at = last
        if at < ended:
            found.append((at, ended))
    return tuple(found)


def shifted(spans: Spans, later: int) -> Spans:
    return tuple((begun + later, ended + later) for begun, ended in spans)


def holds(spans: Spans, at: int) -> bool:
    place = bisect_right(spans, (at, EVER[1])) - 1
    return place >= 0 and at < spans[place][1]


@dataclass(frozen=True, slots=True)
class Track(Generic[T]):
    """What holds from each edge until the next; the first edge lies before all time."""

    edges: tuple[int, ...]
    values: tuple[T, ...]

    def at(self, instant: int) -> T:
        return self.values[self.place(instant)]

    def place(self, instant: int) -> int:
        return bisect_right(self.edges, instant) - 1

    def after(self, place: int) -> int:
        """Where what holds from this edge ends."""
        return self.edges[place + 1] if place + 1 < len(self.edges) else EVER[1]

    def pieces(self, begun: int, ended: int) -> Iterable[tuple[int, int, T]]:
        """The stretches of one value between two instants."""
        place = self.place(begun)
        while place < len(self.edges) and self.edges[place] < ended:
            after = min(self.after(place), ended)
            yield max(self.edges[place], begun), after, self.values[place]
            place += 1

    def where(self, wanted: Callable[[T], bool], begun: int, ended: int) -> Spans:
        """Where the value is a wanted one."""
        found = self.pieces(begun, ended)
        return united((first, last) for first, last, value in found if wanted(value))


def constant(value: T) -> Track[T]:
    return Track((EVER[0],), (value,))


def track(edges: Iterable[int], value: Callable[[int], T]) -> Track[T]:
    """What `value` says, which changes at no instant but these; equal neighbours are
    one."""
    found, values = [EVER[0]], [value(EVER[0])]
    for edge in sorted(set(edges)):
        if (here := value(edge)) != values[-1]:
            found.append(edge)
            values.append(here)
    return Track(tuple(found), tuple(values))


def inside(spans: Spans) -> Track[bool]:
    """Whether an instant lies in the set."""
    return track((edge for span in spans for edge in span), lambda at: holds(spans, at))


def present(stretches: Sequence[tuple[int, int, str]]) -> Track[frozenset[str]]:
    """Who is there at each instant: of (from, until, who), in one pass."""
    changes: dict[int, list[tuple[int, str]]] = {}
    for begun, ended, who in stretches:
        if begun < ended:
            changes.setdefault(begun, []).append((1, who))
            changes.setdefault(ended, []).append((-1, who))
    edges, values, counts = [EVER[0]], [frozenset[str]()], dict[str, int]()
    for edge in sorted(changes):
        for change, who in changes[edge]:
            counts[who] = counts.get(who, 0) + change
        here = frozenset(who for who, count in counts.items() if count)
        if here != values[-1]:
            edges.append(edge)
            values.append(here)
    return Track(tuple(edges), tuple(values))


def merged(tracks: Sequence[Track[frozenset[str]]]) -> Track[frozenset[str]]:
    """Everybody whom any of these has."""
    if len(tracks) == 1:
        return tracks[0]
    edges = (edge for one in tracks for edge in one.edges)
    return track(edges, lambda at: frozenset().union(*(one.at(at) for one in tracks)))


def neighbours_joined(
    pieces: Iterable[tuple[int, int, T]],
) -> list[tuple[int, int, T]]:
    """Stretches that touch and say the same are one."""
    found: list[tuple[int, int, T]] = []
    for begun, ended, value in pieces:
        if found and found[-1][1] == begun and found[-1][2] == value:
            found[-1] = (found[-1][0], ended, value)
        else:
            found.append((begun, ended, value))
    return found


def cut(edges: Iterable[int], begun: int, ended: int) -> list[Span]:
    """A stretch cut at every edge that lies within it."""
    within = sorted({begun, ended, *(e for e in edges if begun < e < ended)})
    return list(pairwise(within))


@dataclass(frozen=True, slots=True)
class Working:
    """Working time as a set of stretches, and when so much of it has elapsed."""

    spans: Spans
    before: tuple[int, ...]
    total: int

    def elapsed(self, at: int) -> int:
        """How much lies before an instant."""
        place = bisect_right(self.spans, (at, EVER[1])) - 1
        if place < 0:
            return 0
        begun, ended = self.spans[place]
        return self.before[place] + min(at, ended) - begun

    def due(self, at: int, working: int) -> int | None:
        """The first instant at which so much has elapsed since; None beyond the set.
        Nothing to wait for is due at once."""
        if working <= 0:
            return at
        return self._reached(self.elapsed(at) + working)

    def since(self, due: int, working: int) -> list[int]:
        """The instants at which what is due at `due` begins or ends to be so."""
        counted = self.elapsed(due) - working
        if counted < 0:
            return []
        first = self._reached(counted)
        place = bisect_right(self.before, counted) - 1
        last = self.spans[place][0] + counted - self.before[place] if place >= 0 else 0
        return [edge for edge in (first, last) if edge is not None]

    def _reached(self, counted: int) -> int | None:
        if counted > self.total:
            return None
        place = max(bisect_right(self.before, counted - 1) - 1, 0)
        if not self.spans:
            return None
        return self.spans[place][0] + counted - self.before[place]


def working(spans: Spans) -> Working:
    before, total = [], 0
    for begun, ended in spans:
        before.append(total)
        total += ended - begun
    return Working(spans, tuple(before), total)
