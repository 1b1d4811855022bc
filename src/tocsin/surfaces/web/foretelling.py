"""What would become of an incident that somebody is about to record: it is registered
and routed, looked at, and taken back, so that what is foretold is what would happen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from tocsin.foundation.accounts.rules import Actor
from tocsin.kernel import clock
from tocsin.register.core.entries import Kind
from tocsin.register.core.reads.entries import entries_of
from tocsin.register.work.actions import open_incident
from tocsin.register.work.reads import incident_for
from tocsin.response.clocks.reads import foretold
from tocsin.response.clocks.target_rules import Facts
from tocsin.response.routing.actions import route
from tocsin.surfaces.web.clock_shown import ShownClock, shown_clock


@dataclass(frozen=True, slots=True)
class Foretold:
    """With whom it would be and why, how it would be rated, when it would be due."""

    incident: Any
    team: str
    why: str
    rules: Sequence[str]
    clocks: Sequence[ShownClock]


def foretell(report: Mapping[str, Any], *, by: Actor) -> Foretold:
    """Nobody hears of it, because nothing is committed."""
    with transaction.atomic():
        number = open_incident(report, by=by)
        route({number.id: "foretold"})
        incident = incident_for(by, number.ref)
        team, why, rules = str(incident.team or ""), "", list[str]()
        for entry in entries_of([incident.id]):
            if entry.kind == Kind.ASSIGNED:
                why = str(entry.body.get("why", ""))
            if entry.kind == Kind.ROUTED:
                rules += [str(rule["name"]) for rule in entry.body.get("rules", ())]
        clocks = foretold(_facts(incident), clock.now())
        found = Foretold(incident, team, why, rules, [shown_clock(c) for c in clocks])
        transaction.set_rollback(True)
    return found


def _facts(incident: Any) -> Facts:
    return Facts(
        priority=incident.priority,
        category=incident.category_id or "",
        service=incident.service_id or "",
        model=incident.model or "",
        team=incident.team_id or "",
    )
