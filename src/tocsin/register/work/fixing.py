"""Who solved something like it before, citing the incidents."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tocsin.kernel import sql

_SQL = sql.load("tocsin.register.work")
_LOOKED_AT, _CITED = 60, 3


@dataclass(frozen=True, slots=True)
class Fixer:
    """A person, how many such incidents they brought back, and the latest of those."""

    person: str
    count: int
    refs: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Fixed:
    person: str
    ref: str
    at: datetime


def past_fixers(
    *, service: str | None, category: str | None, without: int = 0, most: int = 5
) -> list[Fixer]:
    """Those who restored or resolved unrestricted incidents of this service or
    category, whoever did so most first. Drills count for nobody."""
    asked = {"service": service, "category": category, "without": without}
    rows = sql.fetch(_SQL["past_fixers"], _Fixed, looked_at=_LOOKED_AT, **asked)
    found: dict[str, list[_Fixed]] = {}
    for row in rows:
        found.setdefault(row.person, []).append(row)
    fixers = [
        Fixer(person, len(fixed), _latest(fixed)) for person, fixed in found.items()
    ]
    return sorted(fixers, key=lambda each: (-each.count, each.person))[:most]


def _latest(fixed: Sequence[_Fixed]) -> list[str]:
    rows = sorted(fixed, key=lambda row: row.at, reverse=True)
    return [row.ref for row in rows[:_CITED]]
