"""An incident as criteria see it: its own facts, and what fails with its service."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tocsin.foundation.calendars.reads import calendars
from tocsin.foundation.calendars.rules import is_open, peaks_at
from tocsin.foundation.services.models import Service
from tocsin.foundation.services.reads import (
    affected_by,
    costs_of,
    weighing_of,
    weights_of,
)
from tocsin.register.links.rules import PARENT
from tocsin.register.work.routable import Routable

_DOWN = "down"


class Surroundings:
    """What is asked once for a set of incidents: what goes down with their services,
    who uses those, what an hour without them costs, and their calendars."""

    def __init__(self, rows: Collection[Routable]) -> None:
        asked = {row.state.service_id for row in rows if row.state.service_id}
        found = Service.objects.filter(key__in=asked)
        self.down = {row.key: [row.key, *_pulled(row)] for row in found}
        everything = {key for keys in self.down.values() for key in keys}
        self.weighing = weighing_of(everything)
        self.weights = weights_of(self.down)
        self.costs = costs_of(everything)
        self.calendars = {c.key: c.calendar for c in calendars() if c.calendar}

    def cost_of(self, service: str) -> tuple[int, str]:
        """Money per hour, in whole units, of the service and all that goes down with
        it; what is told in another currency is not added."""
        found = [self.costs[k] for k in self.down.get(service, ()) if k in self.costs]
        if not found:
            return 0, ""
        currency = found[0][1]
        return sum(cost for cost, of in found if of == currency) // 100, currency

    def peaks(self, service: str, at: datetime) -> list[str]:
        """The peak periods in which the service, or one that goes down with it, is."""
        names: list[str] = []
        for key in self.down.get(service, ()):
            weighing = self.weighing.get(key)
            calendar = self.calendars.get(weighing.calendar) if weighing else None
            if calendar:
                names += [peak.name for peak in peaks_at(calendar, at)]
        return list(dict.fromkeys(names))


def _pulled(service: Service) -> list[str]:
    return [each.key for each in affected_by(service) if each.mood == _DOWN]


def facts_of(
    row: Routable, around: Surroundings, zone: ZoneInfo, at: datetime
) -> dict[str, Any]:
    """The facts by name, as `docs/major.md` lists them."""
    state, category = row.state, row.state.category_id or ""
    service = state.service_id or ""
    weight, (cost, currency) = around.weights.get(service), around.cost_of(service)
    parts = category.split("/") if category else []
    return {
        "category": category,
        "categories": ["/".join(parts[:n]) for n in range(1, len(parts) + 1)],
        "service": service,
        "services": around.down.get(service, []),
        "criticality": weight.criticality if weight else 0,
        "users": weight.users if weight else 0,
        "cost": cost,
        "currency": currency,
        "team": state.team_id or "",
        "impact": state.impact or 0,
        "urgency": state.urgency or 0,
        "priority": state.priority or 0,
        "nature": state.nature,
        "model": state.model,
        "tags": [*state.tags],
        "fields": {name: str(value) for name, value in state.fields.items()},
        "channel": state.channel,
        "children": len(state.links.get(PARENT, ())),
        "is_drill": state.is_drill,
        **_of_time(service, around, zone, at),
    }


def _of_time(
    service: str, around: Surroundings, zone: ZoneInfo, at: datetime
) -> Mapping[str, Any]:
    local = at.astimezone(zone)
    held = around.calendars
    return {
        "hour": local.hour,
        "weekday": local.isoweekday(),
        "open": sorted(key for key, calendar in held.items() if is_open(calendar, at)),
        "peaks": around.peaks(service, at),
    }
