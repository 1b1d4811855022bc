"""What becomes of alerts that moved: the plainest rule that works with no set-up.

An alert joins the open incident of its service, else of its group; otherwise one
incident is opened for all that share it in this turn.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from tocsin.foundation.accounts.rules import Actor
from tocsin.intake.alerts import queries
from tocsin.intake.alerts.changes import AlertFacts, Moved
from tocsin.register.work.actions import open_incident

_IMPACT = {"critical": 1, "error": 2, "warning": 3, "info": 3}


def correlate(moved: Moved, now: datetime) -> None:
    """Each opened alert has its incident."""
    groups: dict[tuple[Any, ...], list[AlertFacts]] = {}
    for alert in moved.opened:
        if alert.incident_id is None and not alert.suppressed:
            groups.setdefault(_group(alert), []).append(alert)
    joined: list[tuple[int, int | None, str]] = []
    for alerts in groups.values():
        number = _open(alerts, now)
        joined.extend((alert.id, number, "") for alert in alerts)
    queries.join_incidents(joined)


def _group(alert: AlertFacts) -> tuple[Any, ...]:
    if alert.service:
        return (alert.is_drill, "service", alert.service)
    name = alert.group_key or alert.labels.get("alertname") or alert.title
    return (alert.is_drill, alert.source_id, name)


def _open(alerts: Sequence[AlertFacts], now: datetime) -> int:
    first = alerts[0]
    report: dict[str, Any] = {
        "title": first.title,
        "detected_by": "monitor",
        "occurred_at": min(min(alert.starts_at for alert in alerts), now),
        "impact": min(_IMPACT.get(alert.severity, 3) for alert in alerts),
        "urgency": 2,
    }
    if first.service:
        report["service"] = first.service
    return open_incident(
        report,
        by=Actor(kind="source", id=first.source, name=first.source, via="wire"),
        source=f"alert:{first.source}"[:40],
        source_ref=str(first.id),
        is_drill=first.is_drill,
    ).id
