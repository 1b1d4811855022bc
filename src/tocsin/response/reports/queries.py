"""One typed function per statement of `queries.sql`."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from tocsin.kernel import sql

_QUERIES = sql.load("tocsin.response.reports")


@dataclass(frozen=True, slots=True)
class OpenNotice:
    """What users are told now by one notice, and about which incident and services."""

    incident_id: int | None
    ref: str
    notice: str
    page: str
    title: str
    words: str
    status: str
    impact: str
    began_at: datetime
    next_update_at: datetime | None
    services: list[str]


@dataclass(frozen=True, slots=True)
class UpdateWords:
    """What one update of a notice said."""

    code: str
    title: str
    words: str
    next_update_at: datetime | None


@dataclass(frozen=True, slots=True)
class Unjoined:
    incident_id: int
    known_id: int


def open_notices(*, drills: bool) -> list[OpenNotice]:
    return sql.fetch(_QUERIES["open_notices"], OpenNotice, drills=drills)


def words_of_updates(codes: Collection[str]) -> dict[str, UpdateWords]:
    """By code."""
    if not codes:
        return {}
    found = sql.fetch(_QUERIES["words_of_updates"], UpdateWords, codes=sorted(codes))
    return {row.code: row for row in found}


def lock_reporter(reporter: str) -> None:
    sql.execute(_QUERIES["lock_reporter"], reporter=reporter)


def lock_mail(digest: str) -> None:
    sql.execute(_QUERIES["lock_mail"], digest=digest)


def claim_unjoined(batch: int) -> list[Unjoined]:
    """Locked until this transaction ends."""
    return sql.fetch(_QUERIES["claim_unjoined"], Unjoined, batch=batch)
