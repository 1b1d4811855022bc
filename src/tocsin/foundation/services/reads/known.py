"""Services, items and sites, one by one and in lists."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import Actor, may_look
from tocsin.foundation.services.models import Item, Offered, Service, Site
from tocsin.foundation.services.queries import Tie, ties_above, ties_below
from tocsin.foundation.services.refusals import (
    ItemUnknown,
    ServiceUnknown,
    SiteUnknown,
)
from tocsin.kernel import once
from tocsin.kernel.text import holdable


def services(actor: Actor) -> list[Service]:
    """Every active service by name. All may see them: a report is about one."""
    found = Service.objects.filter(is_active=True).select_related("team", "owner")
    return list(found) if actor.is_person or may_look(actor) else []


def services_owned_by(person: str) -> list[Service]:
    """The services whose owner is this person (a key), in use or not."""
    return list(Service.objects.filter(owner__key=person).order_by("name"))


def service_choices(actor: Actor) -> list[tuple[str, str]]:
    """Key and name of every active service, by name: what a form offers."""
    found = Service.objects.filter(is_active=True)
    may = actor.is_person or may_look(actor)
    return list(found.values_list("key", "name")) if may else []


def service_for(actor: Actor, key: str) -> Service:
    """The service of this key, with its team and owner."""
    _look(actor)
    rows = Service.objects.select_related("team", "owner")
    found = rows.filter(key=holdable(key)).first()
    if found is None:
        raise ServiceUnknown(key=holdable(key))
    return found


def service_names(keys: Iterable[str | None]) -> dict[str, str]:
    return once.each("services", (holdable(key) for key in keys if key), _called)


def _called(keys: set[str]) -> dict[str, str]:
    return dict(Service.objects.filter(key__in=keys).values_list("key", "name"))


def teams_of(keys: Iterable[str]) -> dict[str, str]:
    """Which team runs which of these services."""
    found = Service.objects.filter(key__in={holdable(key) for key in keys})
    return dict(found.values_list("key", "team__key"))


@dataclass(frozen=True, slots=True)
class Weighing:
    """What of a service rules look at; `calendar` is its key, or nothing."""

    team: str
    criticality: int
    nature: str
    users: int
    calendar: str


def weighing_of(keys: Iterable[str]) -> dict[str, Weighing]:
    """By key, what rules look at of these services."""
    wanted = {holdable(key) for key in keys}
    if not wanted:
        return {}
    rows = Service.objects.filter(key__in=wanted).values_list(
        "key", "team__key", "criticality", "nature", "users", "calendar__key"
    )
    return {
        key: Weighing(team, criticality, nature, users or 0, calendar or "")
        for key, team, criticality, nature, users, calendar in rows
    }


def costs_of(keys: Iterable[str]) -> dict[str, tuple[int, str]]:
    """By key: what an hour without the service costs, in the currency's smallest unit,
    and the currency; those of which nothing is told are left out."""
    rows = Service.objects.filter(key__in={*keys}, outage_cost__isnull=False)
    found = rows.values_list("key", "outage_cost", "currency")
    return {key: (cost or 0, currency) for key, cost, currency in found}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list of items is narrowed to; empty means everything."""

    q: str = ""
    kind: str = ""
    site: str = ""
    team: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class ItemPage:
    """Some items, and the key after which the next page goes on, if there is one."""

    rows: Sequence[Item]
    cursor: str | None


def items(
    actor: Actor, wanted: Wanted, *, cursor: str = "", limit: int = 50
) -> ItemPage:
    """Items by key; `q` is looked for in key, name and the number at the source."""
    _look(actor)
    rows = Item.objects.filter(_narrowed(wanted)).select_related("team", "site")
    if cursor:
        rows = rows.filter(key__gt=holdable(cursor))
    found = list(rows.order_by("key")[: limit + 1])
    return ItemPage(found[:limit], found[limit - 1].key if len(found) > limit else None)


def _narrowed(wanted: Wanted) -> Q:
    narrowed = Q()
    if words := holdable(wanted.q).strip():
        narrowed &= (
            Q(key__icontains=words)
            | Q(name__icontains=words)
            | Q(source_id__istartswith=words)
        )
    for name in ("kind", "site", "team", "status"):
        if value := getattr(wanted, name):
            narrowed &= Q(**{name: holdable(value)})
    return narrowed


def item_for(actor: Actor, key: str) -> Item:
    """The item of this key, with its team and site."""
    _look(actor)
    rows = Item.objects.select_related("team", "site")
    found = rows.filter(key=holdable(key)).first()
    if found is None:
        raise ItemUnknown(key=holdable(key))
    return found


def item_kinds(actor: Actor) -> list[str]:
    """The kinds that items are of, in the order of the alphabet."""
    _look(actor)
    kinds = Item.objects.exclude(kind="").values_list("kind", flat=True)
    return list(kinds.order_by("kind").distinct())


def sites(actor: Actor) -> list[Site]:
    """Every site in use, by name."""
    _look(actor)
    return list(Site.objects.filter(is_active=True).select_related("parent"))


def site_for(actor: Actor, key: str) -> Site:
    """The site of this key, with what it lies in."""
    _look(actor)
    rows = Site.objects.select_related("parent")
    found = rows.filter(key=holdable(key)).first()
    if found is None:
        raise SiteUnknown(key=holdable(key))
    return found


def site_names(keys: Iterable[str | None]) -> dict[str, str]:
    wanted = {holdable(key) for key in keys if key}
    if not wanted:
        return {}
    return dict(Site.objects.filter(key__in=wanted).values_list("key", "name"))


def sites_of(rows: Iterable[Service]) -> Mapping[str, list[Site]]:
    """By service: the sites at which it is used."""
    found: dict[str, list[Site]] = {service.key: [] for service in rows}
    told = Offered.objects.filter(service__key__in=found)
    for each in told.select_related("service", "site").order_by("site__name"):
        found[each.service.key].append(each.site)
    return found


def needs_of(thing: Service | Item) -> list[Tie]:
    """What it needs itself, alone first, then by group."""
    return ties_below(thing)


def used_by(thing: Service | Item) -> list[Tie]:
    """What needs it itself; at most two hundred of them."""
    return ties_above(thing)


def _look(actor: Actor) -> None:
    if not may_look(actor):
        raise NotAllowed
