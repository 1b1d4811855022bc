"""What the register and the directory know of an incident that may be told: no words of
its timeline, no names of those who work on it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.classification.reads import models
from tocsin.foundation.services.models import Service
from tocsin.foundation.services.reads import affected_by, service_names, weights_of
from tocsin.register.core.entries import Kind
from tocsin.register.core.reads.visible import visible_to
from tocsin.register.core.rules import OPEN
from tocsin.register.core.rules import RESOLVED as IS_RESOLVED
from tocsin.register.core.rules import RESTORED as IS_RESTORED
from tocsin.register.links.rules import PARENT
from tocsin.register.work.spoken import Spoken, spoken_of
from tocsin.response.stakeholders.rules import (
    NEW,
    RESOLVED,
    RESTORED,
    WORKED_ON,
    Case,
)

MANAGER, COMMUNICATIONS, LIAISON = "manager", "communications", "liaison"
_MAJORS = (Kind.MAJOR_DECLARED, Kind.MAJOR_ENDED)
_ROLES = (Kind.ROLE_FILLED, Kind.ROLE_TAKEN, Kind.ROLE_LEFT)
_DOWN = "down"
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Facts:
    """One incident as it may be told of."""

    id: int
    ref: str
    is_open: bool
    is_over: bool
    is_drill: bool
    restricted: bool
    origin: str
    stage: str
    since: datetime | None
    priority: int | None
    owner: str
    reporters: tuple[str, ...]
    children: tuple[str, ...]
    service: str
    service_name: str
    service_owner: str
    affected: tuple[str, ...]
    users: int
    workaround: str
    case: Case
    # By role in the major incident: the key of whoever has it now.
    roles: Mapping[str, str] = field(default_factory=dict)


def facts_of(ids: Collection[int]) -> dict[int, Facts]:
    """These incidents by id, all that there are."""
    rows = list(visible_to(SYSTEM).filter(id__in=ids).order_by("id"))
    if not rows:
        return {}
    spoken = spoken_of([row.id for row in rows], [*_MAJORS, *_ROLES])
    keys = {row.service_id for row in rows if row.service_id}
    services = {each.key: each for each in Service.objects.filter(key__in=keys)}
    weights, offered = weights_of(keys), models()
    return {
        row.id: _facts(
            row,
            spoken.get(row.id, ()),
            services.get(row.service_id or ""),
            weights.get(row.service_id or ""),
            offered.get(row.model, {}),
        )
        for row in rows
    }


def _facts(
    row: Any,
    spoken: Iterable[Spoken],
    service: Service | None,
    weight: Any,
    model: Mapping[str, Any],
) -> Facts:
    told = list(spoken)
    return Facts(
        id=row.id,
        ref=row.ref,
        is_open=row.state in OPEN,
        is_over=row.state not in OPEN and row.state != IS_RESOLVED,
        is_drill=row.is_drill,
        restricted=row.restricted,
        origin=row.origin,
        stage=_stage(row),
        since=row.occurred_at or row.registered_at,
        priority=row.priority,
        owner=row.owner_id or "",
        reporters=tuple(filter(None, [row.reporter_id])),
        children=tuple(row.links.get(PARENT, ())),
        service=row.service_id or "",
        service_name=service.name if service else "",
        service_owner=(service.owner_id or "") if service else "",
        affected=_affected(service),
        users=weight.users if weight else 0,
        workaround=str(model.get("workaround") or ""),
        case=Case(_is_major(told), row.priority, row.model, row.service_id or ""),
        roles=_roles(told),
    )


def _stage(row: Any) -> str:
    if row.state not in OPEN:
        return RESOLVED
    if row.state == IS_RESTORED:
        return RESTORED
    return WORKED_ON if row.accepted_at else NEW


def _affected(service: Service | None) -> tuple[str, ...]:
    """The service, and those that go down with it, the nearest first."""
    if service is None:
        return ()
    down = [each.name for each in affected_by(service) if each.mood == _DOWN]
    return (service.name, *down[: _MOST_NAMED - 1])


def _is_major(told: Collection[Spoken]) -> bool:
    said = [entry.kind for entry in told if entry.kind in _MAJORS]
    return bool(said) and said[-1] == Kind.MAJOR_DECLARED


def _roles(told: Collection[Spoken]) -> dict[str, str]:
    held: dict[str, str] = {}
    for entry in told:
        role, person = str(entry.body.get("role")), str(entry.body.get("person"))
        if entry.kind in (Kind.ROLE_FILLED, Kind.ROLE_TAKEN):
            held[role] = person
        elif entry.kind == Kind.ROLE_LEFT and held.get(role) == person:
            del held[role]
    return held


def names_of_services(facts: Facts) -> str:
    """What the service is called, or nothing."""
    return facts.service_name or service_names([facts.service]).get(facts.service, "")
