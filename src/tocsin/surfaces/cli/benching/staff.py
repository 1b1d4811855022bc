"""A Tocsin under measurement from within: who is on call there, what is open, and how
late its levels were. Each is a program of its own, which prints JSON."""

import json
import sys
import time
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from datetime import time as wall
from typing import Any

import django

TEAM, PERSON = "bench", "p-bench"
# P1 reaches its level after this; all else is told at once and then left alone.
SOON = timedelta(minutes=1)
_SET = 20


def set_up() -> dict[str, Any]:
    """One team with somebody on call, and a matrix of two rows."""
    from tocsin.foundation.accounts.actions import add_person, add_team, join_team
    from tocsin.foundation.accounts.rules import SYSTEM
    from tocsin.foundation.oncall.actions import add_layer, add_schedule
    from tocsin.response.escalation.actions import publish_matrix

    add_team(TEAM, "Bench", by=SYSTEM)
    add_person(
        "on-call",
        name="On Call",
        email="on-call@shop.example",
        by=SYSTEM,
        key=PERSON,
    )
    join_team(TEAM, PERSON, by=SYSTEM)
    add_schedule(TEAM, "Bench", team=TEAM, rank=1, by=SYSTEM)
    add_layer(
        TEAM,
        "weeks",
        by=SYSTEM,
        people=[PERSON],
        unit="weeks",
        begins_on=date(2026, 3, 2),
        hand_over=wall(9),
    )
    target = {"kind": "on_call", "team": TEAM}
    far = {"after": 10_000, "target": target}
    after = int(SOON.total_seconds()) // 60
    rows = [
        {
            "key": "soon",
            "priorities": [1],
            "levels": [{"after": after, "target": target}],
        },
        {"key": "all", "levels": [{"target": target}, far]},
        {"key": "later", "priorities": [5], "levels": [far]},
    ]
    publish_matrix({"rows": rows}, by=SYSTEM, why="")
    return {}


def open_many(count: str) -> dict[str, Any]:
    """So many open incidents, for which nothing is due for days."""
    _open(int(count), impact=3, size=500)
    return {}


def open_steadily(seconds: str) -> dict[str, Any]:
    """So many seconds long, twenty incidents a second whose level is due soon."""
    for _second in range(int(seconds)):
        begun = time.monotonic()
        _open(_SET, impact=1, size=_SET)
        time.sleep(max(0.0, begun + 1 - time.monotonic()))
    return {"opened": int(seconds) * _SET}


def _open(count: int, *, impact: int, size: int) -> None:
    from tocsin.foundation.accounts.rules import SYSTEM
    from tocsin.register.work.actions import open_incidents
    from tocsin.register.work.actions.opening import Opening

    facts = {"impact": impact, "urgency": impact}
    for first in range(0, count, size):
        told = [
            Opening({"title": f"Server {n} is down", **facts}, team=TEAM)
            for n in range(first, min(first + size, count))
        ]
        open_incidents(told, by=SYSTEM)


def runs() -> dict[str, Any]:
    """How many runs escalation keeps."""
    from tocsin.kernel import clock
    from tocsin.response.escalation.queries import standing

    return {"due": standing(clock.now()).due}


def late() -> dict[str, Any]:
    """Seconds that each level which was due soon came after it was."""
    from tocsin.register.core.entries import Kind
    from tocsin.register.core.models import Entry

    found = Entry.objects.filter(
        kind=Kind.LEVEL_REACHED, incident__priority=1
    ).values_list("recorded_at", "incident__registered_at")
    seconds = [(at - since - SOON).total_seconds() for at, since in found if since]
    return {"late": sorted(seconds)}


_VERBS: Mapping[str, Callable[..., dict[str, Any]]] = {
    "set-up": set_up,
    "open": open_many,
    "steadily": open_steadily,
    "runs": runs,
    "late": late,
}

if __name__ == "__main__":
    django.setup()
    from tocsin.surfaces.cli import ground

    ground.ready()
    sys.stdout.write(json.dumps(_VERBS[sys.argv[1]](*sys.argv[2:])))
