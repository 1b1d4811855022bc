"""Two ways to the same end, side by side."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from tocsin.foundation.accounts.rules import SYSTEM, Actor
from tocsin.register.core.actions.writer import Draft, note_many
from tocsin.register.core.entries import Kind
from tocsin.register.work.reads import Filters, find, queue
from tocsin.surfaces.cli.benching.timing import timed

_ENTRIES = 1000
_WITHOUT_INDEXES = (
    "set local enable_indexscan = off",
    "set local enable_indexonlyscan = off",
    "set local enable_bitmapscan = off",
)


@dataclass(frozen=True, slots=True)
class Sides:
    what: str
    one: str
    one_figure: float
    other: str
    other_figure: float
    unit: str


def sides(actor: Actor) -> Iterator[Sides]:
    ids = [row.id for row in find(SYSTEM, Filters(), limit=_ENTRIES).rows]
    yield Sides(
        "writing 1,000 entries",
        "one at a time",
        _rate(ids, 1),
        "as one set",
        _rate(ids, len(ids)),
        "entries/s",
    )
    with_index = timed("queue", [lambda: queue(actor)] * 20)
    with transaction.atomic():
        with connection.cursor() as cursor:
            for statement in _WITHOUT_INDEXES:
                cursor.execute(statement)
        without = timed("queue", [lambda: queue(actor)] * 5)
    yield Sides(
        "the queue's first page",
        "by index",
        with_index.p50,
        "sorted anew",
        without.p50,
        "ms",
    )


def _rate(ids: Sequence[int], size: int) -> float:
    begun = time.perf_counter()
    for start in range(0, len(ids), size):
        drafts = [
            Draft(id, Kind.NOTED, {"text": "Seen."}) for id in ids[start : start + size]
        ]
        note_many(drafts, by=SYSTEM)
    return round(len(ids) / (time.perf_counter() - begun))
