"""Escalation under load: many runs due at once, and many with nothing due."""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from datetime import time as wall

from tocsin.foundation.accounts.actions import add_person, add_team, join_team
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.oncall.actions import add_layer, add_schedule
from tocsin.kernel import clock
from tocsin.register.transfer.database import tidy_up
from tocsin.register.work.actions import open_incidents
from tocsin.register.work.actions.opening import Opening
from tocsin.response.escalation.actions import CLIMBERS, climb, follow, publish_matrix
from tocsin.response.escalation.queries import rehearse_an_hour, rehearse_many
from tocsin.surfaces.cli.benching.threads import take_all

RUNS, OPEN = 100_000, 1_000_000
_SET, _TURNS = 1000, 200
_TEAMS = ("one", "two", "three", "four")
Told = tuple[str, float, str, float | None]
_WORK = (
    "import django; django.setup()\n"
    "from tocsin.surfaces.cli.benching.paging import climb_all\n"
    "print('ready', flush=True); input(); climb_all()"
)


def escalation() -> Iterator[Told]:
    """100,000 runs that are due at once, by one process and by two; a turn with a
    million runs open and nothing due."""
    _set_up()
    _open(RUNS)
    used = time.process_time()
    seconds = _seconds_of(climb_all)
    used = time.process_time() - used
    yield f"{RUNS:,} due runs climb, one process", seconds, "s", 10
    yield "of it, this process's own", used, "s", None
    yield "runs climbed", RUNS / seconds, "1/s", None
    rehearse_an_hour()
    tidy_up()
    with _waiting(2) as begin:
        seconds = _seconds_of(begin)
    yield f"{RUNS:,} due runs climb, two processes", seconds, "s", 5
    rehearse_many(OPEN, now=clock.now())
    tidy_up()
    climb()
    turns = sorted(_seconds_of(climb) * 1000 for _turn in range(_TURNS))
    yield f"turn, {OPEN:,} runs open, nothing due", turns[len(turns) // 2], "ms", 5
    yield "the slowest of these turns", turns[-1], "ms", None
    yield "and on average", statistics.fmean(turns), "ms", None


def _seconds_of(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _set_up() -> None:
    """Four teams with a first and a second on call, and a row of three levels."""
    for team in _TEAMS:
        add_team(team, team.title(), by=SYSTEM)
        for rank in (1, 2):
            name = f"{team}-{rank}"
            add_person(
                name,
                name=name.title(),
                email=f"{name}@shop.example",
                by=SYSTEM,
                key=name,
            )
            join_team(team, name, by=SYSTEM)
            add_schedule(name, name.title(), team=team, rank=rank, by=SYSTEM)
            add_layer(
                name,
                "weeks",
                by=SYSTEM,
                people=[name],
                unit="weeks",
                begins_on=date(2026, 3, 2),
                hand_over=wall(9),
            )
    levels = [
        {"target": {"kind": "on_call"}},
        {"after": 30, "target": {"kind": "on_call", "rank": 2}},
        {"after": 10_000, "target": {"kind": "whole_team"}},
    ]
    publish_matrix({"rows": [{"key": "all", "levels": levels}]}, by=SYSTEM, why="")


def _open(count: int) -> None:
    """So many incidents that escalation has heard of."""
    for first in range(0, count, _SET):
        numbers = range(first, min(first + _SET, count))
        told = [
            Opening(
                {"title": f"Server {n} is down", "impact": 1, "urgency": 1},
                team=_TEAMS[n % len(_TEAMS)],
            )
            for n in numbers
        ]
        made = open_incidents(told, by=SYSTEM)
        follow([incident.id for incident in made])
    tidy_up()


def climb_all() -> None:
    """As one engine process does, with as many threads."""
    take_all(climb, CLIMBERS)


@contextmanager
def _waiting(processes: int) -> Iterator[Callable[[], None]]:
    """Processes of their own, as engines that run already; what is yielded lets all of
    them climb, and nothing is due afterwards."""
    command = [sys.executable, "-c", _WORK]
    running = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for _process in range(processes)
    ]
    for each in running:
        assert each.stdout
        assert each.stdout.readline() == b"ready\n"

    def begin() -> None:
        for each in running:
            assert each.stdin
            each.stdin.write(b"\n")
            each.stdin.close()
        for each in running:
            each.wait()

    yield begin
