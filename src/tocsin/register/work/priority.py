"""How bad and whose: priority and team from facts, by published configuration."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from tocsin.foundation.classification.reads import matrix, team_for_category
from tocsin.foundation.classification.rules import matching_model, priority_of
from tocsin.foundation.services.reads import teams_of

# An impact or urgency nobody told counts as the middle one, and is flagged.
_UNTOLD = 2


class Rating(NamedTuple):
    priority: int
    reason: str


class Route(NamedTuple):
    team: str | None
    why: str


def rated(facts: Mapping[str, Any], by: Mapping[str, Any] | None = None) -> Rating:
    """The priority that the published matrix gives these facts, and why; `by` is the
    matrix, where the caller has asked for it already."""
    impact, urgency = facts.get("impact"), facts.get("urgency")
    cells = matrix() if by is None else by
    priority = priority_of(cells, impact or _UNTOLD, urgency or _UNTOLD)
    words = {
        "impact": impact or _UNTOLD,
        "urgency": urgency or _UNTOLD,
        "assumed": "" if impact and urgency else " " + _("(taken as 2 until told)"),
    }
    reason = _("impact %(impact)s, urgency %(urgency)s%(assumed)s") % words
    return Rating(priority, reason)


def routed(facts: Mapping[str, Any], at: datetime) -> Route:
    """The team that answers: by category, failing that by service."""
    if category := facts.get("category"):
        return Route(*team_for_category(category, at))
    if service := facts.get("service"):
        team = teams_of([service]).get(service)
        return Route(team, _("The service is theirs."))
    return Route(None, "")


def with_model(
    facts: dict[str, Any], published: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """The facts, completed by the published incident model that fits them best."""
    name = facts.get("model") or matching_model(
        published, category=facts.get("category"), service=facts.get("service")
    )
    if not name or name not in published:
        return facts
    model = published[name]
    defaults = {
        key: model[key] for key in ("category", "impact", "urgency") if model.get(key)
    }
    return defaults | facts | {"model": name, "team_of_model": model.get("team")}
