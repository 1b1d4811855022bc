from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from sys import byteorder

from tocsin.foundation.services.models import Item, Redundancy, Service
from tocsin.foundation.services.rules import Graph, graph_of
from tocsin.kernel import sql

_QUERIES = sql.load("tocsin.foundation.services")


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A service tied to another, `distance` steps away. `mood` is what becomes of it
    when the other fails: down, or weakened, which is working with less in reserve."""

    key: str
    name: str
    team: str
    criticality: int
    distance: int
    mood: str = "down"


@dataclass(frozen=True, slots=True)
class Tie:
    """A service or item tied directly to another; `works_with` of its `group` do."""

    key: str
    name: str
    is_item: bool
    kind: str
    team: str | None
    is_active: bool
    group: str
    works_with: int


@dataclass(frozen=True, slots=True)
class _Packed:
    upper: bytes
    lower: bytes
    groups: bytes


@dataclass(frozen=True, slots=True)
class _Closes:
    closes: bool


def whole_graph() -> Graph:
    """Every dependency there is between what is in use."""
    (packed,) = sql.fetch(_QUERIES["graph_edges"], _Packed)
    works_with = dict(Redundancy.objects.values_list("id", "works_with"))
    columns = (packed.upper, packed.lower, packed.groups)
    return graph_of(zip(*map(_numbers, columns), strict=True), works_with)


def _numbers(packed: bytes) -> "array[int]":
    numbers = array("q")
    numbers.frombytes(packed)
    if byteorder == "little":
        numbers.byteswap()
    return numbers


def needed_services(key: str) -> list[Neighbour]:
    return sql.fetch(_QUERIES["needed_by"], Neighbour, key=key)


@dataclass(frozen=True, slots=True)
class Need:
    """One service stands on another, so many steps away."""

    origin: str
    key: str
    distance: int


def needed_by_each(keys: Sequence[str]) -> list[Need]:
    return sql.fetch(_QUERIES["needed_by_each"], Need, keys=list(keys))


def closes_circle(service: int, needs: int) -> bool:
    (told,) = sql.fetch(
        _QUERIES["service_circle"], _Closes, service=service, needs=needs
    )
    return told.closes


def ties_below(thing: Service | Item) -> list[Tie]:
    return sql.fetch(_QUERIES["direct_needs"], Tie, **_ends(thing))


def ties_above(thing: Service | Item) -> list[Tie]:
    return sql.fetch(_QUERIES["direct_users"], Tie, **_ends(thing))


def _ends(thing: Service | Item) -> dict[str, int | None]:
    is_item = isinstance(thing, Item)
    return {
        "service": None if is_item else thing.id,
        "item": thing.id if is_item else None,
    }
