from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tocsin.kernel import sql

_QUERIES = sql.load("tocsin.foundation.mail")


@dataclass(frozen=True, slots=True)
class Claim:
    """One mail that this sender holds; a later claim has a higher count."""

    id: int
    attempts: int


def claim(*, now: datetime, until: datetime, batch: int) -> list[Claim]:
    return sql.fetch(_QUERIES["claim"], Claim, now=now, until=until, batch=batch)


def hold(claims: Sequence[Claim], *, until: datetime) -> list[Claim]:
    ids, attempts = [c.id for c in claims], [c.attempts for c in claims]
    query = _QUERIES["hold"]
    return sql.fetch(query, Claim, ids=ids, attempts=attempts, until=until)


def give_up(*, now: datetime, batch: int) -> int:
    return sql.execute(_QUERIES["give_up"], now=now, batch=batch)


def forget(*, before: datetime, batch: int) -> int:
    return sql.execute(_QUERIES["forget"], before=before, batch=batch)
