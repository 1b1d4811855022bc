from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from msgspec import Struct

from tocsin.kernel import sql

_SQL = sql.load("tocsin.intake.events")


class Stored(Struct, gc=False):
    """A request as it lies in its partition; `meta` is JSON or ''."""

    id: int
    xact: int
    source_id: int
    received_at: datetime
    protocol: str
    meta: str
    body: bytes
    retention: int


@dataclass(slots=True)
class _Number:
    number: int


@dataclass(slots=True)
class _Last:
    alert_id: int
    at: datetime


@dataclass(slots=True)
class _Moved:
    moved: int


@dataclass(slots=True)
class _Backlog:
    backlog: int


def next_requests(xact: int, id: int, since: datetime, limit: int) -> list[Stored]:
    found = sql.fetch_bodies(
        _SQL["next_requests"], Stored, xact=xact, id=id, since=since, limit=limit
    )
    for one in found:
        one.received_at = sql.instant(cast(int, one.received_at))
    return found


def requests_of(ids: Sequence[int]) -> list[Stored]:
    return sql.fetch(_SQL["requests_of"], Stored, ids=list(ids))


def count_backlog() -> int:
    (found,) = sql.fetch(_SQL["count_backlog"], _Backlog)
    return found.backlog


def take_numbers(count: int) -> list[int]:
    return [n.number for n in sql.fetch(_SQL["take_numbers"], _Number, count=count)]


def keep_days(now: datetime, ahead: int) -> int:
    (found,) = sql.fetch(_SQL["keep_days"], _Moved, now=now, ahead=ahead)
    return found.moved


def shed_days(now: datetime, most: int) -> int:
    (found,) = sql.fetch(_SQL["shed_days"], _Moved, now=now, most=most)
    return found.moved


def latest_of_kind(alerts: Sequence[int], kind: str) -> dict[int, datetime]:
    """By alert: when this last happened to it, if it did."""
    told = {"alerts": list(alerts), "kind": kind}
    return {
        each.alert_id: each.at
        for each in sql.fetch(_SQL["latest_of_kind"], _Last, **told)
    }
