from typing import Any

from django.db import IntegrityError, connection, transaction

from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import ADMINISTRATOR, Actor, may_lead
from tocsin.foundation.audit.actions import record_change
from tocsin.foundation.services.models import Dependency, Service
from tocsin.foundation.services.reads import needed_by
from tocsin.foundation.services.refusals import (
    DependencyCircle,
    ServiceNameTaken,
    ServiceUnknown,
)
from tocsin.kernel.text import holdable

_FACTS = (
    "name",
    "nature",
    "purpose",
    "team_id",
    "owner_id",
    "criticality",
    "is_active",
)


@transaction.atomic
def add_service(key: str, name: str, *, team: str, by: Actor, **facts: Any) -> Service:
    """The service is known, and its team answers for what it is.

    `facts` are nature, purpose, owner (a person's key) and criticality.
    """
    if not by.has(ADMINISTRATOR):
        raise NotAllowed
    service = Service(key=key, **_columns({"name": name, "team": team, **facts}))
    _save(service)
    _audit(service, "added", by, after=_told(service))
    return service


@transaction.atomic
def change_service(key: str, *, by: Actor, why: str = "", **facts: Any) -> Service:
    """The service's facts are as told; its team's lead may do this too."""
    service = _locked(key, by)
    before = _told(service)
    for column, value in _columns(facts).items():
        setattr(service, column, value)
    if not may_lead(by, service.team_id):
        raise NotAllowed
    _save(service)
    after = _told(service)
    if before != after:
        _audit(service, "changed", by, before=before, after=after, why=why)
    return service


@transaction.atomic
def depend(key: str, needs: str, *, by: Actor) -> None:
    """`key` is known to need `needs`; told twice, once. No circles."""
    _lock_dependencies()
    service, needed = _locked(key, by), _found(needs)
    beneath = {below.key for below in needed_by(needed)} | {needed.key}
    if service.key in beneath:
        raise DependencyCircle(service=service.name, needs=needed.name)
    _row, is_new = Dependency.objects.get_or_create(service=service, needs=needed)
    if is_new:
        _audit(service, "depends", by, after={"needs": needs})


@transaction.atomic
def undepend(key: str, needs: str, *, by: Actor) -> None:
    """`key` no longer needs `needs`."""
    service = _locked(key, by)
    rows = Dependency.objects.filter(service=service, needs__key=needs)
    if rows.delete()[0]:
        _audit(service, "stopped depending", by, before={"needs": needs})


def _columns(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts by the name of their column: team and owner are given by key."""
    named = {"team": "team_id", "owner": "owner_id"}
    columns = {
        named.get(fact, fact): holdable(value) if isinstance(value, str) else value
        for fact, value in facts.items()
    }
    if strange := columns.keys() - set(_FACTS):
        raise TypeError(f"{', '.join(sorted(strange))}: no fact of a service")
    return columns


def _told(service: Service) -> dict[str, Any]:
    return {column: getattr(service, column) for column in _FACTS}


def _save(service: Service) -> None:
    try:
        with transaction.atomic():
            service.save()
    except IntegrityError as found:
        raise ServiceNameTaken(name=service.name) from found


def _found(key: str) -> Service:
    service = Service.objects.filter(key=holdable(key)).first()
    if service is None:
        raise ServiceUnknown(key=holdable(key))
    return service


def _locked(key: str, by: Actor) -> Service:
    rows = Service.objects.select_for_update(no_key=True)
    service = rows.filter(key=holdable(key)).first()
    if service is None:
        raise ServiceUnknown(key=holdable(key))
    if not may_lead(by, service.team_id):
        raise NotAllowed
    return service


def _lock_dependencies() -> None:
    """One dependency at a time: two told at once could close a circle together."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 0))", ["services"]
        )


def _audit(service: Service, verb: str, by: Actor, **facts: Any) -> None:
    record_change(f"service:{service.key}", verb, by=(by.kind, by.id), **facts)
