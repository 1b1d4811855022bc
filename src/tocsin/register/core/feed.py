"""The feed: what has been recorded, in order, for whoever keeps a bookmark."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from tocsin.register.core import queries

_LAST = 2**63 - 1


@dataclass(frozen=True, slots=True, order=True)
class Bookmark:
    xact: int = 0
    id: int = 0


@dataclass(frozen=True, slots=True)
class Heard:
    """One entry as observers hear it; private values are not in `body`."""

    id: int
    xact: int
    incident_id: int
    seq: int
    kind: str
    origin: str
    is_drill: bool
    body: Mapping[str, Any]


def read_feed(
    after: Bookmark, *, kinds: Collection[str], history: bool = False, batch: int = 100
) -> tuple[Sequence[Heard], Bookmark]:
    """Up to `batch` entries of these kinds, and where to go on.

    When fewer match, the bookmark moves to the oldest running transaction, so what
    does not match is not read again. Entries of origin history are passed over
    unless `history`.
    """
    end = Bookmark(queries.horizon() - 1, _LAST)
    rows = queries.read_feed(
        after.xact, after.id, kinds=list(kinds), history=history, batch=batch
    )
    heard = [
        Heard(
            r.id,
            r.xact,
            r.incident_id,
            r.seq,
            r.kind,
            r.origin,
            r.is_drill,
            r.body if isinstance(r.body, dict) else orjson.loads(r.body),
        )
        for r in rows
    ]
    if len(heard) == batch:
        return heard, Bookmark(heard[-1].xact, heard[-1].id)
    # The horizon was asked before the entries, so nothing between the two is skipped.
    last = Bookmark(heard[-1].xact, heard[-1].id) if heard else after
    return heard, max(end, last, after)


def oldest_unheard(
    after: Bookmark, *, kinds: Collection[str], history: bool
) -> datetime | None:
    """When the first entry behind the bookmark was recorded, settled or not."""
    return queries.oldest_unheard(
        after.xact, after.id, kinds=list(kinds), history=history
    )


def settled_after(xact: int) -> queries.Settled:
    """What may be heard by now of entries that are younger than this transaction."""
    return queries.settled(xact)


def horizon() -> int:
    """The furthest transaction up to which everything may be heard."""
    return queries.horizon() - 1
