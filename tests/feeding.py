"""A hand that tells alerts, as an adapter would have read them."""

from datetime import datetime
from typing import Any

from django.db import transaction

from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.intake.alerts.applying import follow
from tocsin.intake.alerts.changes import Received
from tocsin.intake.alerts.models import Alert
from tocsin.intake.correlation.correlating import correlate
from tocsin.intake.events.actions.sources import add_source
from tocsin.intake.events.event import Act, Event, Request
from tocsin.intake.events.models import Source
from tocsin.kernel import clock
from tocsin.register.core.models import Incident
from tocsin.register.core.reads.entries import entries_of


def source(name: str = "prometheus", **facts: Any) -> Source:
    made, _key = add_source(name, facts.pop("tool", "in"), by=SYSTEM, **facts)
    return made


def fires(key: str, **facts: Any) -> Event:
    usual: dict[str, Any] = {"title": f"{key} fires", "severity": "critical"}
    return Event(key=key, act=Act.OPEN, **(usual | facts))


def ends(key: str, **facts: Any) -> Event:
    return Event(key=key, act=Act.RESOLVE, **facts)


def tell(by: Source, *events: Event, at: datetime | None = None) -> None:
    """One turn of folding with these events."""
    now = clock.now()
    told = [
        Received(by.id, _request(by, at or now), event, by.is_drill) for event in events
    ]
    with transaction.atomic():
        moved = follow(told, now, usual={by.id: by.service})
        correlate(moved, now)


def _request(by: Source, at: datetime) -> Request:
    return Request(
        id=1, source=by.slug, tool=by.tool, received_at=at, protocol="in", body=b""
    )


def incident_of(key: str) -> Incident:
    """The incident of the last alert of this key."""
    alert = Alert.objects.filter(key=key).order_by("-id").first()
    assert alert is not None
    assert alert.incident_id is not None
    return Incident.objects.get(id=alert.incident_id)


def incidents() -> list[Incident]:
    return list(Incident.objects.order_by("id"))


def said(incident: Incident) -> list[str]:
    return [told.kind for told in entries_of([incident.id])]
