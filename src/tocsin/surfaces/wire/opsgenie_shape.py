"""An alert as Opsgenie shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tocsin.intake.alerts.models import Alert
from tocsin.intake.events.adapters.opsgenie.words import FIELDS, SEVERITY, TAG
from tocsin.surfaces.wire.opsgenie_ids import alert_id, named_id
from tocsin.surfaces.wire.senders import Sender

_OWN = frozenset(FIELDS.values())


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside an alert: until when it is snoozed, and when somebody here
    acknowledged its incident."""

    snoozed_until: datetime | None = None
    answered_at: datetime | None = None


def shown(alert: Alert, found: Sender, beside: Beside) -> dict[str, Any]:
    """As a list has it. It is acknowledged where its source said so, or its incident
    was."""
    labels: Mapping[str, str] = alert.labels
    return {
        "id": alert_id(alert.id, alert.first_seen_at),
        "tinyId": str(alert.id),
        "alias": alert.key,
        "message": alert.title,
        "status": "closed" if _is_closed(alert) else "open",
        "acknowledged": _acknowledged_at(alert, beside) is not None,
        "isSeen": True,
        "tags": sorted(n.removeprefix(TAG) for n in labels if n.startswith(TAG)),
        **_snoozed(beside.snoozed_until),
        "count": alert.count,
        "lastOccurredAt": instant(alert.last_seen_at),
        "createdAt": instant(alert.first_seen_at),
        "updatedAt": instant(alert.ends_at or alert.last_seen_at),
        "source": labels.get(FIELDS["source"], ""),
        "owner": alert.acknowledged_by,
        "priority": _priority(alert),
        "responders": _responders(labels.get(FIELDS["responders"], "")),
        "integration": {
            "id": named_id("source", found.id),
            "name": found.name,
            "type": "API",
        },
        "report": _report(alert, _acknowledged_at(alert, beside)),
    }


def shown_whole(alert: Alert, found: Sender, beside: Beside) -> dict[str, Any]:
    """As it is shown alone."""
    labels: Mapping[str, str] = alert.labels
    actions = str(alert.annotations.get(FIELDS["actions"], ""))
    return {
        **shown(alert, found, beside),
        "actions": actions.split(", ") if actions else [],
        "entity": labels.get(FIELDS["entity"], ""),
        "description": alert.description,
        "details": _details(alert),
    }


def instant(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03}Z"


def _acknowledged_at(alert: Alert, beside: Beside) -> datetime | None:
    return alert.acknowledged_at or beside.answered_at


def _snoozed(until: datetime | None) -> dict[str, Any]:
    told: dict[str, Any] = {"snoozed": until is not None}
    return told | ({"snoozedUntil": instant(until)} if until else {})


def _is_closed(alert: Alert) -> bool:
    return alert.state == Alert.State.RESOLVED


def _priority(alert: Alert) -> str:
    told = str(alert.labels.get(FIELDS["priority"], ""))
    if told in SEVERITY:
        return told
    named = (name for name, word in SEVERITY.items() if word == alert.severity)
    return next(named, "P3")


def _responders(told: str) -> list[dict[str, str]]:
    named = (each.partition(":") for each in told.split(", ") if each)
    return [{"type": kind, "id": name} for kind, _colon, name in named if name]


def _details(alert: Alert) -> dict[str, str]:
    told = {**alert.annotations, **alert.labels}
    return {
        name: text
        for name, text in told.items()
        if name not in _OWN and not name.startswith(TAG)
    }


def _report(alert: Alert, answered_at: datetime | None) -> dict[str, Any]:
    """How long it took, in milliseconds, until it was answered and until it ended."""
    told: dict[str, Any] = {}
    if answered_at is not None:
        told["ackTime"] = _millis(alert, answered_at)
        told["acknowledgedBy"] = alert.acknowledged_by
    if alert.ends_at is not None:
        told["closeTime"] = _millis(alert, alert.ends_at)
    return told


def _millis(alert: Alert, until: datetime) -> int:
    return max(0, round((until - alert.first_seen_at).total_seconds() * 1000))
