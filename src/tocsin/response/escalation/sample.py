"""The matrix of the sample organisation: the two cases of the usual one, and others."""

from typing import Any

from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.response.escalation.actions import publish_matrix
from tocsin.response.escalation.usual import USUAL

_OWNING = {"kind": "on_call", "team": "owning"}
_MANAGER = {"kind": "role", "role": "duty_manager"}
_MAJOR = {"kind": "role", "role": "major_incident_manager"}


def _row(
    key: str,
    name: str,
    category: str,
    priorities: list[int],
    levels: list[dict[str, Any]],
    **more: Any,
) -> dict[str, Any]:
    told = {"key": key, "name": name, "category": category, "priorities": priorities}
    return {**told, **more, "levels": levels}


def _level(
    after: int, target: dict[str, Any], within: int, **more: Any
) -> dict[str, Any]:
    return {"after": after, "target": target, "acknowledge_within": within, **more}


def _urgent() -> list[dict[str, Any]]:
    """The first on call, the second, the rapid response by turns, then managers."""
    rapid = {"kind": "round_robin", "team": "rapid-response"}
    share = {"percent": 80, "of": "resolve"}
    return [
        _level(0, {**_OWNING, "rank": 1}, 5),
        _level(5, {**_OWNING, "rank": 2}, 5),
        _level(10, rapid, 5),
        _level(15, _MANAGER, 10, repeat={"times": 3, "every": 10}),
        {"after": 30, "unless": "restored", "target": _MAJOR},
        {"after": share, "unless": "resolved", "target": {"kind": "line_manager"}}
        | {"loud": False},
    ]


def _calm() -> list[dict[str, Any]]:
    return [
        _level(0, {**_OWNING, "rank": 1}, 30, loud=False),
        _level(30, {"kind": "whole_team", "team": "owning"}, 60, loud=False),
        _level(120, _MANAGER, 60, loud=False),
    ]


SAMPLE: dict[str, Any] = {
    "rows": [
        *USUAL["rows"],
        _row(
            "application-outage",
            "Application is down",
            "application",
            [1, 2],
            _urgent(),
        ),
        _row("database-outage", "Database", "database", [1, 2], _urgent()),
        _row("network-outage", "Network", "network", [1, 2], _urgent()),
        _row(
            "checkout-night",
            "Shop at night",
            "application",
            [1, 2],
            _urgent()[2:],
            when={"hours": "closed", "services": ["checkout", "shop"]},
        ),
        _row("urgent", "Anything urgent", "*", [1, 2], _urgent()),
        _row("anything", "Anything else", "*", [], _calm(), lapses=480),
    ]
}


def load_sample_matrix() -> None:
    """Every incident of the sample has a row."""
    publish_matrix(SAMPLE, by=SYSTEM, why="Agreed by all teams")
