"""Alerts as people and programs look at them: found, and one for itself.

All but requesters see every alert. Which incident an alert belongs to is told only to
whoever sees that incident.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast

from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import Actor, may_look
from tocsin.intake.alerts.models import Alert
from tocsin.intake.alerts.ordering import ORDERS, Order, Place, seen_between
from tocsin.intake.alerts.refusals import AlertUnknown
from tocsin.intake.events.adapters.guess import GUESSED
from tocsin.intake.events.models import Source
from tocsin.kernel.text import holdable
from tocsin.register.core.reads.visible import visible_to

# So many alerts are looked through for one page; the next page looks further back.
REACH = 100_000
NEAR = 1000
STANDING = "standing"
NONE = "none"
_ENDED = Alert.State.RESOLVED


@dataclass(frozen=True, slots=True)
class WantedAlerts:
    """What the list is narrowed to; empty means everything. `state` may be `standing`
    (not resolved), `incident` a reference or `none`, `suppressed` the word
    before the colon, `any` or `none`. `order` is `first_seen`, `last_seen`, or empty:
    by number, which is nearly the first."""

    q: str = ""
    state: str = ""
    source: str = ""
    severity: str = ""
    service: str = ""
    incident: str = ""
    suppressed: str = ""
    first_since: datetime | None = None
    first_until: datetime | None = None
    last_since: datetime | None = None
    last_until: datetime | None = None
    order: str = ""


@dataclass(frozen=True, slots=True)
class SeenAlert:
    """An alert, and the incident it belongs to if the reader sees that."""

    alert: Alert
    incident: Any
    suppressed: str


@dataclass(frozen=True, slots=True)
class AlertPage:
    """Some alerts, the newest first, and from where to look on. `looked_through`:
    nothing more fits among the last `REACH`, and there are older ones."""

    rows: Sequence[SeenAlert]
    cursor: str | None
    looked_through: bool = False


def find_alerts(
    actor: Actor, wanted: WantedAlerts, *, cursor: str = "", limit: int = 50
) -> AlertPage:
    """The newest first. However many there are, one page looks at a bounded number."""
    if not may_look(actor):
        raise NotAllowed
    order = ORDERS.get(wanted.order, ORDERS[""])
    rows = order.sort(Alert.objects.select_related("source"))
    rows = rows.filter(_by_index(actor, wanted))
    if (place := order.read(cursor)) is not None:
        rows = rows.filter(order.beyond(place))
    narrowed = _narrowed(actor, wanted)
    found, floor = _looked_for(rows, order, narrowed, limit + 1)
    shown = _seen(actor, found[:limit])
    if len(found) > limit:
        return AlertPage(shown, str(order.place(found[limit - 1])))
    if floor is not None:
        return AlertPage(shown, str(floor), looked_through=True)
    return AlertPage(shown, None)


def _looked_for(
    rows: QuerySet[Alert], order: Order, narrowed: Q, wanted: int
) -> tuple[list[Any], Place | None]:
    """The first that fit, and after which alert the looking stopped, if it did. Most
    filters fit something among the first, so those are looked at alone before all."""
    if not narrowed:
        return list(rows[:wanted]), None
    fits = rows.alias(words=Cast("labels", TextField())).filter(narrowed)
    for reach in (min(NEAR, REACH), REACH):
        floor = _floor(rows, order, reach)
        bounded = fits if floor is None else fits.filter(order.down_to(floor))
        found = list(bounded[:wanted])
        if floor is None or len(found) == wanted:
            break
    return found, floor


def _by_index(actor: Actor, wanted: WantedAlerts) -> Q:
    """What an index answers, so that nothing needs to be looked through."""
    asked = Q()
    if wanted.source:
        # By number, so that the planner knows how much of it there is.
        named = Source.objects.filter(slug=holdable(wanted.source))
        asked &= Q(source_id__in=list(named.values_list("id", flat=True)))
    if wanted.state == STANDING:
        asked &= ~Q(state=_ENDED)
    elif wanted.state in (Alert.State.OPEN, Alert.State.NO_DATA):
        asked &= ~Q(state=_ENDED) & Q(state=wanted.state)
    elif wanted.state:
        asked &= Q(state=holdable(wanted.state))
    if wanted.incident and wanted.incident != NONE:
        ref = holdable(wanted.incident).strip().upper()
        ids = visible_to(actor).filter(ref=ref).values_list("id", flat=True)
        asked &= Q(incident_id__in=list(ids[:1]))
    asked &= seen_between("first_seen_at", wanted.first_since, wanted.first_until)
    return asked & seen_between("last_seen_at", wanted.last_since, wanted.last_until)


def _narrowed(actor: Actor, wanted: WantedAlerts) -> Q:
    """What has to be looked for in the rows themselves."""
    asked = Q()
    for word in holdable(wanted.q).split()[:5]:
        asked &= (
            Q(title__icontains=word) | Q(key__icontains=word) | Q(words__icontains=word)
        )
    if wanted.severity:
        told = "" if wanted.severity == NONE else holdable(wanted.severity)
        asked &= Q(severity=told)
    if wanted.service:
        told = "" if wanted.service == NONE else holdable(wanted.service)
        asked &= Q(service=told)
    if wanted.incident == NONE:
        # One that is hidden from the reader is none to them.
        theirs = visible_to(actor).filter(id=OuterRef("incident_id"))
        asked &= Q(incident_id=None) | ~Q(Exists(theirs))
    return asked & _held_back(wanted.suppressed)


def _held_back(wanted: str) -> Q:
    if not wanted:
        return Q()
    if wanted in (NONE, "any"):
        return Q(suppressed="") if wanted == NONE else ~Q(suppressed="")
    told = holdable(wanted)
    return Q(suppressed=told) | Q(suppressed__startswith=f"{told}:")


def _floor(rows: QuerySet[Alert], order: Order, reach: int) -> Place | None:
    """The place of the last alert that is looked at, if there are more."""
    led = rows.select_related(None).only("id", *filter(None, [order.column]))
    last = list(led[reach - 1 : reach + 1])
    return order.place(last[0]) if len(last) > 1 else None


def alert_for(actor: Actor, number: int) -> SeenAlert:
    """The alert of this number."""
    if not may_look(actor):
        raise NotAllowed
    found = Alert.objects.select_related("source").filter(id=number).first()
    if found is None:
        raise AlertUnknown(number=number)
    return _seen(actor, [found])[0]


def newest_of_keys(actor: Actor, source: int, keys: Iterable[str]) -> dict[str, Alert]:
    """By key: the newest alert of each of these keys of a source."""
    if not may_look(actor):
        raise NotAllowed
    rows = Alert.objects.filter(source_id=source, key__in=list(keys))
    latest = rows.order_by("source_id", "key", "-id").distinct("source_id", "key")
    return {alert.key: alert for alert in latest}


def is_guessed(actor: Actor, source: int) -> bool:
    """Whether the last alerts of a source were read by a guess."""
    if not may_look(actor):
        raise NotAllowed
    rows = Alert.objects.filter(source_id=source).order_by("-id")
    return any(
        GUESSED in labels for labels in rows.values_list("labels", flat=True)[:5]
    )


def earlier_episodes(actor: Actor, alert: Alert, limit: int = 10) -> list[Alert]:
    """What its source told of the same thing before, the latest first."""
    if not may_look(actor):
        raise NotAllowed
    rows = Alert.objects.filter(source=alert.source_id, key=alert.key, id__lt=alert.id)
    return list(rows.order_by("-id")[:limit])


@dataclass(frozen=True, slots=True)
class AlertsOfIncident:
    """The alerts of one incident: the first of them, open ones first, and how many."""

    rows: Sequence[Alert]
    counts: Mapping[str, int]

    @property
    def count(self) -> int:
        return sum(self.counts.values())

    @property
    def standing(self) -> int:
        return self.count - self.counts.get(_ENDED, 0)

    @property
    def more(self) -> int:
        return self.count - len(self.rows)


def alerts_of(incident: int, limit: int = 8) -> AlertsOfIncident:
    """Of an incident that the reader sees."""
    of = Alert.objects.filter(incident_id=incident)
    counts = dict(of.order_by().values_list("state").annotate(n=Count("id")))
    rows: list[Alert] = []
    for state in (Alert.State.OPEN, Alert.State.NO_DATA, Alert.State.RESOLVED):
        if counts.get(state) and len(rows) < limit:
            some = of.filter(state=state).select_related("source").order_by("-id")
            rows += some[: limit - len(rows)]
    return AlertsOfIncident(rows, counts)


def _seen(actor: Actor, alerts: Sequence[Alert]) -> list[SeenAlert]:
    """Each with its incident, where the actor may see that."""
    named = {alert.id: _incident_in(alert.suppressed) for alert in alerts}
    ids = {alert.incident_id for alert in alerts if alert.incident_id}
    refs = {ref for ref in named.values() if ref}
    found = list(visible_to(actor).filter(Q(id__in=ids) | Q(ref__in=refs)))
    by_id = {incident.id: incident for incident in found}
    seen = {incident.ref for incident in found}
    return [
        SeenAlert(
            alert,
            by_id.get(alert.incident_id) if alert.incident_id else None,
            _shown_reason(alert.suppressed, seen),
        )
        for alert in alerts
    ]


def _incident_in(suppressed: str) -> str:
    """The reference that a reason ends with, if it does."""
    _word, _colon, rest = suppressed.partition(":")
    return rest if rest.startswith("INC-") else ""


def _shown_reason(suppressed: str, seen: set[str]) -> str:
    ref = _incident_in(suppressed)
    return suppressed if not ref or ref in seen else suppressed.partition(":")[0]
