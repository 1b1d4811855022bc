"""Whom one row reaches at every instant, in stretches between change points. Pure.

A run is walked once for a whole stretch of registrations: each level cuts the stretch
where the people change whom it would find, and goes on in each part. So no instant is
left out, and none is looked at twice.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tocsin.response.escalation.coverage.spans import (
    MINUTE,
    Span,
    Spans,
    Track,
    Working,
    cut,
    united,
)
from tocsin.response.escalation.coverage.turns import (
    Named,
    Turn,
    Waits,
    first_turn,
)
from tocsin.response.escalation.matrix import ACKNOWLEDGED, Row

People = frozenset[str]
# A row of many levels and repeats is walked so far.
_MOST_TURNS, _MOST_HELD, _DEEPEST = 200, 500, 4


@dataclass(frozen=True, slots=True)
class Share:
    """A share of a clock's target, counted in working time."""

    working: Working
    wait: int

    def due(self, registered: int) -> int | None:
        return self.working.due(registered, self.wait)

    def edges(self) -> Iterator[int]:
        """Where its hours begin and end, and where what is due jumps over a night."""
        for span in self.working.spans:
            for edge in span:
                yield edge
                yield from self.working.since(edge, self.wait)


@dataclass(frozen=True, slots=True)
class Way:
    """A channel by which a person is reached, and how long after the page."""

    delay: int
    channel: str
    loud: bool


Ways = Mapping[str, Sequence[Way]]
Shares = Mapping[Named, Share]


@dataclass(frozen=True, slots=True)
class Told:
    """A level that came: so long after the registration, or at a fixed instant where a
    clock stood still meanwhile; and whom it tells."""

    level: int
    wait: int
    pinned: int | None
    people: People

    def at(self, registered: int) -> int:
        return registered + self.wait if self.pinned is None else self.pinned


Piece = tuple[int, int, tuple[Told, ...]]


@dataclass(frozen=True, slots=True)
class First:
    """Whom a message comes to first: at which level, how long after the registration
    at worst, whom and by what."""

    level: int
    wait: int
    people: People
    channel: str


@dataclass(slots=True)
class Findings:
    """What is wrong with one row. `nobody` are stretches of registration; the rest, by
    level and person, are those of the duty. `firsts` say who is reached first."""

    nobody: Spans = ()
    empty: dict[int, set[Span]] = field(default_factory=dict)
    back: dict[int, list[Span]] = field(default_factory=dict)
    mute: dict[tuple[int, str], list[Span]] = field(default_factory=dict)
    never: frozenset[int] = frozenset()
    firsts: list[tuple[int, int, First | None]] = field(default_factory=list)


@dataclass(slots=True)
class Climb:
    """One row as it is climbed for one team: by level, whom it may find."""

    row: Row
    whose: Mapping[int, Track[People]]
    shares: Shares
    ways: Ways
    _longest: int | None = None
    _turns: dict[tuple[int | None, ...], Turn | None] = field(default_factory=dict)
    _best: dict[tuple[People, bool], Way | None] = field(default_factory=dict)

    def best(self, people: People, loud: bool) -> Way | None:
        """The way by which the first of these is reached."""
        held = (people, loud)
        if held not in self._best:
            ways = [w for p in people for w in self.ways_of(p, loud)]
            key = min(ways, key=lambda way: (way.delay, way.channel), default=None)
            self._best[held] = key
        return self._best[held]

    def ways_of(self, person: str, loud: bool) -> list[Way]:
        """A loud page comes by loud channels only, a quiet one as the person wishes."""
        return [w for w in self.ways.get(person, ()) if w.loud == loud]

    def pieces(self, active: Spans) -> Iterator[Piece]:
        """Every stretch of registrations that meets the same, and what it meets."""
        edges = {edge for share in self.shares.values() for edge in share.edges()}
        for span in active:
            for begun, ended in cut(edges, *span):
                yield from self._walked(begun, ended)

    def _walked(self, begun: int, ended: int, depth: int = 0) -> Iterator[Piece]:
        here = (begun + ended) // 2
        waits = self._waits(here)
        still = self._standing(begun, ended)
        crossings = self._crossings(waits, still, here, ended) if still else set()
        parts = cut(crossings, begun, ended) if depth < _DEEPEST else []
        if len(parts) > 1:
            for first, last in parts:
                yield from self._walked(first, last, depth + 1)
            return
        sooner = self._spare(waits) if still and len(still) == len(waits) else 0
        waits = {key: wait - sooner for key, wait in waits.items()}
        clock = Standing(still, here, sooner) if still else None
        yield from walk(self._first(waits), self.whose, begun, ended, clock)

    def _waits(self, at: int) -> dict[Named, int]:
        dues = {key: share.due(at) for key, share in self.shares.items()}
        return {key: due - at for key, due in dues.items() if due is not None}

    def _standing(self, begun: int, ended: int) -> frozenset[Named]:
        """The clocks that do not move while the registration does: what they bring
        comes at an instant, however long ago it was."""
        if ended - begun < 4:
            return frozenset()
        near, far = begun + 1, ended - 1
        dues = {key: (s.due(near), s.due(far)) for key, s in self.shares.items()}
        return frozenset(
            key for key, (a, b) in dues.items() if a == b and a is not None
        )

    def _crossings(
        self, waits: Waits, still: frozenset[Named], at: int, ended: int
    ) -> set[int]:
        """Registrations at which what comes at an instant comes together with what
        follows the registration: which is first then turns round."""
        if min(waits[key] for key in still) - (ended - at) > self._last():
            return set()
        moving, pinned = set[int](), set[int]()
        for turn, is_pinned in _every_turn(self._first(waits), still):
            (pinned if is_pinned else moving).update(_instants(turn))
        return {at + one - other for one in pinned for other in moving}

    def _last(self) -> int:
        """The longest wait at which anything may come without clocks."""
        if self._longest is None:
            turns = _every_turn(self._first({}), frozenset())
            waits = [wait for turn, _pinned in turns for wait in _instants(turn)]
            self._longest = max(waits, default=0)
        return self._longest

    def _spare(self, waits: Waits) -> int:
        """By how much clocks may come sooner without overtaking anything, so that one
        row is walked by few different waits."""
        return max(0, min(waits.values()) - self._last() - MINUTE)

    def _first(self, waits: Waits) -> Turn | None:
        held = tuple(waits.get(key) for key in self.shares)
        if held not in self._turns:
            if len(self._turns) > _MOST_HELD:
                self._turns.clear()
            self._turns[held] = first_turn(self.row, waits)
        return self._turns[held]


def _instants(turn: Turn) -> tuple[int, ...]:
    """When a turn comes, and until when it can be answered."""
    level = turn.row.level(turn.level)
    within = level.acknowledge_within or 0
    again = level.times * level.every
    return turn.wait, turn.wait + within * MINUTE, turn.wait + again * MINUTE


def _every_turn(
    first: Turn | None, still: frozenset[Named]
) -> Iterator[tuple[Turn, bool]]:
    """Each turn that may come, and whether it comes at an instant."""
    ahead, seen = [(first, False)], 0
    while ahead and seen < _MOST_TURNS:
        turn, was_pinned = ahead.pop()
        if turn is None:
            continue
        seen += 1
        is_pinned = turn.is_pinned(still, was_pinned)
        yield turn, is_pinned
        ahead += [(turn.then(True), is_pinned), (turn.then(False), is_pinned)]


@dataclass(frozen=True, slots=True)
class Standing:
    """Clocks that stand still during a stretch, as they look from `here`, and by how
    much sooner than so they are walked."""

    clocks: frozenset[Named]
    here: int
    sooner: int


def walk(
    first: Turn | None,
    whose: Mapping[int, Track[People]],
    begun: int,
    ended: int,
    clock: Standing | None = None,
) -> Iterator[Piece]:
    """Follows a run through a stretch of registrations, and cuts it wherever other
    people would be found."""
    still = clock.clocks if clock else frozenset[Named]()
    ahead: list[tuple[int, int, Turn | None, bool, tuple[Told, ...], int]]
    ahead = [(begun, ended, first, False, (), 0)]
    while ahead:
        one, other, turn, was_pinned, told, count = ahead.pop()
        if turn is None or count >= _MOST_TURNS:
            yield one, other, told
            continue
        wait, who = turn.wait, whose[turn.level]
        is_pinned = turn.is_pinned(still, was_pinned)
        pinned = None
        if clock and is_pinned:
            wait += clock.sooner
            pinned = clock.here + wait
            found = [(one, other, who.at(pinned))]
        else:
            parts = who.pieces(one + wait, other + wait)
            found = [(a - wait, b - wait, people) for a, b, people in parts]
        for a, b, people in found:
            new = () if turn.again else (Told(turn.level, wait, pinned, people),)
            then = turn.then(bool(people))
            ahead.append((a, b, then, is_pinned, (*told, *new), count + 1))


def prove(climb: Climb, active: Spans) -> Findings:
    """What an incident meets that is registered at any instant of `active`."""
    found, came = Findings(), set[int]()
    nobody: list[Span] = []
    for begun, ended, told in climb.pieces(active):
        first = _first_of(climb, told, begun, ended)
        found.firsts.append((begun, ended, first))
        if first is None:
            nobody.append((begun, ended))
        came |= {each.level for each in told}
        _note(found, climb, told, begun, ended)
    found.nobody = united(nobody)
    found.never = frozenset(level.number for level in climb.row.levels) - came
    found.firsts.sort(key=lambda piece: piece[:2])
    return found


def _first_of(
    climb: Climb, told: Sequence[Told], begun: int, ended: int
) -> First | None:
    found = []
    for each in told:
        way = climb.best(each.people, climb.row.level(each.level).loud)
        if way is not None:
            # A level that comes at an instant is waited for longest by who is first.
            wait = each.wait if each.pinned is None else each.pinned - begun
            found.append((wait + way.delay, each.level, way.channel, each.people))
    if not found:
        return None
    wait, level, channel, people = min(found, key=lambda one: one[:2])
    return First(level, wait, people, channel)


def _note(
    found: Findings, climb: Climb, told: Sequence[Told], begun: int, ended: int
) -> None:
    seen: set[str] = set()
    for each in told:
        first, last = each.at(begun), max(each.at(ended), each.at(begun) + 1)
        level = climb.row.level(each.level)
        loud = level.loud
        if not each.people:
            who = climb.whose[each.level]
            gaps = found.empty.setdefault(each.level, set())
            gaps.add(around(who, each.at((begun + ended) // 2)))
        elif seen and each.people <= seen and level.unless == ACKNOWLEDGED:
            found.back.setdefault(each.level, []).append((first, last))
        for person in each.people:
            if not climb.ways_of(person, loud):
                key = (each.level, person)
                found.mute.setdefault(key, []).append((first, last))
        seen |= each.people


def around(who: Track[People], at: int) -> Span:
    """The stretch of one value in which an instant lies."""
    place = who.place(at)
    return who.edges[place], who.after(place)
