"""Targets, and what observer, worker and clockwork do, without an engine."""

from typing import Any

from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.register.core.reads.entries import entries_of
from tocsin.register.work.reads import Filters, find
from tocsin.response.clocks.actions import plan_on, publish_target, tell_due
from tocsin.response.clocks.actions import settle as count


def target(
    measure: str = "resolve", minutes: int = 60, *, scaled: bool = False, **more: Any
) -> None:
    body = {
        "name": measure.title(),
        "kind": "sla",
        "measure": measure,
        "minutes": {f"P{n}": minutes * n if scaled else minutes for n in range(1, 6)},
        "pauses": ["supplier"],
        "thresholds": [50, 100, 150],
        **more,
    }
    key = more.pop("key", measure)
    body.pop("key", None)
    publish_target(key, body, by=SYSTEM, why="It was agreed.")


def settle() -> None:
    """What observer, worker and clockwork do, until all is quiet. The feed itself gives
    nothing away before a test's transaction ends."""
    count([incident.id for incident in find(SYSTEM, Filters()).rows])
    while plan_on() + tell_due():
        pass


def reaches(incident: Any) -> list[tuple[str, int]]:
    return [
        (told.body["clock"], told.body["percent"])
        for told in entries_of([incident.id])
        if told.kind == "clock_reached"
    ]


def why(incident: Any) -> list[str]:
    return [
        f"{each['clock']}: {each['because']}"
        for told in entries_of([incident.id])
        if told.kind == "clocks_changed"
        for each in told.body["clocks"]
    ]
