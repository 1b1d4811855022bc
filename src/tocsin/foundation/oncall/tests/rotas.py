"""What tests of this room stand on: a team's schedule."""

from datetime import date, time
from typing import Any

from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.oncall.actions import add_layer, add_schedule
from tocsin.foundation.oncall.models import Schedule

WEEKS: dict[str, Any] = {"unit": "weeks", "begins_on": date(2026, 3, 2)}
WEEKS |= {"hand_over": time(9)}


def rota(
    *people: str, key: str = "application-primary", layer: str = "weeks", **facts: Any
) -> Schedule:
    """Weeks of these people in turn, from Monday 2 March at 9:00 of UTC."""
    told = {"team": facts.pop("team", "application"), "rank": facts.pop("rank", 1)}
    zone = facts.pop("zone", "UTC")
    made = add_schedule(key, key.title(), by=SYSTEM, zone=zone, **told)
    if people:
        add_layer(key, layer, by=SYSTEM, people=people, **(WEEKS | facts))
    return made
