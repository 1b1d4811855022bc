from collections.abc import Iterable
from dataclasses import dataclass

from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import Actor, may_look
from tocsin.foundation.services.models import Service
from tocsin.foundation.services.refusals import ServiceUnknown
from tocsin.kernel import sql
from tocsin.kernel.text import holdable

_QUERIES = sql.load("tocsin.foundation.services")


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A service tied to another, `distance` steps away."""

    key: str
    name: str
    team: str
    criticality: int
    distance: int


def services(actor: Actor) -> list[Service]:
    """Every active service by name. All may see them: a report is about one."""
    found = Service.objects.filter(is_active=True).select_related("team", "owner")
    return list(found) if _may_list(actor) else []


def service_for(actor: Actor, key: str) -> Service:
    """The service of this key, with its team and owner."""
    if not may_look(actor):
        raise NotAllowed
    rows = Service.objects.select_related("team", "owner")
    found = rows.filter(key=holdable(key)).first()
    if found is None:
        raise ServiceUnknown(key=holdable(key))
    return found


def service_names(keys: Iterable[str | None]) -> dict[str, str]:
    wanted = {holdable(key) for key in keys if key}
    if not wanted:
        return {}
    return dict(Service.objects.filter(key__in=wanted).values_list("key", "name"))


def teams_of(keys: Iterable[str]) -> dict[str, str]:
    """Which team runs which of these services."""
    found = Service.objects.filter(key__in={holdable(key) for key in keys})
    return dict(found.values_list("key", "team__key"))


def affected_by(service: Service) -> list[Neighbour]:
    """What suffers when this service does, nearest first."""
    return sql.fetch(_QUERIES["affected_by"], Neighbour, key=service.key)


def needed_by(service: Service) -> list[Neighbour]:
    """What this service cannot do without, nearest first."""
    return sql.fetch(_QUERIES["needed_by"], Neighbour, key=service.key)


def _may_list(actor: Actor) -> bool:
    return actor.is_person or may_look(actor)
