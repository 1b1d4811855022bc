"""Rules to be tried, and what they said."""

from typing import Any

from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.register.core.feed import Heard
from tocsin.register.core.reads.entries import Told, entries_of
from tocsin.register.work.reads import Filters, find, incident_for
from tocsin.response.routing.actions import publish_routes
from tocsin.response.routing.observers import HEARS, route_told


def rule(when: str, name: str = "It", **more: Any) -> dict[str, Any]:
    return {"name": name, "when": when, **more}


def publish(*rules: dict[str, Any], **more: Any) -> None:
    publish_routes({"rules": list(rules), **more}, by=SYSTEM, why="To try it.")


def routed(incident: Any) -> list[Told]:
    """What rules said of it, in order."""
    return [told for told in entries_of([incident.id]) if told.kind == "routed"]


def fresh(incident: Any) -> Any:
    return incident_for(SYSTEM, incident.ref)


def hear() -> None:
    """Routing hears all there is to hear, from the beginning: what it heard before says
    nothing again."""
    ids = [row.id for row in find(SYSTEM, Filters(), limit=100).rows]
    told = [entry for entry in entries_of(sorted(ids)) if entry.kind in HEARS]
    route_told(
        [
            Heard(1, 1, e.incident_id, e.seq, e.kind, e.origin, e.is_drill, {})
            for e in told
        ]
    )
