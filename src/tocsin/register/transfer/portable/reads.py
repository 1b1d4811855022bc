"""The whole register, streamed: never more than some hundred incidents in memory."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import orjson
from django.db import connection, models, transaction
from django.db.models.functions import Cast

from tocsin.register.core.models import Entry, Incident, Private, Seal, Viewer
from tocsin.register.core.rows import ENTRY_COLUMNS, STATE_COLUMNS
from tocsin.register.transfer.portable.directory import directory_lines
from tocsin.register.transfer.portable.lines import (
    FORMAT,
    PUBLISHED,
    entry_facts,
    line,
)

_CHUNK = 500
_KEPT = ("ref", "source", "source_ref", "changed_at", *STATE_COLUMNS)
_ENTRY = ("incident_id", *(name for name in ENTRY_COLUMNS if name != "incident_id"))
# What a spreadsheet would take for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def export_jsonl(*, with_directory: bool = True) -> Iterator[bytes]:
    """Line after line as of one instant: who and what, then every incident with its
    entries, then the seals. The same register gives the same bytes."""
    with _one_instant():
        yield line("register", {"format": FORMAT})
        if with_directory:
            yield from directory_lines()
        for rows in _chunks(("id", *_KEPT, *PUBLISHED)):
            yield from _incident_lines(rows)
        lines = Seal.objects.order_by("number").values_list("line", flat=True)
        for seal in lines.iterator(chunk_size=5):
            yield line("seal", {"line": seal})


def export_csv() -> Iterator[str]:
    """A table with one row per incident, for spreadsheets: no entries, no seals."""
    names = ("ref", "source", "source_ref", *STATE_COLUMNS)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(names)
    with _one_instant():
        for rows in _chunks(("id", *names)):
            writer.writerows([_cell(row[name]) for name in names] for row in rows)
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()


@contextmanager
def _one_instant() -> Iterator[None]:
    """Everything read inside is of the same instant; nobody waits for us meanwhile."""
    with transaction.atomic():
        if not connection.savepoint_ids:
            with connection.cursor() as cursor:
                cursor.execute(
                    "set transaction isolation level repeatable read, read only"
                )
        yield


def _chunks(names: Sequence[str]) -> Iterator[list[dict[str, Any]]]:
    last = 0
    while True:
        following = Incident.objects.filter(id__gt=last).order_by("id")[:_CHUNK]
        found = list(following.values_list(*names))
        if not found:
            return
        last = found[-1][0]
        yield [dict(zip(names, row, strict=True)) for row in found]


def _incident_lines(rows: Sequence[Mapping[str, Any]]) -> Iterator[bytes]:
    ids = [row["id"] for row in rows]
    entries = _entries(ids)
    viewers: dict[int, list[str]] = {}
    named = Viewer.objects.filter(incident__in=ids).order_by("person_id")
    for viewer in named:
        viewers.setdefault(viewer.incident_id, []).append(viewer.person_id)
    for row in rows:
        facts = {name: row[name] for name in _KEPT}
        facts["published"] = {name: row[name] for name in PUBLISHED}
        facts["viewers"] = viewers.get(row["id"], [])
        facts["entries"] = entries.get(row["id"], [])
        yield line("incident", facts)


def _entries(ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    within = {"incident_id__gte": ids[0], "incident_id__lte": ids[-1]}
    beside = {
        (incident, seq): values
        for incident, seq, values in Private.objects.filter(**within).values_list(
            "incident_id", "seq", "values"
        )
    }
    found: dict[int, list[dict[str, Any]]] = {}
    letters = Cast("body", models.TextField())  # not parsed, so not one is changed
    rows: Any = Entry.objects.filter(**within).order_by("incident_id", "seq")
    columns: list[Any] = [letters if name == "body" else name for name in _ENTRY]
    for values in rows.values_list(*columns).iterator(chunk_size=5000):
        row = dict(zip(_ENTRY, values, strict=True))
        key = (row["incident_id"], row["seq"])
        found.setdefault(key[0], []).append(entry_facts(row, beside.get(key, {})))
    return found


def _cell(value: Any) -> Any:
    if isinstance(value, dict | list):
        return orjson.dumps(value).decode() if value else ""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value
    return value.isoformat() if hasattr(value, "isoformat") else value
