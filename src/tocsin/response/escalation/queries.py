"""One typed function per statement of `queries.sql`."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import orjson

from tocsin.kernel import sql
from tocsin.response.escalation.rules import Progress

_SQL = sql.load("tocsin.response.escalation")


@dataclass(slots=True)
class RunRow:
    """A run as its table holds it."""

    id: int
    incident_id: int
    is_drill: bool
    state: str
    why: str
    matrix: int
    row: str
    asked: str
    life: int
    began_at: datetime
    passed: int
    level: int
    repeats: int
    reached_at: datetime | None
    hurry: str
    late: int
    followed: bool
    told: int
    failed: int
    due_at: datetime | None
    next_does: str
    next_level: int

    @property
    def progress(self) -> Progress:
        return Progress(
            began_at=self.began_at,
            passed=levels_of(self.passed),
            level=self.level,
            repeats=self.repeats,
            reached_at=self.reached_at,
            hurry=self.hurry,
            late=timedelta(seconds=self.late),
            is_spent=self.why == "spent",
        )

    def follow(self, progress: Progress) -> None:
        self.began_at, self.level = progress.began_at, progress.level
        self.passed = sum(1 << number for number in progress.passed)
        self.repeats, self.reached_at = progress.repeats, progress.reached_at
        self.hurry, self.late = progress.hurry, round(progress.late.total_seconds())


@lru_cache(maxsize=4096)
def levels_of(bits: int) -> frozenset[int]:
    """The numbers of the levels whose bits are set."""
    return frozenset(n for n in range(1, bits.bit_length()) if bits >> n & 1)


@dataclass(frozen=True, slots=True)
class Breach:
    """An open incident that nobody answered, with nothing due and no reason."""

    id: int
    ref: str
    since: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How many runs are due some time, how many overdue, and how many are spent."""

    due: int
    overdue: int
    oldest: datetime | None
    spent: int


@dataclass(frozen=True, slots=True)
class _Instant:
    at: datetime | None


@dataclass(frozen=True, slots=True)
class _Turn:
    team: str
    person: str


def claim_due(now: datetime, batch: int) -> list[RunRow]:
    return sql.fetch(_SQL["claim_due"], RunRow, now=now, batch=batch)


def runs_of(ids: Collection[int]) -> list[RunRow]:
    return sql.fetch(_SQL["runs_of"], RunRow, ids=sorted(ids))


def make_runs(
    ids: Sequence[int], drills: Sequence[bool], begans: Sequence[datetime]
) -> int:
    told = {"ids": list(ids), "drills": list(drills), "begans": list(begans)}
    return sql.execute(_SQL["make_runs"], **told)


def move_runs(
    runs: Sequence[RunRow], because: Mapping[int, Sequence[Any]] | None = None
) -> None:
    """These runs stand so now; `because` by run, where a row was chosen anew."""
    if runs:
        sql.execute(_SQL["move_runs"], runs=orjson.dumps(runs).decode())
    moved = {run.id for run in runs}
    if told := {id: why for id, why in (because or {}).items() if id in moved}:
        whys = [orjson.dumps(why).decode() for why in told.values()]
        sql.execute(_SQL["keep_reasons"], ids=list(told), because=whys)


def take_turns(teams: Collection[str]) -> dict[str, str]:
    found = sql.fetch(_SQL["take_turns"], _Turn, teams=sorted(teams))
    return {row.team: row.person for row in found}


def keep_turns(turns: Mapping[str, str]) -> None:
    if turns:
        teams = sorted(turns)
        told = {"teams": teams, "people": [turns[team] for team in teams]}
        sql.execute(_SQL["keep_turns"], **told)


def breaches(
    before: datetime, reasons: Collection[str], most: int = 100
) -> list[Breach]:
    asked = {"before": before, "reasons": sorted(reasons), "most": most}
    return sql.fetch(_SQL["breaches"], Breach, **asked)


def oldest_due(now: datetime) -> datetime | None:
    return sql.fetch(_SQL["oldest_due"], _Instant, now=now)[0].at


def standing(now: datetime) -> Standing:
    return sql.fetch(_SQL["standing"], Standing, now=now)[0]


def rehearse_an_hour() -> None:
    sql.execute(_SQL["rehearse_an_hour"])


def rehearse_many(count: int, *, now: datetime) -> None:
    sql.execute(_SQL["rehearse_many"], count=count, now=now)
