"""`GET alerts` and `GET alerts/groups`: what of the source's alerts fires now."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from tocsin.intake.alerts.own import OwnAlert, own_alerts
from tocsin.surfaces.wire.alertmanager_answers import Flaw, instant_of, said
from tocsin.surfaces.wire.alertmanager_asking import Narrowing, narrowing_of
from tocsin.surfaces.wire.asked import Answer, Asked
from tocsin.surfaces.wire.senders import Sender
from tocsin.surfaces.wire.threads import in_thread

# An alert whose sender promised nothing lives as long again, Alertmanager would say.
_USUAL = timedelta(minutes=5)


async def get_alerts(found: Sender, asked: Asked) -> Answer:
    try:
        narrowing = narrowing_of(asked.query)
    except Flaw as flaw:
        return flaw.answer
    alerts = await in_thread(_narrowed, found, narrowing)
    return said(200, [_shape(one, found) for one in alerts])


async def get_groups(found: Sender, asked: Asked) -> Answer:
    """By their names."""
    try:
        narrowing = narrowing_of(asked.query)
    except Flaw as flaw:
        return flaw.answer
    groups: dict[str, list[OwnAlert]] = {}
    for one in await in_thread(_narrowed, found, narrowing):
        name = one.alert.labels.get("alertname", "")
        groups.setdefault(name, []).append(one)
    return said(200, [_group(name, groups[name], found) for name in sorted(groups)])


def _group(name: str, alerts: Sequence[OwnAlert], found: Sender) -> dict[str, Any]:
    return {
        "labels": {"alertname": name} if name else {},
        "receiver": {"name": found.slug},
        "alerts": [_shape(one, found) for one in alerts],
    }


def _narrowed(found: Sender, narrowing: Narrowing) -> list[OwnAlert]:
    receiver = narrowing.receiver
    if receiver and not receiver.fits({"receiver": found.slug}):
        return []
    alerts = own_alerts(found.id, narrowing.asks)
    return [one for one in alerts if not set(_unwanted(one)) - narrowing.wanted]


def _unwanted(one: OwnAlert) -> Iterator[str]:
    """The states that must be wanted for it to be told."""
    if not one.is_suppressed:
        yield "active"
    if one.inhibited_by:
        yield "inhibited"
    elif one.is_suppressed:
        yield "silenced"


def _shape(one: OwnAlert, found: Sender) -> dict[str, Any]:
    alert = one.alert
    ends_at = alert.expires_at or alert.last_seen_at + _USUAL
    told = {
        "annotations": alert.annotations,
        "endsAt": instant_of(ends_at),
        "fingerprint": alert.fingerprint,
        "receivers": [{"name": found.slug}],
        "startsAt": instant_of(alert.starts_at),
        "status": {
            "state": "suppressed" if one.is_suppressed else "active",
            "silencedBy": list(one.silenced_by),
            "inhibitedBy": list(one.inhibited_by),
        },
        "updatedAt": instant_of(alert.last_seen_at),
        "labels": alert.labels,
    }
    return told | ({"generatorURL": alert.url} if alert.url else {})
