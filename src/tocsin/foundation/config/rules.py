"""What a body may hold, and what differs between two. Pure: no database, no clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from tocsin.kernel.text import holdable


class Configurer(Protocol):
    """Whoever sets Tocsin up. Accounts stand above this room; their actors fit."""

    @property
    def kind(self) -> str: ...
    @property
    def id(self) -> str: ...
    def has(self, role: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where two bodies differ; None on the side that lacks it."""

    path: str
    before: Any
    after: Any


def differences(before: Any, after: Any, path: str = "") -> Iterator[Difference]:
    """Every leaf that differs, in the order of their paths."""
    one, other = _parts(before), _parts(after)
    if (
        one is None
        or other is None
        or isinstance(before, dict) != isinstance(after, dict)
    ):
        if not _same(before, after):
            yield Difference(path, before, after)
        return
    for name in sorted(one.keys() | other.keys(), key=_natural):
        below = f"{path}.{name}" if path else name
        yield from differences(one.get(name), other.get(name), below)


def _parts(body: Any) -> dict[str, Any] | None:
    """What can be looked into; None for a leaf."""
    if isinstance(body, dict):
        return body
    if isinstance(body, list):
        return {str(place): part for place, part in enumerate(body, start=1)}
    return None


def _same(one: Any, other: Any) -> bool:
    # In Python True equals 1; in a document they are two things.
    return type(one) is type(other) and bool(one == other)


def _natural(name: str) -> tuple[int, str]:
    """Places in a list count 1, 2, … 10, not 1, 10, 2."""
    return (int(name) if name.isdecimal() else 0, name)


def storable(body: Any) -> Any:
    """The body with every text as PostgreSQL can hold it."""
    if isinstance(body, dict):
        return {holdable(str(name)): storable(part) for name, part in body.items()}
    if isinstance(body, list):
        return [storable(part) for part in body]
    return holdable(body) if isinstance(body, str) else body
