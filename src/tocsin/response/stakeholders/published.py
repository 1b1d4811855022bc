"""The document in force by which people are told of incidents."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from tocsin.foundation.config.models import Document
from tocsin.foundation.config.reads import history, published
from tocsin.response.stakeholders.rules import USUAL, Group, group_of

STAKEHOLDERS = "stakeholders"


@dataclass(frozen=True)
class Book:
    """One version of the document, ready to be asked."""

    body: Mapping[str, Any] = field(default_factory=lambda: USUAL)
    version: int = 0

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.body.get("zone") or "UTC")

    @cached_property
    def groups(self) -> Mapping[str, Group]:
        """By name, those in use."""
        rows = [r for r in self.body.get("classes") or () if r.get("active", True)]
        return {row["name"]: group_of(row) for row in rows}

    @property
    def nag(self) -> timedelta:
        return timedelta(minutes=self.body.get("nag_minutes", USUAL["nag_minutes"]))

    @property
    def escalate(self) -> timedelta:
        minutes = self.body.get("escalate_minutes", USUAL["escalate_minutes"])
        return timedelta(minutes=minutes)


_held: dict[int, Book] = {}


def book() -> Book:
    """The document in force; read once for each version."""
    document = published(STAKEHOLDERS)
    if document is None:
        return Book()
    if document.id not in _held:
        _held.clear()
        _held[document.id] = Book(document.body, document.version)
    return _held[document.id]


def body_in_force() -> dict[str, Any]:
    return {**USUAL, **book().body}


def versions() -> list[Document]:
    return history(STAKEHOLDERS)
