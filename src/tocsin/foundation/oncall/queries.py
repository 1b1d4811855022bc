from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tocsin.kernel import sql

_QUERIES = sql.load("tocsin.foundation.oncall")


@dataclass(frozen=True, slots=True)
class Duty:
    """Somebody is on call on a schedule for a span; all are keys. Rank 1 is primary."""

    schedule: str
    team: str
    rank: int
    person: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Handover:
    """At an instant these people leave a schedule, and those come."""

    schedule: str
    team: str
    rank: int
    at: datetime
    goes: Sequence[str]
    comes: Sequence[str]


def on_call_at(moment: datetime) -> list[Duty]:
    return sql.fetch(_QUERIES["on_call_at"], Duty, moment=moment)


def on_call_between(first: datetime, last: datetime) -> list[Duty]:
    return sql.fetch(_QUERIES["on_call_between"], Duty, first=first, last=last)


def handovers(first: datetime, last: datetime) -> list[Handover]:
    return sql.fetch(_QUERIES["handovers"], Handover, first=first, last=last)
