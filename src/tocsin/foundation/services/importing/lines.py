"""What a file says, thing by thing, with the line on which it says so."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

SITE, SERVICE, ITEM = "site", "service", "item"
KINDS = (SITE, SERVICE, ITEM)

_GROUP = re.compile(r"(?:(?P<name>[^=;]+?)\s*=\s*)?(?P<n>\d{1,4})\s+of\s+(?P<of>.+)")


@dataclass(frozen=True, slots=True)
class Need:
    """What a thing needs: a reference as it was written, and the group it is in."""

    ref: str
    group: str = ""
    works_with: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One site, service or item as a file tells it. `needs` is None when it says
    nothing about that; what it says, it says completely."""

    number: int
    kind: str
    key: str
    facts: Mapping[str, Any]
    needs: Sequence[Need] | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that cannot be used, and why."""

    line: int
    why: str


@dataclass(slots=True)
class Read:
    """What was read, and what could not be."""

    lines: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def needs_in(cell: str) -> list[Need]:
    """Needs as one cell writes them: `db-1; 1 of web-01 web-02; dns = 2 of a b c`."""
    found: list[Need] = []
    for number, part in enumerate(filter(None, map(str.strip, cell.split(";"))), 1):
        if grouped := _GROUP.fullmatch(part):
            name = grouped["name"] or f"group {number}"
            found += group_of(name, int(grouped["n"]), grouped["of"].split())
        else:
            found += [Need(ref) for ref in part.split()]
    return found


def group_of(name: str, works_with: int, refs: Iterable[str]) -> list[Need]:
    return [Need(ref, name, works_with) for ref in refs]
