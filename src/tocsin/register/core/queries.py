"""One typed function per statement of `queries.sql`."""

import json
from collections.abc import Iterator, Mapping, Sequence
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


@dataclass(frozen=True, slots=True)
class _Id:
    id: int


def new_ids(count: int) -> list[int]:
    """Ids for incidents that bring their references along."""
    return [row.id for row in sql.fetch(_QUERIES["new_ids"], _Id, count=count)]


def count_past(number: int) -> None:
    """References counted from now on are greater than this number."""
    sql.execute(_QUERIES["count_past"], number=number)


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
class _Unheard:
    at: datetime


def oldest_unheard(
    xact: int, id: int, *, kinds: Sequence[str], history: bool
) -> datetime | None:
    found = sql.fetch(
        _QUERIES["oldest_unheard"],
        _Unheard,
        xact=xact,
        id=id,
        kinds=list(kinds),
        history=history,
    )
    return found[0].at if found else None


@dataclass(frozen=True, slots=True)
class _Horizon:
    xact: int


def horizon() -> int:
    return sql.fetch(_QUERIES["horizon"], _Horizon)[0].xact


def entries_at(places: Sequence[tuple[int, int]]) -> list[int]:
    """Numbers of the entries at these places (incident, seq)."""
    told = {"ids": [id for id, _seq in places], "seqs": [seq for _id, seq in places]}
    return [row.id for row in sql.fetch(_QUERIES["entries_at"], _Id, **told)]


@dataclass(frozen=True, slots=True)
class Settled:
    """Kinds that may be heard by now, up to this transaction; `has_more`: there are
    entries that cannot be heard yet, since an older transaction is still running."""

    upto: int
    kinds: Sequence[str]
    has_more: bool


def settled(after: int) -> Settled:
    return sql.fetch(_QUERIES["settled"], Settled, after=after)[0]


@dataclass(frozen=True, slots=True)
class Transactions:
    """How transactions are numbered: the furthest recorded, our own without what is
    added, and what is added."""

    recorded: int
    own: int
    added: int


@dataclass(frozen=True, slots=True)
class Grown:
    ref: str
    seq: int
    hash: bytes
    xact: int
    id: int


def transactions() -> Transactions:
    return sql.fetch(_QUERIES["transactions"], Transactions)[0]


def grown_since(xact: int, id: int, batch: int) -> list[Grown]:
    return sql.fetch(_QUERIES["grown_since"], Grown, xact=xact, id=id, batch=batch)


@dataclass(frozen=True, slots=True)
class Unsealed:
    """An incident with entries that no seal covers yet; `ref` is None when an entry
    has no incident."""

    ref: str | None
    entries: int


def unsealed(xact: int, id: int, limit: int) -> list[Unsealed]:
    return sql.fetch(_QUERIES["unsealed"], Unsealed, xact=xact, id=id, limit=limit)


@dataclass(frozen=True, slots=True)
class SealedHead:
    ref: str
    seq: int
    hash: bytes | None


def sealed_heads(refs: Sequence[str], seqs: Sequence[int]) -> list[SealedHead]:
    return sql.fetch(
        _QUERIES["sealed_heads"], SealedHead, refs=list(refs), seqs=list(seqs)
    )


@dataclass(frozen=True, slots=True)
class _Got:
    got: bool


def got_sealing_lock() -> bool:
    return sql.fetch(_QUERIES["lock_sealing"], _Got)[0].got


def chains(first: int, last: int) -> Iterator[bytes]:
    """Rows of PostgreSQL's text COPY format; columns as in `queries.sql`."""
    return sql.copy_out(_QUERIES["chains"], first=first, last=last)


@dataclass(frozen=True, slots=True)
class _Ref:
    ref: str


def without_entries() -> list[str]:
    return [row.ref for row in sql.fetch(_QUERIES["without_entries"], _Ref)]
