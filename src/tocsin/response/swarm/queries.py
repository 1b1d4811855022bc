"""One typed function per statement of `queries.sql`."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from tocsin.kernel import sql

_QUERIES = sql.load("tocsin.response.swarm")


@dataclass(frozen=True, slots=True)
class _Number:
    number: int


@dataclass(frozen=True, slots=True)
class _Done:
    done: bool


@dataclass(frozen=True, slots=True)
class _Id:
    id: int


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another open swarm that a person is in."""

    person: str
    ref: str
    incident_ref: str
    incident_id: int


@dataclass(frozen=True, slots=True)
class Worn:
    """A person, and in how many swarms they have been lately."""

    person: str
    count: int


def draw_number() -> int:
    return sql.fetch(_QUERIES["draw_number"], _Number)[0].number


def lock_opening(incident_id: int) -> None:
    sql.fetch(_QUERIES["lock_opening"], _Done, incident=incident_id % 2**31)


def claim_due(now: datetime, batch: int) -> list[int]:
    """Their ids, locked."""
    return [
        row.id for row in sql.fetch(_QUERIES["claim_due"], _Id, now=now, batch=batch)
    ]


def elsewhere(people: Collection[str], swarm: int) -> list[Elsewhere]:
    return sql.fetch(
        _QUERIES["elsewhere"], Elsewhere, people=sorted(people), swarm=swarm
    )


def worn(people: Collection[str], since: datetime, most: int) -> list[Worn]:
    asked = {"people": sorted(people), "since": since, "most": most}
    return sql.fetch(_QUERIES["worn"], Worn, **asked)
