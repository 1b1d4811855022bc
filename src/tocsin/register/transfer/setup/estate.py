"""Sites, items and what stands on items as a set-up tells them; the verbs behind."""

from collections.abc import Mapping
from typing import Any

from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.services.actions import (
    add_item,
    add_site,
    change_item,
    change_site,
    depend,
    undepend,
)
from tocsin.foundation.services.models import Dependency, Item, Offered, Site
from tocsin.register.transfer.setup.refusals import SetupNotApplicable

SITE: dict[str, Any] = {
    "name": "",
    "zone": "",
    "address": "",
    "parent": None,
    "active": True,
}
ITEM: dict[str, Any] = {
    "name": "",
    "kind": "",
    "site": None,
    "team": None,
    "attributes": {},
    "status": "in_service",
    "source": "",
    "source_id": "",
}
_POINTS = ("site", "team", "parent")


def sites() -> dict[str, Any]:
    rows = Site.objects.order_by("key")
    return {row.key: _told(row, SITE) | {"active": row.is_active} for row in rows}


def outer_first(things: Mapping[str, Any]) -> list[str]:
    """Each site after the one that it lies in; circles are the verb's to refuse."""
    found: dict[str, None] = {}

    def take(key: str, within: frozenset[str]) -> None:
        thing = things.get(key)
        if thing is None or key in found or key in within:
            return
        parent = thing.get("parent") if isinstance(thing, Mapping) else None
        if parent:
            take(str(parent), within | {key})
        found[key] = None

    for key in sorted(things):
        take(key, frozenset())
    return list(found)


def put_site(key: str, before: Any, after: Any, by: Actor, why: str) -> None:
    facts = {"is_active" if name == "active" else name: v for name, v in after.items()}
    if before is None:
        add_site(key, facts.pop("name"), by=by, **facts)
    else:
        change_site(key, by=by, why=why, **facts)


def drop_site(key: str, _before: Any, by: Actor, why: str) -> None:
    change_site(key, is_active=False, by=by, why=why)


def sites_of_services() -> dict[str, list[str]]:
    """By service's key, at which sites it is used."""
    found: dict[str, list[str]] = {}
    rows = Offered.objects.order_by("service__key", "site__key")
    for service, site in rows.values_list("service__key", "site__key"):
        found.setdefault(service, []).append(site)
    return found


def items() -> dict[str, Any]:
    rows = Item.objects.order_by("key")
    return {row.key: _plain(_told(row, ITEM)) for row in rows}


def _plain(value: Any) -> Any:
    """Numbers with a point are words here, as reading a set-up has them."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return str(value) if isinstance(value, float) else value


def put_item(key: str, before: Any, after: Any, by: Actor, why: str) -> None:
    facts = dict(after)
    if before is None:
        add_item(key, facts.pop("name"), by=by, **facts)
    else:
        change_item(key, by=by, why=why, **facts)


def drop_item(key: str, _before: Any, by: Actor, why: str) -> None:
    change_item(key, status=Item.Status.RETIRED, by=by, why=why)


def stands_on() -> dict[str, Any]:
    """Every need but those of services on services: `item:web-1` needs `item:db-1`."""
    rows = Dependency.objects.exclude(service__isnull=False, needs__isnull=False)
    columns = ("service__key", "item__key", "needs__key", "needs_item__key")
    group = ("redundancy__name", "redundancy__works_with")
    found: dict[str, Any] = {}
    for *ends, name, least in rows.values_list(*columns, *group):
        holder, needed = _end(ends[0], ends[1]), _end(ends[2], ends[3])
        told = {"group": name, "works_with": least} if name else {}
        found.setdefault(holder, {})[needed] = told
    return {key: dict(sorted(needs.items())) for key, needs in sorted(found.items())}


def put_stands_on(key: str, before: Any, after: Any, by: Actor, why: str) -> None:
    of, thing = _place(key)
    held = before or {}
    for place in sorted(held.keys() - after.keys()):
        on, needed = _place(place)
        undepend(thing, needed, of=of, on=on, by=by, why=why)
    for place, told in sorted(after.items()):
        if held.get(place) != told:
            on, needed = _place(place)
            depend(thing, needed, of=of, on=on, by=by, why=why, **(told or {}))


def drop_stands_on(key: str, before: Any, by: Actor, why: str) -> None:
    put_stands_on(key, before, {}, by, why)


def _end(service: str | None, item: str | None) -> str:
    return f"service:{service}" if service else f"item:{item}"


def _place(told: str) -> tuple[str, str]:
    kind, _colon, key = told.partition(":")
    if kind not in ("service", "item"):
        raise SetupNotApplicable(line="?", place=told, told=told, help="")
    return kind, key


def _told(row: Any, fields: Mapping[str, Any]) -> dict[str, Any]:
    names = {name: f"{name}_id" if name in _POINTS else name for name in fields}
    names.pop("active", None)
    return {name: getattr(row, column) for name, column in names.items()}
