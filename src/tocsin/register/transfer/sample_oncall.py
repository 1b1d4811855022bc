"""Who is on call at Halden: schedules since four months, what is changed of them."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

from tocsin.foundation.accounts.rules import SYSTEM, Actor
from tocsin.foundation.oncall import actions
from tocsin.foundation.oncall.actions.materialising import write_what_is_due

_BY = SYSTEM.through("sample")
_ZONE = "Europe/Paris"
_SINCE = timedelta(days=120)
_AGAIN = timedelta(days=20)
_NINE, _EIGHT = time(9), time(8)
_NIGHT = [{"days": ["mon", "tue", "wed", "thu", "fri"], "from": "18:00", "to": "08:00"}]

# key, name, team, rank, who takes turns, of how many days
SCHEDULES: tuple[tuple[str, str, str, int, tuple[str, ...], int], ...] = (
    ("database", "Database", "database", 1, ("nora", "ada", "sam"), 7),
    ("database-second", "Database, second", "database", 2, ("sam", "nora", "ada"), 7),
    ("application", "Application", "application", 1, ("ben", "mei"), 7),
    ("application-second", "Application, second", "application", 2, ("mei", "ben"), 7),
    ("infrastructure", "Infrastructure", "infrastructure", 1, ("oskar", "yara"), 7),
    ("network", "Network", "network", 1, ("lena", "jonas"), 7),
    ("service-desk", "Service desk", "service-desk", 1, ("grace", "noor", "kofi"), 2),
)

Act = tuple[datetime, Callable[[], Any]]


def on_call_told(now: datetime, actors: Mapping[str, Actor]) -> Iterator[Act]:
    """Every act with its moment: set up long ago, kept since, changed of late."""
    people = {name: actor.id for name, actor in actors.items()}
    began = now - _SINCE
    yield began, partial(_set_up, began, people)
    for step in range(1, _SINCE // _AGAIN):
        yield began + step * _AGAIN, write_what_is_due
    yield from _changes(now, actors, people)
    yield now, write_what_is_due


def _set_up(began: datetime, people: Mapping[str, str]) -> None:
    monday = began.date() - timedelta(days=began.weekday())
    for key, name, team, rank, names, days in SCHEDULES:
        actions.add_schedule(key, name, team=team, rank=rank, zone=_ZONE, by=_BY)
        actions.add_layer(
            key,
            "turns",
            by=_BY,
            people=[people[each] for each in names],
            name="Weeks" if days == 7 else "Days",
            unit="days",
            length=days,
            begins_on=monday,
            hand_over=_EIGHT if rank == 1 else _NINE,
            position=2,
        )
    # At night somebody else of the desk takes reports.
    actions.add_layer(
        "service-desk",
        "nights",
        by=_BY,
        people=[people["sofia"], people["kofi"]],
        name="Nights",
        position=1,
        unit="weeks",
        begins_on=monday,
        hand_over=_EIGHT,
        windows=_NIGHT,
    )


def _changes(
    now: datetime, actors: Mapping[str, Actor], people: Mapping[str, str]
) -> Iterator[Act]:
    day = timedelta(days=1)
    noon = now.replace(hour=11, minute=0, second=0, microsecond=0)
    ahead = noon + (6 - now.weekday()) % 7 * day
    yield (
        now - 3 * day,
        partial(
            actions.override_shift,
            "database",
            "replace",
            noon + 2 * day,
            noon + 3 * day,
            by=actors["nora"],
            person=people["sam"],
            why="At the dentist's",
        ),
    )
    # Nobody found yet for these hours: it is shown as a gap.
    yield (
        now - 2 * day,
        partial(
            actions.override_shift,
            "network",
            "remove",
            ahead,
            ahead + timedelta(hours=40),
            by=actors["lena"],
            why="At a wedding, all of us",
        ),
    )
    yield (
        now - 2 * day,
        partial(
            actions.shadow,
            "application",
            people["jonas"],
            noon,
            noon + 5 * day,
            by=actors["ben"],
        ),
    )
    yield (
        now - day,
        partial(
            actions.write_handover,
            "database",
            "Replication to Lyon was slow on Friday night; look at it before nine.",
            by=actors["ada"],
        ),
    )
