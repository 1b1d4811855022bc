"""The proof: every category, priority and instant, whom it reaches, and every hole.

Pure. Categories that go by the same row, team and clocks are proven together; each row
is climbed once for a team, over all the time in which anything goes by it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tocsin.foundation.classification.rules import PRIORITIES, path_of
from tocsin.response.escalation.coverage.finding import Finder
from tocsin.response.escalation.coverage.gathering import Gathered
from tocsin.response.escalation.coverage.ground import Category, Ground, Service
from tocsin.response.escalation.coverage.holes import (
    CALENDAR_UNKNOWN,
    CLOCK_MISSING,
    NO_ROW,
    Cell,
    Cover,
    Proof,
)
from tocsin.response.escalation.coverage.rules import (
    Climb,
    Findings,
    Share,
    prove,
)
from tocsin.response.escalation.coverage.spans import (
    Span,
    Spans,
    common,
    united,
    without,
)
from tocsin.response.escalation.coverage.static import static_holes
from tocsin.response.escalation.coverage.times import Times
from tocsin.response.escalation.coverage.turns import Named
from tocsin.response.escalation.matrix import ANY, EVERYWHERE, Matrix, Row
from tocsin.response.escalation.rules import weight

_Shares = tuple[tuple[Named, tuple[str, int]], ...]


@dataclass(slots=True)
class Going:
    """What goes by one row for one team and with the same clocks, and when."""

    row: Row
    team: str
    shares: dict[Named, Share]
    spans: Spans
    cells: set[Cell] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Asked:
    """What incidents of a category may have beside it: a service and its sites."""

    service: str = ""
    sites: frozenset[str] = frozenset()


def proof_of(matrix: Matrix, ground: Ground) -> Proof:
    """Everything that is not covered, and how what is covered is."""
    proving = _Proving(matrix, ground)
    for category in ground.categories:
        for priority in PRIORITIES:
            proving.lead(category, priority)
    proving.climb()
    return Proof(
        ground.begun,
        ground.ended,
        proving.found.holes(),
        tuple(proving.covers),
        len(ground.categories) * len(PRIORITIES),
        len(proving.going),
    )


class _Proving:
    def __init__(self, matrix: Matrix, ground: Ground) -> None:
        self.ground = ground
        self.rows = sorted(matrix.rows, key=weight, reverse=True)
        self.finder, self.times = Finder(ground), Times(ground)
        self.found = Gathered(ground, self.finder, self.times)
        self.asked = _asked(matrix, ground.services)
        self.going: dict[tuple[str, str, object], Going] = {}
        self.covers: list[Cover] = []
        self.bare: dict[Cell, list[Span]] = {}
        self._led: dict[tuple[tuple[str, ...], str], list[tuple[Row, Spans]]] = {}
        self._left: dict[tuple[tuple[str, ...], str], Spans] = {}

    def lead(self, category: Category, priority: int) -> None:
        """By which rows incidents of this cell go, and when."""
        cell = (category.key, priority)
        for asked in self.asked:
            fitting = tuple(r for r in self.rows if _fits(r, cell, asked))
            for team, spans in self._teams(category):
                self._follow(fitting, team, spans, cell)

    def _teams(self, category: Category) -> Iterator[tuple[str, Spans]]:
        """Which team answers for it, and when."""
        begins = [max(at, self.ground.begun) for at, _team in category.answers]
        ends = [*begins[1:], self.ground.ended]
        for begun, ended, (_at, team) in zip(
            begins, ends, category.answers, strict=True
        ):
            if begun < ended:
                yield team, ((begun, ended),)

    def _follow(
        self, fitting: Sequence[Row], team: str, spans: Spans, cell: Cell
    ) -> None:
        led, left = self._by_rows(fitting, team)
        for row, holding in led:
            if active := common(holding, spans):
                self._go(row, team, active, cell)
        self.bare.setdefault(cell, []).extend(common(left, spans))

    def _by_rows(
        self, fitting: Sequence[Row], team: str
    ) -> tuple[list[tuple[Row, Spans]], Spans]:
        """When each of these rows is the one that asks for most; and what is left."""
        held = (tuple(row.key for row in fitting), team)
        if held not in self._led:
            left, led = self.times.whole, []
            for row in fitting:
                holding = common(left, self.times.fitting(row.when, team))
                if holding:
                    led.append((row, holding))
                    left = without(left, holding)
            self._led[held], self._left[held] = led, left
        return self._led[held], self._left[held]

    def _go(self, row: Row, team: str, active: Spans, cell: Cell) -> None:
        shares = self.times.shares(row, *cell, team) if row.waits_for_clocks else {}
        marks = tuple((key, id(s.working), s.wait) for key, s in shares.items())
        place = (row.key, team, (marks, active))
        going = self.going.get(place)
        if going is None:
            going = self.going[place] = Going(row, team, shares, active)
        going.cells.add(cell)

    def climb(self) -> None:
        """Each row is climbed for each team, and what is wrong is gathered."""
        for cell, spans in self.bare.items():
            for begun, ended in united(spans):
                self.found.add(NO_ROW, begun=begun, ended=ended, cells={cell})
        for going in self.going.values():
            self._climb(going)

    def _climb(self, going: Going) -> None:
        row, team = going.row, going.team
        whose = {n.number: self.finder.whose(n.target, team) for n in row.levels}
        climb = Climb(row, whose, going.shares, self.ground.ways)
        findings = prove(climb, going.spans)
        cells = frozenset(going.cells)
        for hole in static_holes(row, team, self.ground, self.finder):
            self.found.put(hole, cells)
        self.found.findings(row, team, findings, cells)
        self._clocks(going, cells)
        self._calendar(row, team, cells)
        self.covers.append(_cover(going, findings))

    def _clocks(self, going: Going, cells: frozenset[Cell]) -> None:
        for level in going.row.levels:
            named = (level.measure, level.percent or 0)
            if level.percent is not None and named not in going.shares:
                place = {(going.row.key, level.number)}
                told = {"measure": level.measure, "percent": str(level.percent)}
                self.found.add(
                    CLOCK_MISSING, level.measure, cells=cells, places=place, facts=told
                )

    def _calendar(self, row: Row, team: str, cells: frozenset[Cell]) -> None:
        """Hours that no calendar tells are all hours."""
        if row.when.hours == ANY and row.when.peak == ANY:
            return
        held = self.ground.teams.get(team)
        own = row.when.calendar or (held.calendar if held else "")
        if not own or not self.times.knows(own):
            about = own or team
            kind = "calendar" if own else "team"
            self.found.add(
                CALENDAR_UNKNOWN,
                about,
                team=team,
                cells=cells,
                places={(row.key, 0)},
                facts={"kind": kind},
            )


def _asked(matrix: Matrix, services: Sequence[Service]) -> list[Asked]:
    """Everything by which rows may tell incidents of a category apart: none, each named
    service, each named site; of several that the rows treat alike, one."""
    named = {key for row in matrix.rows for key in row.when.services}
    sites = {key for row in matrix.rows for key in row.when.sites}
    told = [Asked()]
    told += [
        Asked(service.key, service.sites & sites)
        for service in services
        if service.key in named or service.sites & sites
    ]
    told += [Asked(sites=frozenset({site})) for site in sorted(sites)]
    alike: dict[tuple[tuple[bool, bool], ...], Asked] = {}
    for each in told:
        marks = tuple(
            (each.service in row.when.services, bool(each.sites & {*row.when.sites}))
            for row in matrix.rows
        )
        alike.setdefault(marks, each)
    return list(alike.values())


def _fits(row: Row, cell: Cell, asked: Asked) -> bool:
    """Whether a row holds for the cell at some time."""
    category, priority = cell
    return (
        (row.category == EVERYWHERE or row.category in path_of(category))
        and (not row.priorities or priority in row.priorities)
        and (not row.when.services or asked.service in row.when.services)
        and (not row.when.sites or bool(asked.sites & {*row.when.sites}))
    )


def _cover(going: Going, found: Findings) -> Cover:
    firsts = [first for _b, _e, first in found.firsts if first is not None]
    worst = max(firsts, key=lambda first: first.wait, default=None)
    return Cover(
        going.row.key,
        going.team,
        frozenset(going.cells),
        worst.wait if worst and not found.nobody else None,
        worst.level if worst else 0,
        worst.channel if worst else "",
    )
