"""What routing hears: incidents are registered, and what is known of them changes."""

from collections.abc import Sequence

from tocsin.register.core.entries import Kind
from tocsin.register.core.feed import Heard
from tocsin.response.routing.actions import route

HEARS = frozenset({Kind.REGISTERED, Kind.CLASSIFIED, Kind.AMENDED})


def route_told(heard: Sequence[Heard]) -> None:
    """Each incident is routed once for all that was told of it, by what it is now."""
    last = {entry.incident_id: entry.seq for entry in heard}
    route({number: f"routed:{seq}" for number, seq in last.items()})
