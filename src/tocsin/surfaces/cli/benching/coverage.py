"""How long the proof of coverage takes: of 200 categories, 5 priorities and 8 weeks."""

import time as stopwatch
from datetime import time
from itertools import product
from typing import Any

from tocsin.foundation.accounts.actions import add_person, add_team, join_team
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.classification.actions import add_category
from tocsin.foundation.oncall.actions import add_layer, add_schedule
from tocsin.kernel import clock
from tocsin.response.escalation.actions import publish_matrix
from tocsin.response.escalation.coverage.actions import keep_proof
from tocsin.response.escalation.coverage.models import Proven
from tocsin.response.escalation.coverage.reading import read_ground

_TEAMS, _PEOPLE, _GROUPS, _CATEGORIES = 40, 6, 20, 180
_LEVELS: list[dict[str, Any]] = [
    {"target": {"kind": "on_call", "rank": 1}, "acknowledge_within": 5},
    {"after": 5, "target": {"kind": "on_call", "rank": 2}, "acknowledge_within": 10},
    {"after": 15, "target": {"kind": "whole_team"}},
    {"after": 30, "target": {"kind": "role", "role": "duty_manager"}},
]

Measured = tuple[str, float, str, float | None]


def prove() -> list[Measured]:
    """Teams with daily turns at two ranks, a row for each group and priority; then the
    proof, from reading what it stands on until it is kept."""
    _make()
    begun = stopwatch.perf_counter()
    ground = read_ground(clock.now())
    read = stopwatch.perf_counter() - begun
    keep_proof()
    took = stopwatch.perf_counter() - begun - read
    proven = Proven.objects.get()
    return [
        (f"coverage, {proven.cells:,} cells × 8 weeks", took, "s", 10),
        ("coverage, shifts read", len(ground.duties), "shifts", None),
        ("coverage, reading", read, "s", None),
        ("coverage, rows climbed for a team", proven.climbs, "rows", None),
    ]


def _make() -> None:
    for number in range(_TEAMS):
        team = f"bench-{number}"
        add_team(team, f"Bench {number}", by=SYSTEM)
        people = [_person(team, place) for place in range(_PEOPLE)]
        for place, key in enumerate(people):
            join_team(team, key, by=SYSTEM, is_lead=place == 0)
        for rank, turns in ((1, people[::2]), (2, people[1::2])):
            _schedule(team, rank, turns)
    for number in range(_GROUPS):
        group, team = f"bench-{number}", f"bench-{number % _TEAMS}"
        add_category(group, f"Group {number}", fallback=team, parent=None, by=SYSTEM)
    for number in range(_CATEGORIES):
        group = f"bench-{number % _GROUPS}"
        team = f"bench-{number % _TEAMS}"
        key = f"{group}/part-{number}"
        add_category(key, f"Part {number}", fallback=team, parent=group, by=SYSTEM)
    rows = [
        {
            "key": f"bench-{group}-{priority}",
            "category": f"bench-{group}",
            "priorities": [priority],
            "levels": _LEVELS,
        }
        for group, priority in product(range(_GROUPS), range(1, 6))
    ]
    publish_matrix({"rows": rows}, by=SYSTEM, why="To be measured")


def _person(team: str, place: int) -> str:
    key = f"p-{team}-{place}"
    address = f"{key}@bench.example"
    add_person(key, name=f"{team} {place}", email=address, by=SYSTEM, roles=[], key=key)
    return key


def _schedule(team: str, rank: int, people: list[str]) -> None:
    key = f"{team}-{rank}"
    add_schedule(key, f"{team}, rank {rank}", team=team, by=SYSTEM, rank=rank)
    add_layer(
        key,
        "daily",
        by=SYSTEM,
        people=people,
        unit="days",
        begins_on=clock.now().date(),
        hand_over=time(9),
    )
