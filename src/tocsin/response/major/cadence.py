"""When executives are told, when an update is promised, nagged and overdue. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from tocsin.response.major.rules import ORDERS, USUAL

EXECUTIVES, NAG, OVERDUE = "executives", "nag", "overdue"


@dataclass(frozen=True, slots=True)
class Orders:
    """Standing orders, in minutes."""

    executives: timedelta
    update: timedelta
    nag: timedelta


def orders_of(body: Mapping[str, Any]) -> Orders:
    told = {**USUAL["orders"], **(body.get("orders") or {})}
    return Orders(*(timedelta(minutes=int(told[name])) for name in ORDERS))


@dataclass(frozen=True, slots=True)
class Pace:
    """How far the standing orders of one major incident have come. An update is
    promised by `update_at`, or none is; executives are told at `executives_at`."""

    executives_at: datetime | None = None
    executives_told: int = 0
    update_at: datetime | None = None
    nagged_at: datetime | None = None
    overdue_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done, and since when it is due."""

    does: str
    at: datetime


def begun(now: datetime, orders: Orders) -> Pace:
    """At declaration: executives are told at once, users within the usual time."""
    return Pace(executives_at=now, update_at=now + orders.update)


def promised(pace: Pace, until: datetime) -> Pace:
    """Another update is promised; what was nagged or overdue is over."""
    return replace(pace, update_at=until, nagged_at=None, overdue_at=None)


def next_step(pace: Pace, orders: Orders) -> Step | None:
    """What comes next, the earliest first; nothing where nothing is to come."""
    ahead: list[Step] = []
    if pace.executives_at is not None:
        ahead.append(Step(EXECUTIVES, pace.executives_at))
    if pace.update_at is not None and pace.overdue_at is None:
        if pace.nagged_at is None:
            ahead.append(Step(NAG, pace.update_at - orders.nag))
        else:
            ahead.append(Step(OVERDUE, pace.update_at))
    return min(ahead, key=lambda step: step.at, default=None)


def taken(pace: Pace, step: Step, orders: Orders, now: datetime) -> Pace:
    """After a step: executives are told again a full cadence from now, so that what was
    missed while nothing ran is told once; the rest is done once for each promise."""
    if step.does == EXECUTIVES:
        told = pace.executives_told + 1
        return replace(
            pace, executives_at=now + orders.executives, executives_told=told
        )
    if step.does == NAG:
        return replace(pace, nagged_at=now)
    return replace(pace, overdue_at=now)
