"""How the sample organisation routes: three rules, as a house like that has them."""

from typing import Any

from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.response.routing.actions import publish_routes

_BY = SYSTEM.through("sample")
RULES: dict[str, Any] = {
    "zone": "Europe/Paris",
    "rules": [
        {
            "name": "Checkout in a peak",
            "when": 'service == "checkout" && size(peaks) > 0',
            "set": {"priority": 1},
            "tags": ["peak"],
        },
        {
            "name": "VIPs do not wait",
            "when": "vip && urgency > 1",
            "set": {"urgency": 1},
            "tags": ["vip"],
        },
        {
            "name": "Network after hours",
            "when": '"network" in categories && !("office" in open)',
            "tags": ["after-hours"],
        },
    ],
}


def load_sample_routes() -> None:
    """The rules are published; the engine applies them to what nobody has accepted."""
    publish_routes(RULES, by=_BY, why="What must not wait")
