"""What is said on a merged incident is heard where it goes on, and the other way."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction

from tocsin.foundation.accounts.rules import SYSTEM, Actor
from tocsin.register.core.actions.writer import Draft, append
from tocsin.register.core.entries import Kind
from tocsin.register.core.models import Entry, Incident
from tocsin.register.core.reads.entries import Told, entries_of
from tocsin.register.links.reads import absorbed_by, seen_alike, survivors
from tocsin.register.links.rules import told_as
from tocsin.register.work.actions.linking import lock_all

_UP = frozenset({Kind.NOTED, Kind.REPLIED, Kind.CONFIRMED, Kind.RETRACTED})
_DOWN = frozenset({Kind.REPLIED, Kind.RESOLVED, Kind.REOPENED, Kind.RETRACTED})
FOLLOWED = _UP | _DOWN
_KEPT = ("text", "answer", "resolution", "reason")


@transaction.atomic
def follow(said: Collection[tuple[int, int]]) -> int:
    """What these entries say (incident and `seq`) is told where it follows to; says how
    much was new.

    Up, to the incident that goes on: notes and replies, for those who work there. Down,
    to what was merged into it: what is said to reporters. Each names the entry it
    follows as its cause, so repeating this changes nothing.
    """
    merged = Incident.objects.filter(id__in={id for id, _seq in said})
    rows = [row for row in merged if row.merged_into or row.links.get("absorbed")]
    if not rows:
        return 0
    around = {row.id: (survivors(row)[-1:], absorbed_by(row)) for row in rows}
    others = [each for up, down in around.values() for each in (*up, *down)]
    lock_all({row.id for row in rows} | {other.id for other in others})
    drafts: list[Draft] = []
    for row in Incident.objects.filter(id__in=around).order_by("id"):
        wanted = {seq for id, seq in said if id == row.id}
        told = list(entries_of([row.id]))
        # The bookmark may be behind the merge: what was said before stays where it is.
        for entry in (each for each in told if each.seq in wanted):
            if not entry.body.get("follows"):
                drafts += _upward(row, entry, told, survivors(row)[-1:])
                drafts += _downward(row, entry, told, absorbed_by(row))
    return append(drafts, by=SYSTEM) if drafts else 0


def _upward(
    row: Incident, entry: Told, told: Sequence[Told], others: Iterable[Incident]
) -> list[Draft]:
    if entry.kind not in _UP or entry.seq < _last(told, Kind.MERGED, {}):
        return []
    alike = [other for other in others if seen_alike(row, other)]
    if entry.kind == Kind.RETRACTED:
        return _taken_back(row, entry, alike)
    return [_draft(other, row, entry, Kind.NOTED, "internal") for other in alike]


def _downward(
    row: Incident, entry: Told, told: Sequence[Told], others: Iterable[Incident]
) -> list[Draft]:
    if entry.kind not in _DOWN or entry.audience == "internal":
        return _taken_back(row, entry, others) if entry.kind == Kind.RETRACTED else []
    if entry.actor_kind == "person" and entry.actor_id == row.reporter_id:
        return []  # what one reporter says is not for another
    return [
        _draft(other, row, entry, Kind.REPLIED, "reporter")
        for other in others
        if seen_alike(row, other) and entry.seq > _since(row, other, told)
    ]


def _since(row: Incident, other: Incident, told: Sequence[Told]) -> int:
    """Since which entry of its own an incident speaks for another one too."""
    way = {other.ref, *(each.ref for each in survivors(other))}
    return max(_last(told, Kind.ABSORBED, {"ref": ref}) for ref in way)


def _last(told: Sequence[Told], kind: Kind, body: Mapping[str, Any]) -> int:
    found = [
        entry.seq
        for entry in told
        if entry.kind == kind and body.items() <= entry.body.items()
    ]
    return max(found, default=0)


def _draft(
    other: Incident, row: Incident, entry: Told, kind: Kind, audience: str
) -> Draft:
    body = {name: entry.body[name] for name in _KEPT if entry.body.get(name)}
    body |= {"follows": row.ref, "entry": entry.seq}
    body |= {"of": entry.kind} if entry.kind != kind else {}
    return Draft(
        other.id,
        kind,
        body,
        entry.happened_at,
        happened_basis=entry.happened_basis,
        cause=told_as(row.ref, entry.seq),
        audience=audience,
        by=_speaker(entry),
    )


def _speaker(entry: Told) -> Actor:
    """Whoever said it says it there, too."""
    return Actor(
        kind=entry.actor_kind,
        id=entry.actor_id,
        via="merge",
        on_behalf_of=entry.on_behalf_of or None,
    )


def _taken_back(row: Incident, entry: Told, others: Iterable[Incident]) -> list[Draft]:
    """What followed is taken back where it followed to."""
    cause = told_as(row.ref, entry.corrects or 0)
    ids = [other.id for other in others]
    copies = Entry.objects.filter(incident_id__in=ids, cause=cause)
    return [
        Draft(
            copy.incident_id,
            Kind.RETRACTED,
            {"follows": row.ref, "entry": entry.seq},
            happened_basis="clock",
            cause=told_as(row.ref, entry.seq),
            audience=copy.audience,
            corrects=copy.seq,
            by=_speaker(entry),
        )
        for copy in copies
    ]
