"""What the sample organisation promises."""

from collections.abc import Mapping, Sequence
from typing import Any

from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.response.clocks.actions import publish_target

_HOUR, _DAY = 60, 24 * 60


def _by_priority(minutes: Sequence[int]) -> dict[str, int]:
    return {f"P{n}": each for n, each in enumerate(minutes, start=1)}


TARGETS: Mapping[str, Mapping[str, Any]] = {
    "response": {
        "name": "Response",
        "kind": "sla",
        "measure": "response",
        "minutes": _by_priority([5, 15, _HOUR, 4 * _HOUR, 8 * _HOUR]),
        "calendar": "@service",
        "thresholds": [80, 100],
    },
    "restore": {
        "name": "Restore",
        "kind": "sla",
        "measure": "restore",
        "minutes": _by_priority([_HOUR, 4 * _HOUR, 8 * _HOUR, 3 * _DAY, 10 * _DAY]),
        "peak_minutes": {"P1": 20, "P2": 2 * _HOUR},
        "calendar": "@service",
        "pauses": ["reporter", "change"],
        "thresholds": [50, 80, 100, 150],
    },
    "resolve": {
        "name": "Resolve",
        "kind": "sla",
        "measure": "resolve",
        "minutes": _by_priority([8 * _HOUR, _DAY, 3 * _DAY, 10 * _DAY, 30 * _DAY]),
        "pauses": ["reporter", "supplier", "change", "approval"],
        "thresholds": [50, 80, 100, 200],
    },
    "update": {
        "name": "Update",
        "kind": "sla",
        "measure": "update",
        "minutes": {"P1": 30, "P2": 2 * _HOUR},
        "thresholds": [80, 100],
    },
    "accept": {
        "name": "Accept",
        "kind": "ola",
        "measure": "response",
        "minutes": _by_priority([5, 30, 4 * _HOUR, _DAY, 2 * _DAY]),
        "calendar": "@team",
        "thresholds": [80, 100],
    },
    "supplier": {
        "name": "Supplier",
        "kind": "supplier",
        "measure": "restore",
        "minutes": _by_priority([_HOUR, 4 * _HOUR, _DAY, 3 * _DAY, 5 * _DAY]),
        "thresholds": [80, 100],
    },
}


def load_sample_targets() -> None:
    for key, body in TARGETS.items():
        publish_target(key, dict(body), by=SYSTEM, why="As agreed with the business")
