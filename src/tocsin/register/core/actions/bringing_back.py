"""Entries that were written before, elsewhere: the second and last door to the store.

What comes back is not said anew. Every entry keeps its place, its instants, its author
and its hash, and comes in only when the whole chain of its incident proves itself; the
row is folded from it as always.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from django.db import transaction

from tocsin.kernel import sql
from tocsin.kernel.wake import REGISTER, wake
from tocsin.register.core import canonical, queries
from tocsin.register.core.entries import Kind
from tocsin.register.core.models import Viewer
from tocsin.register.core.projection import Said, State, fold
from tocsin.register.core.rows import (
    ENTRY_COLUMNS,
    INCIDENT_COLUMNS,
    JSON_COLUMNS,
    STATE_COLUMNS,
)


@dataclass(frozen=True, slots=True)
class Kept:
    """One entry to the letter. `private`: field → [salt, value], unless erased."""

    seq: int
    kind: str
    kind_version: int
    happened_at: datetime
    happened_basis: str
    recorded_at: datetime
    actor_kind: str
    actor_id: str
    on_behalf_of: str
    via: str
    cause: str | None
    audience: str
    corrects: int | None
    origin: str
    is_drill: bool
    body: Mapping[str, Any]
    private: Mapping[str, Any]
    previous: bytes | None
    hash: bytes

    @property
    def said(self) -> Said:
        """The entry as the fold takes it, with its private values."""
        body = {name: value for name, value in self.body.items() if name != "private"}
        body |= {name: value for name, (_salt, value) in self.private.items()}
        return Said(self.kind, body, self.happened_at, self.origin, self.is_drill)


@dataclass(slots=True)
class Returning:
    """One incident with all its entries. `published` is what rooms above had said."""

    ref: str
    source: str
    source_ref: str
    changed_at: datetime
    entries: Sequence[Kept]
    viewers: Sequence[str] = ()
    published: Mapping[str, Any] = field(default_factory=dict)

    @property
    def head(self) -> bytes:
        return self.entries[-1].hash

    @property
    def state(self) -> State:
        return fold(entry.said for entry in self.entries)


def flaw_of(incident: Returning) -> str:
    """What its chain does not prove, in words; empty when it proves everything."""
    if not incident.entries:
        return "it has no entries"
    before: bytes | None = None
    for number, entry in enumerate(incident.entries, start=1):
        if entry.seq != number:
            return f"entry {number} is missing"
        if flaw := _link_flaw(incident, entry, before):
            return flaw
        before = entry.hash
    return _gap(incident.entries)


def _link_flaw(incident: Returning, entry: Kept, before: bytes | None) -> str:
    if (entry.previous or None) != before:
        return f"entry {entry.seq} does not follow from the one before it"
    letters = canonical.canonical(entry.body)
    hash_ = canonical.link(incident.ref, before, _envelope(incident, entry), letters)
    if hash_ != entry.hash:
        return f"entry {entry.seq} is not what was recorded"
    committed = entry.body.get("private", {})
    for name, (salt, value) in entry.private.items():
        if canonical.commitment(salt, value) != committed.get(name):
            return f"{name} of entry {entry.seq} is not what was recorded"
    return ""


def _gap(entries: Sequence[Kept]) -> str:
    """A private value that is gone although no entry says that it was erased."""
    gone: dict[int, str] = {}
    for entry in entries:
        if missing := entry.body.get("private", {}).keys() - entry.private.keys():
            gone[entry.seq] = min(missing)
        for erased in (
            entry.body.get("entries", ()) if entry.kind == Kind.ERASED else ()
        ):
            gone.pop(erased, None)
    for seq, name in gone.items():
        return f"{name} of entry {seq} is gone, and no entry says it was erased"
    return ""


def _envelope(incident: Returning, entry: Kept) -> bytes:
    return canonical.envelope(
        (
            *(incident.ref, entry.seq, entry.kind, entry.kind_version),
            *(canonical.micros(entry.happened_at), entry.happened_basis),
            *(canonical.micros(entry.recorded_at), entry.actor_kind, entry.actor_id),
            *(entry.on_behalf_of, entry.via, entry.cause, entry.audience),
            *(entry.corrects, entry.origin, entry.is_drill),
        )
    )


@transaction.atomic
def bring_back(incidents: Sequence[Returning]) -> int:
    """These incidents stand as they stood, under their references; says how many
    entries that were. New references are counted from behind them.

    The caller has seen that each chain proves itself and that none is here.
    """
    numbers = queries.new_ids(len(incidents))
    pairs = list(zip(numbers, incidents, strict=True))
    sql.copy_rows("register_incident", INCIDENT_COLUMNS, [_row(*p) for p in pairs])
    entries = [_entry(id, entry) for id, it in pairs for entry in it.entries]
    sql.copy_rows("register_entry", ENTRY_COLUMNS, entries)
    beside = [
        (id, entry.seq, orjson.dumps(entry.private).decode())
        for id, it in pairs
        for entry in it.entries
        if entry.private
    ]
    sql.copy_rows("register_private", ("incident_id", "seq", "values"), beside)
    Viewer.objects.bulk_create(
        [
            Viewer(incident_id=id, person_id=key)
            for id, it in pairs
            for key in it.viewers
        ]
    )
    queries.count_past(max(map(_counted, incidents), default=0))
    wake(REGISTER)
    return len(entries)


def _row(id: int, incident: Returning) -> tuple[Any, ...]:
    state, last = incident.state, incident.entries[-1]
    row: dict[str, Any] = {name: getattr(state, name) for name in STATE_COLUMNS}
    row |= {name: _letters(getattr(state, name)) for name in JSON_COLUMNS}
    row |= {"id": id, "ref": incident.ref, "seq": last.seq, "head": last.hash}
    row |= {"source": incident.source, "source_ref": incident.source_ref}
    row |= {"next_due_at": None, "next_due_label": "", "alerts_count": 0}
    row |= {"swarm_open": False, "major": False, "changed_at": incident.changed_at}
    row |= incident.published
    return tuple(row[name] for name in INCIDENT_COLUMNS)


def _entry(id: int, entry: Kept) -> tuple[Any, ...]:
    row = {"incident_id": id, "body": canonical.canonical(entry.body).decode()}
    return tuple(
        row[name] if name in row else getattr(entry, name) for name in ENTRY_COLUMNS
    )


def _letters(value: Any) -> str:
    return orjson.dumps(value).decode()


def _counted(incident: Returning) -> int:
    number = incident.ref.rpartition("-")[2]
    return int(number) if number.isdecimal() and len(number) < 16 else 0
