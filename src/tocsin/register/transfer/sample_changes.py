"""What was changed at Halden in the last days, and what is planned.

Times are minutes before the present; what is planned lies after it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from tocsin.foundation.changes.actions import add_change

HOUR, DAY = 60, 1440


@dataclass(frozen=True, slots=True)
class Told:
    """One change: who does it, when it begins, how long it takes, and how it ends."""

    who: str
    ago: int
    minutes: int
    title: str
    services: tuple[str, ...]
    kind: str = "standard"
    risk: str = "low"
    outcome: str = "done"
    url: str = ""


CHANGES = [
    Told("ben", 11, 4, "Deploy shop 42.1", ("shop", "checkout")),
    Told(
        "ada",
        26 * HOUR,
        55,
        "More connections for db-primary",
        ("databases",),
        "normal",
        "medium",
    ),
    Told("lena", 31 * HOUR, 25, "New certificate on lb-1", ("balancer",)),
    Told("ben", 50 * HOUR, 6, "Deploy shop 42.0", ("shop",), outcome="backed_out"),
    Told("priya", 3 * DAY, 40, "Mail relay moves to mx-2", ("mail",), "normal"),
    Told("oskar", 4 * DAY, 90, "Kernel of app-03 and app-04", ("servers",)),
    Told(
        "lena",
        6 * DAY,
        15,
        "Block a range of addresses",
        ("remote-access",),
        "emergency",
    ),
    Told("ben", 8 * DAY, 5, "Deploy shop 41.9", ("shop",)),
    Told("oskar", -2 * HOUR, 30, "Restart the print spooler", ("workplace",)),
    Told(
        "ada",
        -20 * HOUR,
        120,
        "Replica is promoted, tried",
        ("databases",),
        "normal",
        "high",
    ),
    Told(
        "ben",
        -2 * DAY,
        15,
        "Deploy shop 43.0",
        ("shop", "checkout"),
        "normal",
        "medium",
    ),
    Told(
        "pavel",
        -5 * DAY,
        240,
        "New hand scanners",
        ("warehouse",),
        "normal",
    ),
]


def changes_told(
    at: Callable[[int], datetime], actors: Any
) -> Iterator[tuple[datetime, Callable[[], None]]]:
    """Each change with the moment at which it was told: when it was over, or half a day
    ago, when it is still planned."""
    for each in CHANGES:
        begins, ends = at(each.ago), at(each.ago - each.minutes)
        window = {"planned_start": begins, "planned_end": ends}
        if each.ago > 0:
            window |= {"started_at": begins, "ended_at": ends}
        told = at(each.ago - each.minutes if each.ago > 0 else 12 * HOUR)
        yield told, partial(_tell, each, actors[each.who], window)


def _tell(each: Told, by: Any, window: dict[str, Any]) -> None:
    add_change(
        title=each.title,
        services=each.services,
        kind=each.kind,
        risk=each.risk,
        owner=by.id,
        outcome=each.outcome,
        by=by,
        **window,
    )
