"""One typed function per statement of `queries.sql`."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson

from tocsin.kernel import sql
from tocsin.response.clocks.counting import Row
from tocsin.response.clocks.target_rules import Threshold

_QUERIES = sql.load("tocsin.response.clocks")


@dataclass(frozen=True, slots=True)
class Stand:
    """How far an incident's clocks were counted, and what the queue was told."""

    incident_id: int
    seq: int
    digest: str
    next_at: datetime | None
    due_at: datetime | None
    due_label: str


@dataclass(frozen=True, slots=True)
class Kept:
    id: int
    incident_id: int
    target: str
    started_at: datetime


@dataclass(frozen=True, slots=True)
class Overdue:
    clocks: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Attained:
    """Of one target and priority: lives that met it, missed it, and are past due."""

    target: str
    priority: int
    met: int
    missed: int
    breached: int


@dataclass(frozen=True, slots=True)
class Judged:
    """A life behind a number."""

    incident_id: int
    target: str
    number: int
    priority: int
    state: str
    started_at: datetime
    stopped_at: datetime | None
    due_at: datetime | None
    breached_at: datetime | None
    minutes: int
    elapsed: timedelta


@dataclass(frozen=True, slots=True)
class _Id:
    id: int


@dataclass(frozen=True, slots=True)
class _Marked:
    clock_id: int
    percent: int
    minutes: int


@dataclass(frozen=True, slots=True)
class _Any:
    any: bool


def lock_standings(ids: Sequence[int]) -> dict[int, Stand]:
    """The rows of these incidents, made if need be, locked in the order of ids."""
    sql.execute(_QUERIES["stand"], ids=list(ids))
    rows = sql.fetch(_QUERIES["lock_standings"], Stand, ids=list(ids))
    return {row.incident_id: row for row in rows}


def claim_due(now: datetime, batch: int) -> list[int]:
    rows = sql.fetch(_QUERIES["claim_due"], _Id, now=now, batch=batch)
    return sorted(row.id for row in rows)


def postpone(id: int, until: datetime) -> None:
    sql.execute(_QUERIES["postpone"], id=id, until=until)


def overdue(before: datetime) -> Overdue:
    return sql.fetch(_QUERIES["overdue"], Overdue, before=before)[0]


def have_clocks() -> bool:
    return sql.fetch(_QUERIES["have_clocks"], _Any)[0].any


def clocks_of(ids: Collection[int]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for row in sql.fetch(_QUERIES["clocks_of"], Row, ids=list(ids)):
        found.setdefault(row.incident_id, []).append(row)
    return found


def marks_of(ids: Collection[int]) -> dict[int, set[Threshold]]:
    """By clock: the thresholds that were told."""
    found: dict[int, set[Threshold]] = {}
    for row in sql.fetch(_QUERIES["marks_of"], _Marked, ids=list(ids)):
        told = Threshold(row.percent, row.minutes)
        found.setdefault(row.clock_id, set()).add(told)
    return found


def keep_clocks(rows: Sequence[Mapping[str, Any]]) -> list[Kept]:
    if not rows:
        return []
    return sql.fetch(_QUERIES["keep_clocks"], Kept, rows=_json(rows))


def withdraw(ids: Collection[int]) -> None:
    if ids:
        sql.execute(_QUERIES["withdraw"], ids=list(ids))


def mark(marks: Sequence[tuple[int, Threshold, datetime]], now: datetime) -> None:
    """Clock, threshold, and when it was reached."""
    if marks:
        sql.execute(
            _QUERIES["mark"],
            clocks=[clock for clock, _threshold, _at in marks],
            percents=[threshold.percent for _clock, threshold, _at in marks],
            minutes=[threshold.minutes for _clock, threshold, _at in marks],
            instants=[at for _clock, _threshold, at in marks],
            now=now,
        )


def keep_standings(rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        sql.execute(_QUERIES["keep_standings"], rows=_json(rows))


def uncounted(ids: Collection[int]) -> list[int]:
    """Those of these incidents whose clocks were never counted."""
    found = sql.fetch(_QUERIES["uncounted"], _Id, ids=list(ids))
    return [row.id for row in found]


def attainment(
    since: datetime, until: datetime, hidden: Collection[int], *, history: bool
) -> list[Attained]:
    asked = {"since": since, "until": until, "hidden": list(hidden)}
    asked["history"] = history
    return sql.fetch(_QUERIES["attainment"], Attained, **asked)


def judged(**asked: Any) -> list[Judged]:
    return sql.fetch(_QUERIES["judged"], Judged, **asked)


def _json(rows: Sequence[Mapping[str, Any]]) -> str:
    return orjson.dumps(list(rows), default=_seconds).decode()


def _seconds(value: Any) -> str:
    """A duration as PostgreSQL reads an interval."""
    if isinstance(value, timedelta):
        return f"{value // timedelta(microseconds=1)} microseconds"
    raise TypeError(type(value).__name__)
