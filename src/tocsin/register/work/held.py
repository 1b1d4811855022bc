"""Incidents as machines need to know them: where they stand, and what is open."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tocsin.register.core.entries import Kind
from tocsin.register.core.models import Entry, Incident
from tocsin.register.core.rules import CANCELLED, OPEN, RESTORED

_MOST_MERGES = 32
_MOST_OPEN = 500
# What it is tied by to that whose part it is.
_FOLLOWS = "child_of"
_ACTS = (
    Kind.ACKNOWLEDGED,
    Kind.ACCEPTED,
    Kind.ASSIGNED,
    Kind.RETURNED,
    Kind.DIAGNOSIS_BEGAN,
    Kind.MITIGATED,
    Kind.RESTORED,
    Kind.RESOLVED,
    Kind.NOTED,
)
_NAMES = (
    *"id ref state state_since service_id category_id model impact urgency".split(),
    *"priority priority_overridden acknowledged_at restored_at resolved_at".split(),
    *"closed_at registered_at changed_at restricted is_drill merged_into".split(),
    *"flags alerts_count title team_id source occurred_at".split(),
)


@dataclass(frozen=True, slots=True)
class Held:
    """An incident's row, as far as machines act on it."""

    id: int
    ref: str
    state: str
    state_since: datetime | None
    service_id: str | None
    category_id: str | None
    model: str
    impact: int | None
    urgency: int | None
    priority: int | None
    priority_overridden: bool
    acknowledged_at: datetime | None
    restored_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    registered_at: datetime | None
    changed_at: datetime
    restricted: bool
    is_drill: bool
    merged_into: str
    flags: list[str]
    alerts_count: int
    title: str
    team_id: str | None
    source: str
    occurred_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


def held(ids: Collection[int]) -> dict[int, Held]:
    """These incidents as they are now, by id; those that do not exist are left out."""
    if not ids:
        return {}
    return _held(Incident.objects.filter(id__in=ids))


def held_called(refs: Collection[str]) -> dict[str, Held]:
    """These incidents by reference."""
    if not refs:
        return {}
    return {
        row.ref: row for row in _held(Incident.objects.filter(ref__in=refs)).values()
    }


def open_on(services: Collection[str], since: datetime) -> list[Held]:
    """What is open on these services and was registered since then, oldest first.
    Restricted incidents are left out: no machine tells by itself what is in them."""
    if not services:
        return []
    rows = Incident.objects.filter(
        service__key__in=services,
        state__in=sorted(OPEN),
        registered_at__gte=since,
        restricted=False,
        origin="lived",
    )
    return list(_held(rows.order_by("id")[:_MOST_OPEN]).values())


def open_majors(*, drills: bool) -> list[Held]:
    """The major incidents that are open, the newest first, but for restricted ones;
    those of drills, or the real ones."""
    rows = Incident.objects.filter(
        major=True, state__in=sorted(OPEN), restricted=False, is_drill=drills
    )
    return list(_held(rows.order_by("-id")[:_MOST_OPEN]).values())


def survivors_of(ids: Iterable[int]) -> dict[int, Held]:
    """Where each of these goes on: itself, or what it was merged into in the end."""
    found = held(set(ids))
    ends = dict(found)
    for _merge in range(_MOST_MERGES):
        refs = {row.merged_into for row in ends.values() if row.merged_into}
        into = held_called(refs)
        moved = {
            n: into[r.merged_into] for n, r in ends.items() if r.merged_into in into
        }
        if not moved:
            break
        ends |= moved
    return ends


def families_of(ids: Iterable[int]) -> dict[int, set[int]]:
    """By id: the incident itself and all that was merged into it, or into those."""
    families = {number: {number} for number in ids}
    left = {number: {number} for number in families}
    for _merge in range(_MOST_MERGES):
        asked = {each for numbers in left.values() for each in numbers}
        absorbed = _absorbed(asked)
        left = {
            number: {a for n in numbers for a in absorbed.get(n, ())} - families[number]
            for number, numbers in left.items()
        }
        left = {number: numbers for number, numbers in left.items() if numbers}
        if not left:
            break
        for number, numbers in left.items():
            families[number] |= numbers
    return families


def _absorbed(ids: Collection[int]) -> dict[int, set[int]]:
    """By id: what was merged into it directly and is still."""
    rows: Any = Incident.objects.filter(id__in=ids).exclude(links={})
    told = {
        number: (ref, links["absorbed"])
        for number, ref, links in rows.values_list("id", "ref", "links")
        if links.get("absorbed")
    }
    refs = {ref for _own, absorbed in told.values() for ref in absorbed}
    parts = held_called(refs)
    return {
        number: {
            parts[each].id
            for each in absorbed
            if each in parts and parts[each].merged_into == own
        }
        for number, (own, absorbed) in told.items()
    }


def _held(rows: Any) -> dict[int, Held]:
    return {row[0]: Held(*row) for row in rows.values_list(*_NAMES)}


def acted_on(ids: Collection[int]) -> set[int]:
    """Of these incidents, those that a person answered, worked on or ended; what was
    only cancelled was not acted on."""
    if not ids:
        return set()
    said = Entry.objects.filter(
        incident_id__in=ids, actor_kind="person", kind__in=_ACTS
    )
    alive = Incident.objects.filter(id__in=ids).exclude(state=CANCELLED)
    found = set(said.values_list("incident_id", flat=True).distinct())
    return found & set(alive.values_list("id", flat=True))


def unrestored(models: Collection[str], most: int) -> dict[int, Held]:
    """What monitors opened or joined, follows one of these models, and is open without
    being restored, by id."""
    rows = Incident.objects.filter(
        model__in=models, state__in=sorted(OPEN - {RESTORED}), alerts_count__gt=0
    )
    return _held(rows.order_by("id")[:most])


def unseen(models: Collection[str], most: int) -> dict[int, Held]:
    """What no monitor ever told of, follows one of these models and no other incident,
    and is open without being restored, by id."""
    rows = Incident.objects.filter(
        model__in=models,
        state__in=sorted(OPEN - {RESTORED}),
        alerts_count=0,
        origin="lived",
    )
    return _held(rows.exclude(links__has_key=_FOLLOWS).order_by("id")[:most])


def has_said(causes: Mapping[int, str]) -> set[int]:
    """Of these incidents, those whose timeline holds an entry of this cause."""
    rows = Entry.objects.filter(incident_id__in=causes, cause__in=causes.values())
    told = rows.values_list("incident_id", "cause")
    return {number for number, cause in told if causes[number] == cause}
