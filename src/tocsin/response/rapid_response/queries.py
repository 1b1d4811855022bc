"""One typed function per statement of `queries.sql`."""

from dataclasses import dataclass
from datetime import datetime

from tocsin.kernel import sql

_QUERIES = sql.load("tocsin.response.rapid_response")


@dataclass(frozen=True, slots=True)
class _Id:
    id: int


def claim_due(now: datetime, batch: int) -> list[int]:
    rows = sql.fetch(_QUERIES["claim_due"], _Id, now=now, batch=batch)
    return sorted(row.id for row in rows)
