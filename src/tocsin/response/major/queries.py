"""One typed function per statement of `queries.sql`."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson

from tocsin.kernel import sql

_QUERIES = sql.load("tocsin.response.major")


@dataclass(frozen=True, slots=True)
class _Id:
    id: int


@dataclass(frozen=True, slots=True)
class _Number:
    number: int


@dataclass(frozen=True, slots=True)
class DoubleBooked:
    """Somebody with a role in several major incidents, by their ids."""

    person: str
    incidents: Sequence[int]


@dataclass(frozen=True, slots=True)
class Mean:
    """What a figure was, on average, in a stretch of time that begins at `at`."""

    at: datetime
    value: float


def stand(ids: Collection[int]) -> None:
    sql.execute(_QUERIES["stand"], ids=sorted(ids))


def claim_due(now: datetime, batch: int) -> list[int]:
    rows = sql.fetch(_QUERIES["claim_due"], _Id, now=now, batch=batch)
    return sorted(row.id for row in rows)


def overdue(before: datetime) -> int:
    return sql.fetch(_QUERIES["overdue"], _Number, before=before)[0].number


def double_booked(ids: Collection[int]) -> list[DoubleBooked]:
    return sql.fetch(_QUERIES["double_booked"], DoubleBooked, ids=sorted(ids))


def figure_means(
    told: Mapping[str, Any], since: datetime, until: datetime, width: timedelta
) -> list[Mean]:
    return sql.fetch(
        _QUERIES["figure_means"],
        Mean,
        source=told["source"],
        figure=told["series"],
        labels=orjson.dumps(dict(told.get("labels") or {})).decode(),
        since=since,
        until=until,
        width=width,
    )
