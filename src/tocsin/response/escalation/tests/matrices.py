"""Small matrices and duties for tests."""

from typing import Any

from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.oncall.tests.rotas import rota
from tocsin.register.core.reads.entries import entries_of
from tocsin.register.core.reads.visible import visible_to
from tocsin.response.escalation.actions import climb, follow, publish_matrix


def publish(*rows: dict[str, Any]) -> None:
    publish_matrix({"rows": list(rows)}, by=SYSTEM, why="Agreed")


def duty(team: str, *people: str, rank: int = 1) -> None:
    """These people are on call for the team, by turns, from now on."""
    rota(*people, key=f"{team}-{rank}", team=team, rank=rank)


def levels_told(incident: Any) -> list[tuple[int, list[str]]]:
    """Which level told whom, by the timeline."""
    return [
        (told.body["level"], list(told.body.get("people", ())))
        for told in entries_of([incident.id])
        if told.kind == "level_reached"
    ]


def settle() -> None:
    """Escalation hears of every incident, and takes all that is due."""
    follow(set(visible_to(SYSTEM).values_list("id", flat=True)))
    while climb():
        pass
