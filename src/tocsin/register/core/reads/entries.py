"""Entries as they were said, with what lies beside them, and the folds of them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from tocsin.register.core import queries
from tocsin.register.core.models import Entry, Incident, Private
from tocsin.register.core.projection import Said, State, fold
from tocsin.register.core.rows import state_of


@dataclass(frozen=True, slots=True)
class Told:
    """One entry, whole: `body` holds private values that were not erased."""

    incident_id: int
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
    hash: bytes
    erased: tuple[str, ...] = ()

    @property
    def said(self) -> Said:
        return Said(self.kind, self.body, self.happened_at, self.origin, self.is_drill)


# Rows of many incidents come so many at a time.
_AT_ONCE = 5000
_TOLD = tuple(name for name in Told.__slots__ if name not in {"body", "erased"})


def entries_of(
    incident_ids: Sequence[int], *, until: int | None = None, kind: str = ""
) -> Iterator[Told]:
    """All entries of these incidents, by incident and `seq`; those up to a `seq`, or of
    one kind, where that is asked."""
    rows = Entry.objects.filter(incident_id__in=incident_ids)
    private = Private.objects.filter(incident_id__in=incident_ids)
    if until is not None:
        rows, private = rows.filter(seq__lte=until), private.filter(seq__lte=until)
    if kind:
        rows = rows.filter(kind=kind)
    beside = {(row.incident_id, row.seq): row.values for row in private}
    ordered = rows.order_by("incident_id", "seq")
    # One incident's are few enough to be had by one statement.
    for entry in ordered if len(incident_ids) == 1 else ordered.iterator(_AT_ONCE):
        yield _whole(entry, beside.get((entry.incident_id, entry.seq), {}))


def entries_at(places: Collection[tuple[int, int]]) -> Iterator[Told]:
    """The entries at these places (incident, seq), by incident and `seq`."""
    if not places:
        return
    ids, seqs = {id for id, _seq in places}, {seq for _id, seq in places}
    private = Private.objects.filter(incident_id__in=ids, seq__in=seqs)
    beside = {(row.incident_id, row.seq): row.values for row in private}
    rows = Entry.objects.filter(id__in=queries.entries_at(sorted(places)))
    for entry in rows.order_by("incident_id", "seq"):
        yield _whole(entry, beside.get((entry.incident_id, entry.seq), {}))


def causes_at(places: Collection[tuple[int, int]]) -> dict[tuple[int, int], str]:
    """By place (incident, seq): the cause of the entry there, where it has one."""
    if not places:
        return {}
    ids, seqs = {id for id, _seq in places}, {seq for _id, seq in places}
    rows = Entry.objects.filter(incident_id__in=ids, seq__in=seqs)
    told = rows.exclude(cause=None).values_list("incident_id", "seq", "cause")
    return {(id, seq): cause or "" for id, seq, cause in told if (id, seq) in places}


def _whole(entry: Entry, beside: Mapping[str, Any]) -> Told:
    body = _parsed(entry.body)
    commitments = body.pop("private", {})
    for name in commitments:
        if name in beside:
            body[name] = beside[name][1]
    facts = {name: getattr(entry, name) for name in _TOLD}
    facts["hash"] = bytes(entry.hash)
    erased = tuple(name for name in commitments if name not in beside)
    return Told(**facts, body=body, erased=erased)


def _parsed(body: Any) -> dict[str, Any]:
    parsed = body if isinstance(body, dict) else orjson.loads(body)
    return dict(parsed)


def true_at(entries: Iterable[Told], moment: datetime) -> State:
    """What was the case at `moment`, as far as it is known today."""
    happened = [e for e in entries if e.happened_at <= moment]
    return fold(e.said for e in sorted(happened, key=lambda e: (e.happened_at, e.seq)))


def known_at(entries: Iterable[Told], moment: datetime) -> State:
    """What the register said at `moment`, whatever was told later."""
    return fold(e.said for e in entries if e.recorded_at <= moment)


def drifted_incidents(since: int = 0) -> Iterator[tuple[str, dict[str, Any]]]:
    """Incidents whose row says something their timeline does not, and what differs.

    What differs: column → (the row's value, the timeline's value).
    """
    ids = Incident.objects.filter(id__gt=since).order_by("id").values_list("id")
    for batch in _batches([id for (id,) in ids.iterator(chunk_size=10_000)], 1000):
        yield from _drifted(batch)


def _drifted(ids: Sequence[int]) -> Iterator[tuple[str, dict[str, Any]]]:
    said: dict[int, list[Said]] = {id: [] for id in ids}
    for told in entries_of(ids):
        said[told.incident_id].append(told.said)
    for incident in Incident.objects.filter(id__in=ids).order_by("id"):
        row, timeline = state_of(incident), fold(said[incident.id])
        if row != timeline:
            yield incident.ref, _difference(row, timeline)


def _difference(row: State, timeline: State) -> dict[str, Any]:
    pairs = {
        name: (getattr(row, name), getattr(timeline, name)) for name in State.__slots__
    }
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _batches(ids: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
