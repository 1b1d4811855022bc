from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.files.models import File
from tocsin.foundation.files.reads import used_files
from tocsin.foundation.files.refusals import FileGone, FileUnknown
from tocsin.register.core.entries import Kind
from tocsin.register.core.models import Entry, Incident, Private
from tocsin.register.core.reads.visible import incident_for


@dataclass(frozen=True, slots=True)
class Attached:
    """One file of an incident; `file` is None once it was taken back or erased."""

    ref: str
    entry: int
    name: str
    digest: str
    by: str
    audience: str
    at: datetime
    file: File | None

    @property
    def id(self) -> str:
        """What its address calls it."""
        return f"{self.ref}-{self.entry}"


def files_of(incident: Incident, actor: Actor) -> list[Attached]:
    """The files of an incident that this actor may open, in the order they came."""
    return [each for each in _attached(incident, actor) if each.file]


def attached_at(incident: Incident, entry: int, actor: Actor) -> Attached | None:
    """What this entry attached, if the actor may read it."""
    found = list(_attached(incident, actor, seq=entry))
    return found[0] if found else None


def file_for(actor: Actor, id: str) -> Attached:
    """The file of this id, if the actor may open it, asked anew each time."""
    ref, _, number = id.rpartition("-")
    if not ref or not number.isdecimal() or len(number) > 9:
        raise FileUnknown
    found = attached_at(incident_for(actor, ref), int(number), actor)
    if found is None:
        raise FileUnknown
    if found.file is None:
        raise FileGone
    return found


def _attached(incident: Incident, actor: Actor, **only: Any) -> Iterable[Attached]:
    entries = Entry.objects.filter(incident=incident, kind=Kind.ATTACHED, **only)
    if actor.is_requester:
        entries = entries.exclude(audience="internal")
    rows = list(entries.order_by("seq"))
    if not rows:
        return []
    files, names = used_files(incident.ref), _names(incident, rows)
    return [_one(incident, row, names, files.get(row.seq)) for row in rows]


def _names(incident: Incident, rows: Iterable[Entry]) -> dict[int, str]:
    beside = Private.objects.filter(incident=incident, seq__in=[r.seq for r in rows])
    return {each.seq: _value(each.values.get("file_name")) for each in beside}


def _value(salted: Any) -> str:
    return str(salted[1]) if salted else ""


def _one(
    incident: Incident, row: Entry, names: dict[int, str], file: File | None
) -> Attached:
    body = row.body if isinstance(row.body, dict) else orjson.loads(row.body)
    return Attached(
        ref=incident.ref,
        entry=row.seq,
        name=names.get(row.seq, ""),
        digest=body["file"],
        by=row.on_behalf_of or row.actor_id,
        audience=row.audience,
        at=row.recorded_at,
        file=file,
    )
