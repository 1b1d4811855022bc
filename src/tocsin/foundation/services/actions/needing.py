"""Verbs about what services and items need."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.services.actions.facts import audit, lock_directory, unusable
from tocsin.foundation.services.actions.items import locked_item
from tocsin.foundation.services.actions.offering import locked_service
from tocsin.foundation.services.models import (
    Dependency,
    Item,
    Redundancy,
    Service,
)
from tocsin.foundation.services.queries import closes_circle
from tocsin.foundation.services.refusals import (
    DependencyCircle,
    ItemUnknown,
    ServiceUnknown,
)
from tocsin.kernel.text import holdable

SERVICE, ITEM = "service", "item"
Thing = Service | Item
_LONGEST = 60
_MOST = 32767


@transaction.atomic
def depend(
    key: str,
    needs: str,
    *,
    by: Actor,
    of: str = SERVICE,
    on: str = SERVICE,
    group: str = "",
    works_with: int | None = None,
    why: str = "",
) -> None:
    """The service (or item, `of`) is known to need the other; told twice, once.

    With a `group` it works while `works_with` of that group do (1, or as told before);
    telling it again says how many from now on. No service needs itself through
    services; among items there are circles in life.
    """
    lock_directory()
    thing, needed = _locked(of, key, by), _found(on, needs)
    if isinstance(thing, Service) and isinstance(needed, Service):
        _refuse_circle(thing, needed)
    if thing == needed:
        raise DependencyCircle(service=thing.name, needs=needed.name)
    held = _group(thing, group, works_with) if group else None
    row = Dependency.objects.filter(**_ends(thing, needed)).first()
    before = _told(row, on, needed) if row else None
    former = row.redundancy if row else None
    row = row or Dependency(**_ends(thing, needed))
    row.redundancy = held
    row.save()
    _sweep(former)
    after = _told(row, on, needed)
    if before != after:
        verb = "depends" if before is None else "depends otherwise"
        audit(thing, verb, by, before=before, after=after, why=why)


@transaction.atomic
def undepend(
    key: str,
    needs: str,
    *,
    by: Actor,
    of: str = SERVICE,
    on: str = SERVICE,
    why: str = "",
) -> None:
    """The service (or item, `of`) no longer needs the other."""
    lock_directory()
    thing, needed = _locked(of, key, by), _found(on, needs)
    row = Dependency.objects.filter(**_ends(thing, needed)).first()
    if row is None:
        return
    before, held = _told(row, on, needed), row.redundancy
    row.delete()
    _sweep(held)
    audit(thing, "stopped depending", by, before=before, why=why)


def _group(thing: Thing, name: str, works_with: int | None) -> Redundancy:
    """The group of this name, working with so many from now on."""
    name = holdable(name).strip()
    if not name or len(name) > _LONGEST:
        raise unusable(
            "group", name, _("A name of at most {n} characters.").format(n=_LONGEST)
        )
    if works_with is not None and not 1 <= works_with <= _MOST:
        raise unusable("works_with", works_with, _("At least 1."))
    owner: dict[str, Any] = {SERVICE: None, ITEM: None, _kind(thing): thing}
    held, _is_new = Redundancy.objects.update_or_create(
        **owner, name=name, defaults={"works_with": works_with} if works_with else {}
    )
    return held


def _sweep(held: Redundancy | None) -> None:
    """A group without members is none."""
    if held and not Dependency.objects.filter(redundancy=held).exists():
        held.delete()


def _refuse_circle(service: Service, needed: Service) -> None:
    if closes_circle(service.id, needed.id):
        raise DependencyCircle(service=service.name, needs=needed.name)


def _locked(kind: str, key: str, by: Actor) -> Thing:
    return locked_item(key, by) if kind == ITEM else locked_service(key, by)


def _found(kind: str, key: str) -> Thing:
    key = holdable(key)
    if kind == ITEM:
        item = Item.objects.filter(key=key).first()
        if item is None:
            raise ItemUnknown(key=key)
        return item
    service = Service.objects.filter(key=key).first()
    if service is None:
        raise ServiceUnknown(key=key)
    return service


def _kind(thing: Thing) -> str:
    return ITEM if isinstance(thing, Item) else SERVICE


def _ends(thing: Thing, needed: Thing) -> dict[str, Any]:
    ends: dict[str, Any] = dict.fromkeys((SERVICE, ITEM, "needs", "needs_item"))
    ends[_kind(thing)] = thing
    ends["needs_item" if isinstance(needed, Item) else "needs"] = needed
    return ends


def _told(row: Dependency, on: str, needed: Thing) -> dict[str, Any]:
    told: dict[str, Any] = {"needs": needed.key}
    if on == ITEM:
        told["kind"] = ITEM
    if row.redundancy:
        told |= {"group": row.redundancy.name}
        told |= {"works_with": row.redundancy.works_with}
    return told
