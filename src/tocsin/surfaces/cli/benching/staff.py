"""A Tocsin under measurement from within: who is on call there, what is open, and how
late its levels were. Run as a program of its own by `alerted`; prints JSON."""

import json
import sys
import time
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from datetime import time as wall
from typing import Any

from tocsin.foundation.accounts.actions import add_person, add_team, join_team
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.classification.actions import add_category
from tocsin.foundation.oncall.actions import add_layer, add_schedule
from tocsin.kernel import clock
from tocsin.register.core.entries import Kind
from tocsin.register.core.reads.entries import entries_of
from tocsin.register.work.actions import open_incidents
from tocsin.register.work.actions.opening import Opening
from tocsin.register.work.reads import Filters, find
from tocsin.response.escalation.actions import publish_matrix
from tocsin.response.escalation.queries import standing
from tocsin.surfaces.cli import ground

TEAMS = tuple(f"bench-{number}" for number in range(10))
# P2 reaches its level after this; P1 is told at once; all else is left alone for days.
SOON = timedelta(minutes=1)
_STEADY = 20


def set_up() -> dict[str, Any]:
    """Ten teams with somebody on call and a category each, and a matrix."""
    for team in TEAMS:
        _team(team)
    target = {"kind": "on_call"}
    far = {"after": 10_000, "target": target}
    soon = {"after": SOON // timedelta(minutes=1), "target": target}
    rows = [
        {"key": "now", "priorities": [1], "levels": [{"target": target}, far]},
        {"key": "soon", "priorities": [2], "levels": [soon, far]},
        {"key": "later", "levels": [far]},
    ]
    publish_matrix({"rows": rows}, by=SYSTEM, why="To be measured")
    return {}


def _team(team: str) -> None:
    add_team(team, team.title(), by=SYSTEM)
    mail = f"{team}@shop.example"
    person = add_person(team, name=team.title(), email=mail, by=SYSTEM, key=team)
    join_team(team, person.key, by=SYSTEM)
    add_schedule(team, team.title(), team=team, rank=1, by=SYSTEM)
    add_layer(
        team,
        "weeks",
        by=SYSTEM,
        people=[person.key],
        unit="weeks",
        begins_on=date(2026, 3, 2),
        hand_over=wall(9),
    )
    add_category(team, team.title(), fallback=team, parent=None, by=SYSTEM)


def open_many(count: str) -> dict[str, Any]:
    """So many open incidents, for which nothing is due for days."""
    for first in range(0, int(count), 500):
        _open(min(500, int(count) - first), impact=3, urgency=3)
    return {}


def open_steadily(seconds: str) -> dict[str, Any]:
    """So many seconds long, twenty incidents a second whose level is due soon."""
    for _second in range(int(seconds)):
        begun = time.monotonic()
        _open(_STEADY, impact=1, urgency=2)
        time.sleep(max(0.0, begun + 1 - time.monotonic()))
    return {"opened": int(seconds) * _STEADY}


def _open(count: int, *, impact: int, urgency: int) -> None:
    facts = {"title": "A server is down", "impact": impact, "urgency": urgency}
    told = [Opening(dict(facts), team=TEAMS[n % len(TEAMS)]) for n in range(count)]
    open_incidents(told, by=SYSTEM)


def runs() -> dict[str, Any]:
    """How many runs escalation keeps."""
    return {"due": standing(clock.now()).due}


def late() -> dict[str, Any]:
    """By how many seconds each level that was due soon came after that."""
    rows = find(SYSTEM, Filters(priority=[2]), limit=100_000).rows
    since = {row.id: row.registered_at for row in rows}
    seconds = [
        (told.recorded_at - at - SOON).total_seconds()
        for told in entries_of(sorted(since))
        if told.kind == Kind.LEVEL_REACHED and (at := since[told.incident_id])
    ]
    return {"late": sorted(seconds)}


_VERBS: Mapping[str, Callable[..., dict[str, Any]]] = {
    "set-up": set_up,
    "open": open_many,
    "steadily": open_steadily,
    "runs": runs,
    "late": late,
}


def main() -> None:
    ground.ready()
    sys.stdout.write(json.dumps(_VERBS[sys.argv[1]](*sys.argv[2:])))
