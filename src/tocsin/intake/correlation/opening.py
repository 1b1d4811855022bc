"""What the register is told of the incidents that alerts open."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.services.reads import Weight, weights_of
from tocsin.intake.alerts.changes import AlertFacts
from tocsin.intake.correlation.rules import (
    UNTOLD,
    Verdict,
    impact_of,
    urgency_of,
    worst,
)
from tocsin.register.work.actions import open_incidents
from tocsin.register.work.actions.opening import Opening

_FACTS = ("category", "model", "impact", "urgency")


def open_groups(
    groups: Sequence[Sequence[AlertFacts]],
    verdicts: Mapping[int, Verdict],
    now: datetime,
) -> list[int]:
    """One incident for each group of alerts, opened by its first; their ids."""
    if not groups:
        return []
    services = {_service(group[0], verdicts) for group in groups} - {""}
    weights = weights_of(services) if services else {}
    openings = [_opening(group, verdicts, weights, now) for group in groups]
    return [row.id for row in open_incidents(openings, by=actor_of(groups[0][0]))]


def actor_of(alert: AlertFacts, on_behalf_of: str | None = None) -> Actor:
    """The source that told the alert, as an actor."""
    return Actor(
        kind="source",
        id=alert.source,
        name=alert.source,
        via="wire",
        on_behalf_of=on_behalf_of or None,
    )


def _service(alert: AlertFacts, verdicts: Mapping[int, Verdict]) -> str:
    return str(verdicts[alert.id].sets.get("service") or alert.service)


def _opening(
    group: Sequence[AlertFacts],
    verdicts: Mapping[int, Verdict],
    weights: Mapping[str, Weight],
    now: datetime,
) -> Opening:
    first = group[0]
    verdict = verdicts[first.id]
    service = _service(first, verdicts)
    report: dict[str, Any] = {
        "title": first.title,
        "description": description_of(first),
        # An unknown service is kept as it was told, and flagged.
        "service": service or first.service_told,
        "category": first.labels.get("category", ""),
        "detected_by": "monitor",
        "detected_at": min(alert.first_seen_at for alert in group),
        "occurred_at": min(now, *(alert.starts_at for alert in group)),
        "occurred_basis": "monitor",
        "channel": "monitor",
    }
    report |= weighed(worst(alert.severity for alert in group), weights.get(service))
    report |= {name: verdict.sets[name] for name in _FACTS if name in verdict.sets}
    return Opening(
        {name: value for name, value in report.items() if value not in (None, "")},
        # So that an incident that an alert opened is opened once for it.
        source=f"alert:{first.source}",
        source_ref=_name(first),
        is_drill=first.is_drill,
        by=actor_of(first),
        team=str(verdict.sets.get("team", "")),
        why=verdict.rule,
        labels=first.labels,
    )


def _name(alert: AlertFacts) -> str:
    """An alert that fires again in the same episode, too late to reopen what it opened,
    opens another."""
    again = f"/{alert.incident_id}" if alert.incident_id else ""
    return f"{alert.id}{again}"


def weighed(rank: int, weight: Weight | None) -> dict[str, int | None]:
    """Impact and urgency of an incident by what hangs on its service and by the
    greatest severity of its alerts."""
    criticality = weight.criticality if weight else None
    users = weight.users if weight else 0
    return {
        "impact": impact_of(rank, criticality, users),
        "urgency": urgency_of(rank) if rank < UNTOLD else None,
    }


def description_of(alert: AlertFacts) -> str:
    """What the alert says of itself, with its address at the source."""
    told = alert.description or next(
        (
            alert.annotations[n]
            for n in ("description", "summary", "message")
            if alert.annotations.get(n)
        ),
        "",
    )
    return "\n\n".join(part for part in (told[:4000], alert.url) if part)
