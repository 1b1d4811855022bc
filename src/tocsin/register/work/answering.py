"""Incidents as whoever escalates needs to know them: who answered, what followed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tocsin.kernel import sql
from tocsin.register.core.entries import Kind
from tocsin.register.core.models import Viewer
from tocsin.register.core.rules import OPEN, WAITING
from tocsin.register.work.own_path import SOURCE
from tocsin.register.work.tags import QUIET

_SQL = sql.load("tocsin.register.work")
# Who does only this has not begun to work on it.
_IDLE = [Kind.ACKNOWLEDGED, Kind.WATCHED, Kind.UNWATCHED, Kind.LEVEL_REACHED]


@dataclass(frozen=True, slots=True)
class Answerable:
    """An incident's row, as far as escalation goes by it."""

    id: int
    ref: str
    state: str
    origin: str
    is_drill: bool
    restricted: bool
    registered_at: datetime | None
    acknowledged_at: datetime | None
    accepted_at: datetime | None
    restored_at: datetime | None
    merged_into: str
    priority: int | None
    category_id: str | None
    service_id: str | None
    team_id: str | None
    owner_id: str | None
    reporter_id: str | None
    is_quiet: bool
    is_own_path: bool = False

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_worked_on(self) -> bool:
        return self.accepted_at is not None or self.state in {WAITING, "diagnosis"}


@dataclass(frozen=True, slots=True)
class _Id:
    id: int


@dataclass(frozen=True, slots=True)
class _Told:
    id: int
    at: datetime


def answerable(ids: Collection[int], *, lock: bool = False) -> dict[int, Answerable]:
    """These incidents by id; with `lock` nobody changes them in this transaction."""
    query = _SQL["answerable_locked" if lock else "answerable"]
    asked = {"ids": sorted(ids), "quiet": f'["{QUIET}"]', "own": SOURCE}
    return {row.id: row for row in sql.fetch(query, Answerable, **asked)}


def followed(ids: Collection[int]) -> set[int]:
    """Of these, those on which somebody did something after they were acknowledged."""
    idle = [kind.value for kind in _IDLE]
    found = sql.fetch(_SQL["followed"], _Id, ids=sorted(ids), idle=idle)
    return {row.id for row in found}


def told_reporters(ids: Collection[int]) -> dict[int, datetime]:
    """When reporters were last told something, by incident."""
    found = sql.fetch(_SQL["told_reporters"], _Told, ids=sorted(ids))
    return {row.id: row.at for row in found}


def named_on(ids: Collection[int]) -> dict[int, set[str]]:
    """Who is named on these restricted incidents, by incident."""
    found: dict[int, set[str]] = {number: set() for number in ids}
    rows: Any = Viewer.objects.filter(incident_id__in=ids)
    for number, person in rows.values_list("incident_id", "person_id"):
        found[number].add(person)
    return found
