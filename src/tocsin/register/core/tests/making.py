"""Incidents and entries made by hand, below the verbs."""

from datetime import datetime
from typing import Any

from tocsin.foundation.accounts.rules import SYSTEM, Actor
from tocsin.register.core.actions.writer import Draft, append, draw_numbers
from tocsin.register.core.entries import Kind
from tocsin.register.core.models import Entry, Incident

ADA = Actor(kind="person", id="p-ada", name="Ada", via="web")


def opened(**facts: Any) -> Incident:
    """An incident of which nothing but its registration is told."""
    (birth,) = draw_numbers(1)
    body = {"title": "It is down", "owner_role": "duty_manager"} | facts
    append([Draft(birth.id, Kind.REGISTERED, body)], by=SYSTEM, births=[birth])
    return Incident.objects.get(id=birth.id)


def said(
    incident: Incident,
    kind: Kind,
    *,
    at: datetime | None = None,
    by: Actor = ADA,
    **body: Any,
) -> Entry:
    """One more entry of this incident."""
    append([Draft(incident.id, kind, body, happened_at=at)], by=by)
    return newest(incident)


def newest(incident: Incident) -> Entry:
    return Entry.objects.filter(incident=incident).order_by("-seq")[0]
