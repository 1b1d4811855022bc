"""Whose an incident was and is, for its head: its way, and limits that it is beyond."""

from collections.abc import Collection
from typing import Any

from tocsin.foundation.accounts.reads import team_names
from tocsin.foundation.accounts.rules import Actor
from tocsin.register.core.rules import DIAGNOSIS
from tocsin.register.work.bouncing import way_of
from tocsin.response.routing.reads import crowding
from tocsin.surfaces.web.words_of_routing import crowded


def whose(incident: Any, actor: Actor, allowed: Collection[str]) -> dict[str, Any]:
    """What `incidents/_now.html` shows to staff. A limit is told where somebody is
    about to accept, or has."""
    if actor.is_requester:
        return {}
    told = _way(incident) if incident.reassigned_count else {}
    if "accept" in allowed or incident.state == DIAGNOSIS:
        told["crowded"] = crowded(crowding(actor, incident))
    return told


def _way(incident: Any) -> dict[str, Any]:
    way = way_of(incident)
    called = team_names(way.teams)
    names = [called.get(key or "", "–") for key in way.teams]
    return {"way": way, "way_told": " → ".join(names)}
