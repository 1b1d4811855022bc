"""One typed function per statement of `queries.sql`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tocsin.kernel import sql

_QUERIES = sql.load("tocsin.response.stakeholders")


@dataclass(frozen=True, slots=True)
class _Id:
    id: int


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that this sender holds; `attempts` tells its claim from any later."""

    id: int
    attempts: int


def stand(rows: Sequence[tuple[int, str, str, str]], *, now: datetime) -> None:
    """Rows are an incident, a class's name, its audience, a code."""
    if not rows:
        return
    incidents, names, audiences, codes = map(list, zip(*rows, strict=True))
    sql.execute(
        _QUERIES["stand"],
        incidents=incidents,
        names=names,
        audiences=audiences,
        codes=codes,
        now=now,
    )


def claim_due(now: datetime, batch: int) -> list[int]:
    rows = sql.fetch(_QUERIES["claim_due"], _Id, now=now, batch=batch)
    return sorted(row.id for row in rows)


def claim_deliveries(now: datetime, until: datetime, batch: int) -> list[Claimed]:
    told = {"now": now, "until": until, "batch": batch}
    return sql.fetch(_QUERIES["claim_deliveries"], Claimed, **told)
