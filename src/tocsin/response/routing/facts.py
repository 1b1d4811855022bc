"""An incident as rules see it: its own facts, and those of what it is about."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tocsin.foundation.accounts.callers import Caller, callers_of
from tocsin.foundation.accounts.reads import team_choices
from tocsin.foundation.calendars.reads import calendars
from tocsin.foundation.calendars.rules import Calendar, is_open, peaks_at
from tocsin.foundation.classification.reads import models
from tocsin.foundation.services.reads import Weighing, weighing_of
from tocsin.register.work.routable import Routable
from tocsin.response.routing.deciding import Standing

_NOBODY = Caller()


class Surroundings:
    """What is asked once for a whole set of incidents, and only as far as the rules
    name it."""

    def __init__(self, rows: Collection[Routable], names: Collection[str]) -> None:
        services = {row.state.service_id for row in rows} - {None}
        self.services = weighing_of(key for key in services if key)
        people: Iterable[str | None] = ()
        if {"vip", "reporter_site", "reporter_teams"} & set(names):
            people = {row.state.reporter_id for row in rows}
        self.people = callers_of(key for key in people if key)
        self.calendars: Mapping[str, Calendar] = {}
        if {"open", "peaks"} & set(names):
            self.calendars = {c.key: c.calendar for c in calendars() if c.calendar}
        self.models = models()
        self.teams = {key for key, _name in team_choices()}

    def usable(self, name: str, value: Any) -> bool:
        """Whether what a rule names is still there."""
        if name == "team":
            return value in self.teams
        return name != "model" or value in self.models

    def team_of_model(self, model: str) -> str | None:
        team = self.models.get(model, {}).get("team")
        return team if team in self.teams else None


def standing_of(row: Routable) -> Standing:
    state = row.state
    return Standing(
        impact=state.impact,
        urgency=state.urgency,
        priority=state.priority,
        model=state.model,
        team=state.team_id,
        tags=state.tags,
        by_hand=row.by_hand,
        overridden=state.priority_overridden,
    )


def facts_of(
    row: Routable, base: Standing, around: Surroundings, zone: ZoneInfo
) -> dict[str, Any]:
    """The facts by name, as `docs/routing.md` lists them. What rules set is in them as
    it was before, so that no rule undoes its own reason."""
    state = row.state
    service = around.services.get(state.service_id or "")
    caller = around.people.get(state.reporter_id or "", _NOBODY)
    category = state.category_id or ""
    return {
        "category": category,
        "categories": _upwards(category),
        "service": state.service_id or "",
        **_of_service(service),
        "model": base.model,
        "source": row.source,
        "channel": state.channel,
        "detected_by": state.detected_by,
        "nature": state.nature,
        "impact": base.impact or 0,
        "urgency": base.urgency or 0,
        "priority": base.priority or 0,
        "team": base.team or "",
        "title": state.title,
        "description": state.description,
        "tags": [*base.tags],
        "labels": dict(row.labels),
        "fields": {name: str(value) for name, value in state.fields.items()},
        **_of_time(state.registered_at, service, around, zone),
        "vip": caller.is_vip,
        "reporter_site": caller.site,
        "reporter_teams": [*caller.teams],
        "is_drill": state.is_drill,
    }


def _upwards(category: str) -> list[str]:
    """The category and all it lies within."""
    parts = category.split("/") if category else []
    return ["/".join(parts[:n]) for n in range(1, len(parts) + 1)]


def _of_service(service: Weighing | None) -> dict[str, Any]:
    if service is None:
        return {"criticality": 0, "service_team": "", "service_nature": "", "users": 0}
    return {
        "criticality": service.criticality,
        "service_team": service.team,
        "service_nature": service.nature,
        "users": service.users,
    }


def _of_time(
    at: datetime | None,
    service: Weighing | None,
    around: Surroundings,
    zone: ZoneInfo,
) -> dict[str, Any]:
    if at is None:
        return {}
    local = at.astimezone(zone)
    held = around.calendars
    own = held.get(service.calendar) if service else None
    return {
        "hour": local.hour,
        "weekday": local.isoweekday(),
        "open": sorted(key for key, calendar in held.items() if is_open(calendar, at)),
        "peaks": [peak.name for peak in peaks_at(own, at)] if own else [],
    }
