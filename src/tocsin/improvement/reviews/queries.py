"""One typed function per statement of `queries.sql`."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from tocsin.kernel import sql

_QUERIES = sql.load("tocsin.improvement.reviews")


@dataclass(frozen=True, slots=True)
class _Id:
    id: int


@dataclass(frozen=True, slots=True)
class ActionCounts:
    """How many actions of a review are open, of those late, and in all."""

    review: int
    open: int = 0
    late: int = 0
    total: int = 0


def claim_reviews(now: datetime, batch: int) -> list[int]:
    rows = sql.fetch(_QUERIES["claim_reviews"], _Id, now=now, batch=batch)
    return sorted(row.id for row in rows)


def claim_actions(now: datetime, batch: int) -> list[int]:
    rows = sql.fetch(_QUERIES["claim_actions"], _Id, now=now, batch=batch)
    return sorted(row.id for row in rows)


def action_counts(ids: Collection[int], now: datetime) -> dict[int, ActionCounts]:
    query = _QUERIES["action_counts"]
    rows = sql.fetch(query, ActionCounts, ids=sorted(ids), now=now)
    return {row.review: row for row in rows}
