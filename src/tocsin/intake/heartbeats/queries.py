from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tocsin.kernel import sql

_QUERIES = sql.load("tocsin.intake.heartbeats")


@dataclass(frozen=True, slots=True)
class Due:
    """A heartbeat that is to be looked at."""

    id: int
    source_id: int


@dataclass(frozen=True, slots=True)
class Heard:
    heartbeat_id: int
    said: str
    at: datetime


def claim_due(*, before: datetime, now: datetime, batch: int) -> list[Due]:
    return sql.fetch(_QUERIES["claim_due"], Due, before=before, now=now, batch=batch)


def spare_due(*, now: datetime) -> int:
    return sql.execute(_QUERIES["spare_due"], now=now)


def pings_lately(ids: Sequence[int], each: int) -> list[Heard]:
    return sql.fetch(_QUERIES["pings_lately"], Heard, ids=list(ids), each=each)


def drop_pings(id: int) -> int:
    return sql.execute(_QUERIES["drop_pings"], id=id)
