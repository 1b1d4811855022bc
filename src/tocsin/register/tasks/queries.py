"""One typed function per statement of `queries.sql`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tocsin.kernel import sql

_QUERIES = sql.load("tocsin.register.tasks")


@dataclass(frozen=True, slots=True)
class Spent:
    """So many minutes of somebody's, told by this entry."""

    incident_id: int
    seq: int
    happened_at: datetime
    actor_id: str
    person: str
    team: str
    activity: str
    minutes: int


def time_spent(ids: Sequence[int]) -> list[Spent]:
    return sql.fetch(_QUERIES["time_spent"], Spent, ids=list(ids))


@dataclass(frozen=True, slots=True)
class Sum:
    """Minutes of one person, team or activity, and on how many incidents."""

    key: str
    minutes: int
    incidents: int


def minutes_by(
    by: str, *, since: datetime, until: datetime, sight: str, actor: str
) -> list[Sum]:
    asked = {"by": by, "since": since, "until": until, "sight": sight, "actor": actor}
    return sql.fetch(_QUERIES["minutes_by"], Sum, **asked)
