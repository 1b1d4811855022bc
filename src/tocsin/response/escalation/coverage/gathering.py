"""Holes as they are gathered: the same one, met in many rows, is one. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from tocsin.response.escalation.coverage.finding import Finder
from tocsin.response.escalation.coverage.ground import Ground
from tocsin.response.escalation.coverage.holes import (
    GAP,
    LEADS_BACK,
    NO_CHANNEL,
    NOBODY,
    PERSON_AWAY,
    Cell,
    Hole,
    Place,
    worst_first,
)
from tocsin.response.escalation.coverage.rules import Findings
from tocsin.response.escalation.coverage.spans import Span, Spans, common, united
from tocsin.response.escalation.coverage.times import Times
from tocsin.response.escalation.matrix import (
    EXECUTIVE,
    ON_CALL,
    OWNING,
    PERSON,
    SCHEDULE,
    Level,
    Row,
)

# Stretches shorter than this come of rounding at the edges of working time.
_LEAST = 1_000_000
_Key = tuple[str, str, str, int | None, int | None, tuple[tuple[str, str], ...]]


@dataclass(slots=True)
class _Met:
    places: set[Place] = field(default_factory=set)
    cells: set[Cell] = field(default_factory=set)
    spans: set[Span] = field(default_factory=set)


class Gathered:
    def __init__(self, ground: Ground, finder: Finder, times: Times) -> None:
        self._ground, self._finder, self._times = ground, finder, times
        self._met: dict[_Key, _Met] = {}

    def add(
        self,
        code: str,
        about: str = "",
        *,
        cells: Collection[Cell],
        places: Collection[Place] = (),
        team: str = "",
        begun: int | None = None,
        ended: int | None = None,
        facts: Mapping[str, str] | None = None,
    ) -> None:
        told = tuple(sorted((facts or {}).items()))
        begun, ended = self._clipped(begun, ended)
        met = self._met.setdefault((code, about, team, begun, ended, told), _Met())
        met.places |= set(places)
        met.cells |= set(cells)

    def put(self, hole: Hole, cells: Collection[Cell]) -> None:
        self.add(
            hole.code,
            hole.about,
            cells=cells,
            places=hole.places,
            team=hole.team,
            facts=hole.facts,
        )

    def _clipped(
        self, begun: int | None, ended: int | None
    ) -> tuple[int | None, int | None]:
        """What is there before and after all that was looked at is always there."""
        first, last = self._ground.begun, self._ground.ended
        return (
            begun if begun is not None and begun > first else None,
            ended if ended is not None and ended < last else None,
        )

    def findings(
        self, row: Row, team: str, found: Findings, cells: frozenset[Cell]
    ) -> None:
        """What climbing the row found."""
        for begun, ended in _long(found.nobody):
            place = {(row.key, 0)}
            self.add(
                NOBODY,
                row.key,
                team=team,
                begun=begun,
                ended=ended,
                cells=cells,
                places=place,
            )
        for number, gaps in found.empty.items():
            self._gaps(row, row.level(number), team, united(gaps), cells)
        for number, stretches in found.back.items():
            place, told = {(row.key, number)}, {"level": str(number)}
            if spans := _long(united(stretches)):
                self.spread(LEADS_BACK, row.key, team, spans, place, cells, told)
        for (number, person), stretches in found.mute.items():
            place = {(row.key, number)}
            self.spread(NO_CHANNEL, person, "", stretches, place, cells, {})

    def spread(
        self,
        code: str,
        about: str,
        team: str,
        spans: Collection[Span],
        places: Collection[Place],
        cells: Collection[Cell],
        facts: Mapping[str, str],
    ) -> None:
        """One hole, however often it comes: from the first time until the last."""
        key = (code, about, team, None, None, tuple(sorted(facts.items())))
        met = self._met.setdefault(key, _Met())
        met.places |= set(places)
        met.cells |= set(cells)
        met.spans |= set(spans)

    def _gaps(
        self, row: Row, level: Level, team: str, gaps: Spans, cells: frozenset[Cell]
    ) -> None:
        """Where a level finds nobody, though somebody should be there."""
        owning = team if level.target.team == OWNING else level.target.team
        for schedule in self._schedules(level, owning):
            wanted = self._wanted(schedule)
            for begun, ended in _long(common(gaps, wanted) if wanted else gaps):
                self.add(
                    GAP,
                    schedule,
                    team=self._ground.schedules[schedule].team,
                    begun=begun,
                    ended=ended,
                    cells=cells,
                    places={(row.key, level.number)},
                )
        person = self._ground.people.get(level.target.person)
        if level.target.kind == PERSON and person and person.is_active:
            for begun, ended in _long(gaps):
                self.add(
                    PERSON_AWAY,
                    person.key,
                    begun=begun,
                    ended=ended,
                    cells=cells,
                    places={(row.key, level.number)},
                )

    def _schedules(self, level: Level, team: str) -> list[str]:
        target, known = level.target, self._ground.schedules
        if target.kind == ON_CALL:
            ranked = (each for each in known.values() if each.team == team)
            return [each.key for each in ranked if each.rank == target.rank]
        if target.kind == SCHEDULE:
            return [target.schedule] if target.schedule in known else []
        if target.kind == EXECUTIVE:
            return [self._ground.executive] if self._ground.executive in known else []
        return []

    def _wanted(self, schedule: str) -> Spans | None:
        """In which hours somebody should be on this schedule; None is always."""
        key = self._ground.schedules[schedule].wanted
        return self._times.open(key) if key else None

    def holes(self) -> tuple[Hole, ...]:
        """The worst first."""
        found = [self._hole(key, met) for key, met in self._met.items()]
        return tuple(sorted(found, key=worst_first))

    def _hole(self, key: _Key, met: _Met) -> Hole:
        code, about, team, begun, ended, told = key
        facts = dict(told)
        if met.spans:
            spans = united(met.spans)
            begun, ended = self._clipped(spans[0][0], spans[-1][1])
            facts["times"] = str(len(spans))
        places, cells = frozenset(met.places), frozenset(met.cells)
        return Hole(code, about, team, begun, ended, places, cells, facts)


def _long(spans: Collection[Span]) -> list[Span]:
    return [span for span in spans if span[1] - span[0] >= _LEAST]
