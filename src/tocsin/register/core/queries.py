"""One typed function per statement of `queries.sql`."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tocsin.kernel import sql

_QUERIES = sql.load("tocsin.register.core")


@dataclass(frozen=True, slots=True)
class Locked:
    """An incident whose lock we hold, as far as the chain goes."""

    id: int
    ref: str
    seq: int
    head: bytes | None
    is_drill: bool
    origin: str


def lock_incidents(ids: Sequence[int]) -> list[Locked]:
    return sql.fetch(_QUERIES["lock_incidents"], Locked, ids=list(ids))


@dataclass(frozen=True, slots=True)
class Heard:
    incident_id: int
    cause: str


def causes_heard(ids: Sequence[int], causes: Sequence[str]) -> set[tuple[int, str]]:
    found = sql.fetch(
        _QUERIES["causes_heard"], Heard, ids=list(ids), causes=list(causes)
    )
    return {(heard.incident_id, heard.cause) for heard in found}


@dataclass(frozen=True, slots=True)
class Number:
    id: int
    number: int


def new_numbers(count: int) -> list[Number]:
    return sql.fetch(_QUERIES["new_numbers"], Number, count=count)


def move_heads(grown: Sequence[tuple[int, int, bytes]], now: datetime) -> None:
    ids, seqs, heads = zip(*grown, strict=True)
    sql.execute(
        _QUERIES["move_heads"],
        ids=list(ids),
        seqs=list(seqs),
        heads=list(heads),
        now=now,
    )


def move_states(rows: bytes, now: datetime) -> None:
    """`rows`: a JSON array of objects, one key per column of `register_incident`."""
    sql.execute(_QUERIES["move_states"], rows=rows.decode(), now=now)


def publish(rows: Sequence[Mapping[str, Any]]) -> int:
    return sql.execute(_QUERIES["publish"], rows=json.dumps(list(rows), default=str))


@dataclass(frozen=True, slots=True)
class FeedRow:
    id: int
    xact: int
    incident_id: int
    seq: int
    kind: str
    origin: str
    is_drill: bool
    body: Any


def read_feed(
    xact: int, id: int, *, kinds: Sequence[str], history: bool, batch: int
) -> list[FeedRow]:
    name = "read_feed" if history else "read_lived_feed"
    return sql.fetch(
        _QUERIES[name], FeedRow, xact=xact, id=id, kinds=list(kinds), batch=batch
    )


@dataclass(frozen=True, slots=True)
class _Horizon:
    xact: int


def horizon() -> int:
    return sql.fetch(_QUERIES["horizon"], _Horizon)[0].xact
