"""The document in force by which major incidents are found and led."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from tocsin.foundation.config.models import Document
from tocsin.foundation.config.reads import history, published
from tocsin.kernel.expr import Rule, RuleUnfit, compile_rule
from tocsin.response.major.cadence import Orders, orders_of
from tocsin.response.major.rules import NAMES, USUAL

MAJORS = "major_incidents"


@dataclass(frozen=True, slots=True)
class Criterion:
    """A condition under which an incident is proposed as major."""

    name: str
    condition: Rule


@dataclass(frozen=True)
class Book:
    """One version of the document, ready to be asked. What is not fit any more is
    passed over, and warns."""

    body: Mapping[str, Any] = field(default_factory=lambda: USUAL)
    version: int = 0

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.body.get("zone") or "UTC")

    @cached_property
    def orders(self) -> Orders:
        return orders_of(self.body)

    @cached_property
    def _read(self) -> tuple[tuple[Criterion, ...], dict[str, str]]:
        found: list[Criterion] = []
        warnings: dict[str, str] = {}
        for row in self.body.get("criteria") or ():
            if not row.get("active", True):
                continue
            try:
                found.append(Criterion(row["name"], compile_rule(row["when"], NAMES)))
            except RuleUnfit as told:
                warnings[row["name"]] = str(told)
        return tuple(found), warnings

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        return self._read[0]

    @property
    def warnings(self) -> dict[str, str]:
        return self._read[1]

    @property
    def names(self) -> frozenset[str]:
        """The facts that any of its criteria looks at."""
        return frozenset().union(*(each.condition.names for each in self.criteria))

    @property
    def roster(self) -> list[Mapping[str, Any]]:
        return list(self.body.get("roles") or ())

    def figure_of(self, service: str) -> Mapping[str, Any] | None:
        """By which figure the loss of a service is counted, if by one."""
        rows = self.body.get("figures") or ()
        return next((row for row in rows if row["service"] == service), None)


_held: dict[int, Book] = {}


def book() -> Book:
    """The document in force; read once for each version."""
    document = published(MAJORS)
    if document is None:
        return Book()
    if document.id not in _held:
        _held.clear()
        _held[document.id] = Book(document.body, document.version)
    return _held[document.id]


def body_in_force() -> dict[str, Any]:
    return {**USUAL, **book().body}


def versions() -> list[Document]:
    return history(MAJORS)
