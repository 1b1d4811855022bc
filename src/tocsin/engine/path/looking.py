"""Where a trip has come by, as the tables of each hop tell it."""

from dataclasses import dataclass, field
from datetime import datetime

from tocsin.engine.models import Listener
from tocsin.engine.path.models import Trip
from tocsin.engine.path.rules import (
    ACKNOWLEDGED,
    CLIMBING,
    HANDED_OVER,
    OPENED,
    PAGED,
    RESOLVED,
    RESTORED,
    ROUTED,
)
from tocsin.foundation.notify.models import Message, Page
from tocsin.intake.alerts.models import Alert
from tocsin.kernel import clock
from tocsin.register.core.entries import Kind
from tocsin.register.core.models import Entry, Incident
from tocsin.register.work.own_path import OWN_PATH
from tocsin.response.escalation.models import Run

TRIP = "trip"
_TOLD = {
    Kind.REGISTERED: OPENED,
    Kind.ESCALATION_BEGAN: CLIMBING,
    Kind.ACKNOWLEDGED: ACKNOWLEDGED,
    Kind.RESTORED: RESTORED,
    Kind.RESOLVED: RESOLVED,
}
_SENT = (Message.State.SENT, Message.State.DELIVERED)


@dataclass(slots=True)
class Seen:
    """What came, what is planned for later, and the message to answer."""

    hops: dict[str, datetime] = field(default_factory=dict)
    planned: dict[str, datetime] = field(default_factory=dict)
    incident: Incident | None = None
    message_id: int | None = None


def looked_for(trip: Trip) -> Seen:
    """How far the trip has come."""
    found = Seen(hops={k: datetime.fromisoformat(v) for k, v in trip.hops.items()})
    alert = Alert.objects.filter(
        source__slug=OWN_PATH, labels__contains={TRIP: str(trip.pk)}
    ).first()
    if alert is None or alert.incident_id is None:
        return found
    found.incident = Incident.objects.get(id=alert.incident_id)
    _entries(found, found.incident)
    _pages(found, found.incident)
    return found


def _entries(found: Seen, incident: Incident) -> None:
    rows = Entry.objects.filter(incident=incident, kind__in=list(_TOLD))
    for row in rows.order_by("seq"):
        found.hops.setdefault(_TOLD[Kind(row.kind)], row.recorded_at)
        if row.kind == Kind.REGISTERED and ROUTED not in found.hops:
            _routed(found, row)


def _routed(found: Seen, registered: Entry) -> None:
    """Routing says nothing where no rule fits; its bookmark tells that it has heard."""
    heard = Listener.objects.filter(name="routing").first()
    if heard and (heard.xact, heard.entry_id) >= (registered.xact, registered.id):
        found.hops[ROUTED] = heard.moved_at or clock.now()


def _pages(found: Seen, incident: Incident) -> None:
    run = Run.objects.filter(incident_id=incident.id).first()
    if run and run.due_at:
        found.planned[PAGED] = run.due_at
    page = Page.objects.filter(incident_id=incident.id).order_by("id").first()
    if page is None:
        return
    found.hops[PAGED] = page.made_at
    messages = Message.objects.filter(page=page)
    sent = messages.filter(state__in=_SENT).order_by("sent_at").first()
    if sent and sent.sent_at:
        found.hops[HANDED_OVER], found.message_id = sent.sent_at, sent.pk
        return
    waiting = messages.filter(due_at__isnull=False, attempts=0).order_by("due_at")
    if (first := waiting.first()) and first.due_at:
        found.planned[HANDED_OVER] = first.due_at
