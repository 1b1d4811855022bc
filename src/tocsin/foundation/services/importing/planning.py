"""What a file would change: computed in memory over everything that is known."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from tocsin.foundation.services.importing.checking import Known, Unusable, usable
from tocsin.foundation.services.importing.lines import (
    ITEM,
    KINDS,
    SERVICE,
    SITE,
    Fault,
    Line,
    Need,
    Read,
)
from tocsin.foundation.services.models import (
    Dependency,
    Item,
    Offered,
    Service,
    Site,
)
from tocsin.foundation.services.rules import circle_in

Name = tuple[str, str]
"""A thing by its kind and key."""
Link = tuple[Name, Name, str, int]
"""Who needs whom, in which group (or none), which works with so many (or 0)."""

_SERVICE = """name nature purpose team_id owner_id calendar_id criticality users
outage_cost currency is_active"""
# By kind: the columns, which are facts with `_id` behind those that name a thing.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    SITE: ("name", "zone", "address", "parent_id", "is_active"),
    SERVICE: tuple(_SERVICE.split()),
    ITEM: tuple("name kind site_id team_id attributes status source source_id".split()),
}
MODELS: Mapping[str, Any] = {SITE: Site, SERVICE: Service, ITEM: Item}
_FRESH: Mapping[str, Mapping[str, Any]] = {
    SITE: {"zone": "", "address": "", "parent_id": None, "is_active": True},
    SERVICE: {
        "nature": "business",
        "purpose": "",
        "team_id": None,
        "owner_id": None,
        "calendar_id": None,
        "criticality": 3,
        "users": None,
        "outage_cost": None,
        "currency": "",
        "is_active": True,
    },
    ITEM: {
        "kind": "",
        "site_id": None,
        "team_id": None,
        "attributes": {},
        "status": Item.Status.IN_SERVICE.value,
        "source": "",
        "source_id": "",
    },
}


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that the file adds, changes or retires; `before` is None when new."""

    name: Name
    before: Mapping[str, Any] | None
    after: Mapping[str, Any]

    @property
    def differing(self) -> dict[str, tuple[Any, Any]]:
        before = self.before or {}
        return {
            fact: (before.get(fact), value)
            for fact, value in self.after.items()
            if before.get(fact) != value
        }


@dataclass(slots=True)
class Plan:
    """What applying would do. With faults it is refused as a whole."""

    faults: list[Fault] = field(default_factory=list)
    added: list[Move] = field(default_factory=list)
    changed: list[Move] = field(default_factory=list)
    retired: list[Move] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    unlinks: list[tuple[int, Link]] = field(default_factory=list)
    unchanged: int = 0
    lines: int = 0

    @property
    def is_empty(self) -> bool:
        return not (
            self.added or self.changed or self.retired or self.links or self.unlinks
        )

    @property
    def counts(self) -> dict[str, int]:
        return {
            "lines": self.lines,
            "added": len(self.added),
            "changed": len(self.changed),
            "retired": len(self.retired),
            "unchanged": self.unchanged,
            "links_added": len(self.links),
            "links_removed": len(self.unlinks),
            "faults": len(self.faults),
        }


def plan_of(read: Read, *, source: str = "", whole: bool = False) -> Plan:
    """What this file changes. `source` is who tells of its items; when the file is the
    `whole` of that source, what it no longer names is retired."""
    plan = Plan(faults=list(read.faults), lines=len(read.lines))
    known = Known.now({line.key for line in read.lines if line.kind == SITE})
    here = {kind: dict(_rows(kind)) for kind in KINDS}
    named: dict[Name, Line] = {}
    for line in read.lines:
        _take(plan, line, named, here, known, source, whole)
    if whole:
        _retire_missing(plan, here[ITEM], named, source)
    _link(plan, named, here)
    _refuse_doubles(plan, here, named)
    plan.faults.sort(key=lambda fault: fault.line)
    return plan


def _rows(kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    columns = COLUMNS[kind]
    rows = MODELS[kind].objects.values_list("key", *columns)
    offered: dict[str, list[str]] = {}
    if kind == SERVICE:
        for service, site in Offered.objects.order_by("site_id").values_list(
            "service__key", "site__key"
        ):
            offered.setdefault(service, []).append(site)
    for key, *values in rows.iterator(chunk_size=5000):
        row = dict(zip(columns, values, strict=True))
        if kind == SERVICE:
            row["sites"] = offered.get(key, [])
        yield key, row


def _take(
    plan: Plan,
    line: Line,
    named: dict[Name, Line],
    here: Mapping[str, Mapping[str, dict[str, Any]]],
    known: Known,
    source: str,
    whole: bool,
) -> None:
    name = (line.kind, line.key)
    try:
        if name in named:
            why = _("{key} stands in line {n} already")
            raise Unusable(why.format(key=line.key, n=named[name].number))
        told = usable(line, known)
        before = here[line.kind].get(line.key)
        after = _after(line, before, told, source, whole)
    except Unusable as found:
        plan.faults.append(Fault(line.number, str(found)))
        return
    named[name] = line
    if before is None:
        plan.added.append(Move(name, None, after))
    elif before == after:
        plan.unchanged += 1
    elif _is_in_use(before) and not _is_in_use(after):
        plan.retired.append(Move(name, before, after))
    else:
        plan.changed.append(Move(name, before, after))


def _after(
    line: Line,
    before: Mapping[str, Any] | None,
    told: dict[str, Any],
    source: str,
    whole: bool,
) -> dict[str, Any]:
    """How the thing is afterwards; what the line does not tell stays."""
    held = dict(before) if before else {"name": line.key, **_FRESH[line.kind]}
    if line.kind == SERVICE and not before:
        held["sites"] = []
    if line.kind == ITEM and source:
        held["source"] = source
        if whole:
            held["status"] = Item.Status.IN_SERVICE.value
    for fact, value in told.items():
        held[f"{fact}_id" if f"{fact}_id" in COLUMNS[line.kind] else fact] = value
    if line.kind == SERVICE and not held["team_id"]:
        raise Unusable(_("a service needs a team that answers for it"))
    if held.get("outage_cost") is not None and not held["currency"]:
        raise Unusable(_("what an outage costs needs a currency"))
    if line.kind == SITE and held["parent_id"] == line.key:
        raise Unusable(_("a site does not lie within itself"))
    return held


def _is_in_use(row: Mapping[str, Any]) -> bool:
    return bool(row.get("is_active", row.get("status") == Item.Status.IN_SERVICE))


def _retire_missing(
    plan: Plan,
    items: Mapping[str, Mapping[str, Any]],
    named: Mapping[Name, Line],
    source: str,
) -> None:
    for key, row in items.items():
        if row["source"] == source and _is_in_use(row) and (ITEM, key) not in named:
            after = {**row, "status": Item.Status.RETIRED.value}
            plan.retired.append(Move((ITEM, key), row, after))


def _refuse_doubles(
    plan: Plan, here: Mapping[str, Mapping[str, Any]], named: Mapping[Name, Line]
) -> None:
    """Two things by one name, or two items by one number at their source."""
    moves = {m.name: m.after for m in (*plan.added, *plan.changed, *plan.retired)}
    for kind in KINDS:
        rows = {(kind, key): row for key, row in here[kind].items()}
        rows |= {name: row for name, row in moves.items() if name[0] == kind}
        first: dict[Any, Name] = {}
        for name, row in rows.items():
            unique: Any = row["name"]
            if kind == ITEM:
                unique = (row["source"], row["source_id"]) if row["source_id"] else None
            if unique is None or first.setdefault(unique, name) == name:
                continue
            both = (name, first[unique])
            line = next((named[one] for one in both if one in named), None)
            why = _("{one} and {other} would have the same name or number")
            told = why.format(one=name[1], other=first[unique][1])
            plan.faults.append(Fault(line.number if line else 0, told))


def _link(
    plan: Plan,
    named: Mapping[Name, Line],
    here: Mapping[str, Mapping[str, Any]],
) -> None:
    """The needs of every thing whose line tells them are those, and no others."""
    telling = {name: line for name, line in named.items() if line.needs is not None}
    present = {(kind, key) for kind in KINDS for key in here[kind]} | set(named)
    wanted = _wanted(plan, telling, present)
    services: dict[str, list[str]] = {}
    for id, link in _links_now():
        told = wanted.get((link[0], link[1]))
        if told == link:
            del wanted[link[0], link[1]]
        elif link[0] in telling:
            plan.unlinks.append((id, link))
            continue
        _note_service(services, link)
    plan.links = list(wanted.values())
    for link in plan.links:
        _note_service(services, link)
    _refuse_circles(plan, named, SERVICE, services)
    moves = [m for m in (*plan.added, *plan.changed) if m.name[0] == SITE]
    parents = {key: [row["parent_id"]] for key, row in here[SITE].items()}
    parents |= {move.name[1]: [move.after["parent_id"]] for move in moves}
    within = {key: [p for p in above if p] for key, above in parents.items()}
    _refuse_circles(plan, named, SITE, within)


def _wanted(
    plan: Plan, telling: Mapping[Name, Line], present: set[Name]
) -> dict[tuple[Name, Name], Link]:
    wanted: dict[tuple[Name, Name], Link] = {}
    for name, line in telling.items():
        for need in line.needs or ():
            try:
                link = _linked(name, need, present)
            except Unusable as found:
                plan.faults.append(Fault(line.number, str(found)))
            else:
                wanted[link[0], link[1]] = link
    return wanted


def _refuse_circles(
    plan: Plan,
    named: Mapping[Name, Line],
    kind: str,
    needs: Mapping[str, Sequence[str]],
) -> None:
    if circle := circle_in(needs):
        first = next((named[kind, k] for k in circle if (kind, k) in named), None)
        why = _("these would need one another, or lie in one another: {names}")
        told = why.format(names=", ".join(circle[:6]))
        plan.faults.append(Fault(first.number if first else 0, told))


def _note_service(services: dict[str, list[str]], link: Link) -> None:
    (kind, key), (needed_kind, needed) = link[0], link[1]
    if kind == needed_kind == SERVICE:
        services.setdefault(key, []).append(needed)


def _linked(name: Name, need: Need, present: set[Name]) -> Link:
    if name[0] == SITE:
        raise Unusable(_("a site needs nothing"))
    kind, colon, key = need.ref.partition(":")
    choices = [(kind, key)] if colon else [(ITEM, need.ref), (SERVICE, need.ref)]
    found = next((one for one in choices if one in present and one[0] != SITE), None)
    if found is None:
        why = _("it needs {ref}, which is neither here nor in this file")
        raise Unusable(why.format(ref=need.ref[:100]))
    if found == name:
        raise Unusable(_("it needs itself"))
    if need.group and (not 1 <= need.works_with < 32768 or len(need.group) > 60):
        raise Unusable(_("a group has a short name and works with 1 or more"))
    return (name, found, need.group, need.works_with)


def _links_now() -> Iterator[tuple[int, Link]]:
    """Every link there is. Keys are looked up here: five joins of a hundred thousand
    rows take longer."""
    services: dict[int, Name] = {
        id: (SERVICE, key) for id, key in Service.objects.values_list("id", "key")
    }
    items: dict[int, Name] = {
        id: (ITEM, key) for id, key in Item.objects.values_list("id", "key")
    }
    rows: Any = Dependency.objects.values_list(
        "id",
        "service_id",
        "item_id",
        "needs_id",
        "needs_item_id",
        "redundancy__name",
        "redundancy__works_with",
    )
    for id, service, item, needs, needs_item, group, works_with in rows:
        upper = services[service] if service else items[item]
        lower = services[needs] if needs else items[needs_item]
        yield id, (upper, lower, group or "", works_with or 0)
