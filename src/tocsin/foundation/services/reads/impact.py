"""What is affected when something fails, by which path; and how that is drawn."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from tocsin.foundation.services.models import (
    Dependency,
    GraphVersion,
    Item,
    Service,
)
from tocsin.foundation.services.queries import (
    Neighbour,
    needed_by_each,
    needed_services,
    whole_graph,
)
from tocsin.foundation.services.rules import (
    Graph,
    Spread,
    code_of,
    id_of,
    is_item,
    sketch,
    spread,
)
from tocsin.kernel import once
from tocsin.kernel.text import holdable

FAILING, DOWN, WEAKENED = "failing", "down", "weakened"
_NAMED_ITEMS = 100
_BOXES = 24


@dataclass(slots=True)
class _Held:
    """The graph as this process last read it, and under which version."""

    version: UUID | None = None
    graph: Graph = field(default_factory=lambda: Graph([], {}, [], {}, [], []))
    needs: dict[str, Mapping[str, int]] = field(default_factory=dict)


_held = _Held()


@dataclass(frozen=True, slots=True)
class Thing:
    """A service or an item, as far as it is named beside others."""

    key: str
    name: str
    is_item: bool
    kind: str
    team: str | None
    criticality: int | None = None


@dataclass(frozen=True, slots=True)
class Suffering:
    """What becomes of a thing, and the shortest path from what fails to it."""

    thing: Thing
    mood: str
    path: Sequence[Thing]

    @property
    def distance(self) -> int:
        return len(self.path) - 1


@dataclass(frozen=True, slots=True)
class Box:
    """A box of the drawing: one thing, or so many that share it."""

    thing: Thing | None
    count: int
    is_item: bool
    mood: str
    distance: int


@dataclass(frozen=True, slots=True)
class Impact:
    """What fails, and what that reaches: every service, and the nearest items.

    `counts` holds how many services and items are down and weakened in all.
    """

    failing: Sequence[Thing]
    services: Sequence[Suffering] = ()
    items: Sequence[Suffering] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    boxes: Sequence[Box] = ()
    links: Sequence[tuple[int, int, bool]] = ()

    @property
    def more_items(self) -> int:
        """How many items are affected and not named here."""
        counts = self.counts
        return counts["down_items"] + counts["weakened_items"] - len(self.items)


def present_graph() -> Graph:
    """The graph as it is now, read anew only when it has changed."""
    version = once.each("graph", [""], _version).get("")
    if version is None or version != _held.version:
        _held.graph, _held.version, _held.needs = whole_graph(), version, {}
    return _held.graph


def _version(_keys: set[str]) -> dict[str, UUID | None]:
    return {"": GraphVersion.objects.values_list("version", flat=True).first()}


def affected_by(service: Service) -> list[Neighbour]:
    """The services that suffer when this one fails, nearest first."""
    graph = present_graph()
    found = _spread_from(graph, [service])
    codes = [graph.codes[place] for place in found.reached]
    named = _services({id_of(code) for code in codes if not is_item(code)})
    told = [
        Neighbour(
            each.key,
            each.name,
            each.team_id,
            each.criticality,
            found.distance[place],
            _mood(found, place),
        )
        for place, code in zip(found.reached, codes, strict=True)
        if not is_item(code) and (each := named.get(id_of(code)))
    ]
    return sorted(told, key=lambda one: (one.distance, one.name))


def pulled_down(services: Collection[str], failing: Collection[str]) -> dict[str, str]:
    """Of these services, by key: those that cannot work since others fail, and the
    nearest of those. What fails itself is not among them, nor what is only weakened."""
    wanted = {*services, *failing}
    rows = Service.objects.filter(key__in=wanted).values_list("key", "id")
    ids = {key: number for key, number in rows if number}
    keys = {number: key for key, number in ids.items()}
    graph = present_graph()
    place_of = {
        key: graph.places[code]
        for key, number in ids.items()
        if (code := code_of(number, False)) in graph.places
    }
    found = spread(graph, [place_of[key] for key in failing if key in place_of])
    causes = {}
    for key in {*services} - {*failing}:
        place = place_of.get(key)
        if place is not None and place in found.distance and found.down[place]:
            causes[key] = keys[id_of(graph.codes[found.path(place)[0]])]
    return causes


def needed_by(service: Service) -> list[Neighbour]:
    """The services that this one cannot do without, nearest first."""
    return needed_services(service.key)


def needs_of_each(keys: Iterable[str]) -> dict[str, Mapping[str, int]]:
    """For each service, by key: what it stands on through services, and how many steps
    away. Asked anew only when the graph has changed."""
    present_graph()
    wanted = set(keys)
    if unasked := sorted(wanted - _held.needs.keys()):
        found: dict[str, dict[str, int]] = {key: {} for key in unasked}
        for need in needed_by_each(unasked):
            found[need.origin][need.key] = need.distance
        _held.needs |= found
    return {key: _held.needs[key] for key in wanted}


@dataclass(frozen=True, slots=True)
class Weight:
    """What hangs on a service: the greatest criticality (1 is the greatest) and the
    most users of it and of all that goes down with it; how many services those are."""

    criticality: int
    users: int
    down: int


def weights_of(keys: Iterable[str]) -> dict[str, Weight]:
    """What hangs on each of these services, by key; two questions for all of them."""
    graph = present_graph()
    failing = {row.key: row for row in Service.objects.filter(key__in=set(keys))}
    numbers = {key: _pulled_down_by(graph, row) for key, row in failing.items()}
    named = _services({n for found in numbers.values() for n in found})
    return {
        key: _weight([row, *(named[n] for n in numbers[key] if n in named)])
        for key, row in failing.items()
    }


def _pulled_down_by(graph: Graph, service: Service) -> set[int]:
    found = _spread_from(graph, [service])
    codes = [graph.codes[place] for place in found.reached if found.down[place]]
    return {id_of(code) for code in codes if not is_item(code)}


def _weight(rows: Sequence[Service]) -> Weight:
    least = min(row.criticality for row in rows)
    return Weight(least, max(row.users or 0 for row in rows), len(rows) - 1)


def impact_of(
    failing: Sequence[Service | Item], *, named: int = _NAMED_ITEMS, boxes: int = _BOXES
) -> Impact:
    """What it does when these fail together: services by how badly they are off, then
    by weight; items by distance, the first `named` of them."""
    graph = present_graph()
    found = _spread_from(graph, failing)
    drawn = sketch(graph, found, boxes)
    services = [p for p in found.reached if not is_item(graph.codes[p])]
    items = [p for p in found.reached if is_item(graph.codes[p])]
    paths = {place: found.path(place) for place in [*services, *items[:named]]}
    wanted = {step for path in paths.values() for step in path}
    wanted |= {heap[0] for heap in drawn.heaps if len(heap) == 1}
    things = _things(graph, wanted)
    suffering = {
        place: Suffering(
            things[place], _mood(found, place), [things[step] for step in path]
        )
        for place, path in paths.items()
        if _is_named(path, things)
    }
    return Impact(
        failing=[_thing(each) for each in failing],
        services=sorted((suffering[p] for p in services if p in suffering), key=_rank),
        items=[suffering[p] for p in items[:named] if p in suffering],
        counts=_counts(found, services, items),
        boxes=[_box(graph, found, heap, things) for heap in drawn.heaps],
        links=drawn.links,
    )


def _is_named(path: Iterable[int], things: Mapping[int, Thing]) -> bool:
    """Whether each step has a name: one deleted this instant has none."""
    return all(step in things for step in path)


def items_named_in(text: str) -> list[Item]:
    """The items in use whose keys stand in a text, such as an incident's place."""
    words = re.findall(r"[A-Za-z0-9][A-Za-z0-9._-]*", holdable(text)[:400])
    if not words:
        return []
    keys = {word.rstrip(".") for word in words[:20]}
    found = Item.objects.filter(key__in=keys, status=Item.Status.IN_SERVICE)
    return list(found.select_related("team", "site"))


def service_ties() -> list[tuple[str, str]]:
    """Every need of an active service for another: who needs, who is needed."""
    rows = Dependency.objects.filter(service__is_active=True, needs__is_active=True)
    return list(rows.values_list("service__key", "needs__key"))


def _spread_from(graph: Graph, failing: Iterable[Service | Item]) -> Spread:
    codes = [code_of(each.id, isinstance(each, Item)) for each in failing]
    return spread(graph, [graph.places[c] for c in codes if c in graph.places])


def _mood(found: Spread, place: int) -> str:
    return DOWN if found.down[place] else WEAKENED


def _rank(one: Suffering) -> tuple[bool, int, int, str]:
    weight = one.thing.criticality or 0
    return one.mood != DOWN, weight, one.distance, one.thing.name


def _counts(
    found: Spread, services: Sequence[int], items: Sequence[int]
) -> dict[str, int]:
    counts: dict[str, int] = {}
    for name, places in (("services", services), ("items", items)):
        down = sum(found.down[place] for place in places)
        counts |= {f"down_{name}": down, f"weakened_{name}": len(places) - down}
    return counts


def _box(
    graph: Graph, found: Spread, heap: Sequence[int], things: Mapping[int, Thing]
) -> Box:
    first = heap[0]
    far = found.distance[first]
    return Box(
        things.get(first) if len(heap) == 1 else None,
        len(heap),
        is_item(graph.codes[first]),
        _mood(found, first) if far else FAILING,
        far,
    )


def _things(graph: Graph, places: Iterable[int]) -> dict[int, Thing]:
    """What these places are, by place, in two questions."""
    codes = {place: graph.codes[place] for place in places}
    services = _services({id_of(c) for c in codes.values() if not is_item(c)})
    numbers = {id_of(code) for code in codes.values() if is_item(code)}
    items = Item.objects.only("key", "name", "kind", "team").in_bulk(numbers)
    found = {}
    for place, code in codes.items():
        each = (items if is_item(code) else services).get(id_of(code))
        if each is not None:
            found[place] = _thing(each)
    return found


def _services(numbers: Iterable[int]) -> dict[int, Service]:
    return Service.objects.in_bulk(list(numbers))


def _thing(each: Service | Item) -> Thing:
    if isinstance(each, Item):
        return Thing(each.key, each.name, True, each.kind, each.team_id)
    return Thing(
        each.key, each.name, False, each.nature, each.team_id, each.criticality
    )
