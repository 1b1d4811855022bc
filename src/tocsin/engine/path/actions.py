"""A trip is begun, helped on where somebody would do something, and ends."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tocsin.engine.path.front_door import NotThere, answer, send, tell_outside
from tocsin.engine.path.looking import Seen, looked_for
from tocsin.engine.path.models import Trip
from tocsin.engine.path.options import HEARTBEAT, MINUTES, SECONDS
from tocsin.engine.path.refusals import TripUnderWay
from tocsin.engine.path.rules import (
    ACCEPTED,
    ANSWER,
    CLEAR,
    RESOLVE,
    SEND,
    act_for,
    deadline,
    next_hop,
)
from tocsin.engine.path.standing_in import prepare
from tocsin.engine.path.words import HOP_WORDS
from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import ADMINISTRATOR, SYSTEM, Actor
from tocsin.foundation.audit.actions import record_change
from tocsin.foundation.config.reads import value
from tocsin.intake.events.models import Source
from tocsin.kernel import clock
from tocsin.register.core.models import Incident
from tocsin.register.core.rules import OPEN
from tocsin.register.work.actions import note, open_incident
from tocsin.register.work.actions.monitors import Deed, hold, resolve_many
from tocsin.register.work.own_path import OWN_PATH

# Whoever acts for a trip may take so long; then another does.
_HOLD = timedelta(seconds=15)
_KEPT = timedelta(days=90)
_BY = SYSTEM.through("engine")


def send_trip(*, by: Actor) -> Trip:
    """A drill of Tocsin's own is on its way now, whatever the minutes say."""
    if not by.has(ADMINISTRATOR):
        raise NotAllowed
    trip = _begin(clock.now(), by=by.id)
    if trip is None:
        raise TripUnderWay
    told = {"number": trip.pk}
    record_change("path", "sent", after=told, by=(by.kind, by.id))
    return trip


def travel() -> int:
    """The trip that is under way has come as far as it can by now; one is begun where
    it is time. Says how much was done."""
    now = clock.now()
    with transaction.atomic():
        trip = _held(now)
        if trip is None:
            return 1 if _begin_if_due(now) else 0
        seen = looked_for(trip)
        grown = _keep(trip, seen)
        hop = next_hop(seen.hops)
        if not hop:
            _arrive(trip, now)
        elif now > _until(trip, hop, seen):
            _stick(trip, hop, seen, now)
        act = act_for(hop)
        if trip.state != Trip.State.UNDER_WAY:
            act = ""
        trip.held_until = now + clock.lasting(_HOLD) if act else None
        trip.save()
    if trip.state == Trip.State.ARRIVED:
        _tell_outside()
    if act:
        return _do(act, trip, seen)
    return int(grown)


def _held(now: datetime) -> Trip | None:
    """The trip that is under way, if nobody acts for it just now."""
    rows = Trip.objects.select_for_update(skip_locked=True, no_key=True)
    trip = rows.filter(state=Trip.State.UNDER_WAY).first()
    if trip and trip.held_until and trip.held_until > now:
        return None
    return trip


def _begin_if_due(now: datetime) -> Trip | None:
    minutes = value(MINUTES)
    if not minutes or Trip.objects.filter(state=Trip.State.UNDER_WAY).exists():
        return None
    last = Trip.objects.order_by("-id").values_list("begun_at", flat=True).first()
    if last and now < last + timedelta(minutes=minutes):
        return None
    Trip.objects.filter(begun_at__lt=now - _KEPT).delete()
    return _begin(now)


def _begin(now: datetime, by: str = "") -> Trip | None:
    """A trip, unless one is under way."""
    prepare(_BY)
    try:
        with transaction.atomic():
            return Trip.objects.create(begun_at=now, by=by)
    except IntegrityError:
        return None


def _keep(trip: Trip, seen: Seen) -> bool:
    """What has been seen is written down; says whether anything was new."""
    told = {hop: at.isoformat() for hop, at in seen.hops.items()}
    grown = bool(told != trip.hops)
    trip.hops = told
    if seen.incident:
        trip.incident_id, trip.ref = seen.incident.id, seen.incident.ref
    return grown


def _until(trip: Trip, hop: str, seen: Seen) -> datetime:
    patience = timedelta(seconds=value(SECONDS))
    return deadline(hop, trip.begun_at, seen.hops, patience, seen.planned)


def _arrive(trip: Trip, now: datetime) -> None:
    trip.state, trip.ended_at, trip.said = Trip.State.ARRIVED, now, ""
    before = Trip.objects.filter(id__lt=trip.pk).order_by("-id").first()
    if before and before.alarm and (alarm := _open_alarm(before.alarm)):
        told = _("Tocsin's own drill {number} has arrived.").format(number=trip.pk)
        note(alarm.id, text=told, by=_BY, cause=f"trip:{trip.pk}:arrived")


def _stick(trip: Trip, hop: str, seen: Seen, now: datetime) -> None:
    """The hop did not come in time: that is an incident, a real one. What the trip
    opened is over, so that the next begins afresh."""
    trip.state, trip.ended_at, trip.late = Trip.State.STUCK, now, hop
    if seen.incident:
        _resolve(trip)
    trip.alarm = _raised(trip)


def _raised(trip: Trip) -> str:
    """The alarm that is open already, or a new one."""
    earlier = Trip.objects.exclude(alarm="").values_list("alarm", flat=True).first()
    if earlier and _open_alarm(earlier):
        return earlier
    service = Source.objects.values_list("service", flat=True).get(slug=OWN_PATH)
    report = {
        "title": _("Alerts may not reach people: {hop} did not come").format(
            hop=HOP_WORDS[trip.late]
        ),
        "description": _(
            "Tocsin's own drill {number} began at {at} and is stuck. {said}"
        ).format(number=trip.pk, at=f"{trip.begun_at:%H:%M:%S} UTC", said=trip.said),
        "impact": 1,
        "urgency": 1,
        "detected_by": "monitor",
        "channel": "monitor",
    }
    report |= {"service": service} if service else {}
    made = open_incident(report, by=_BY, source="path", source_ref=str(trip.pk))
    return made.ref


def _open_alarm(ref: str) -> Incident | None:
    return Incident.objects.filter(ref=ref, state__in=OPEN).first()


def _tell_outside() -> None:
    if url := value(HEARTBEAT).strip():
        _tried(lambda: tell_outside(url))


def _do(act: str, trip: Trip, seen: Seen) -> int:
    """What somebody would do now is done, outside any transaction but resolving."""
    said = _tried(lambda: _ACTS[act](trip, seen))
    trip.said, trip.held_until = said[:300], None
    if act == SEND and not said:
        trip.hops[ACCEPTED] = clock.now().isoformat()
    trip.save(update_fields=["said", "held_until", "hops"])
    return int(not said and act != CLEAR)


def _tried(do: Callable[[], None]) -> str:
    """Why it did not work; empty, when it did."""
    try:
        do()
    except NotThere as flaw:
        return str(flaw)
    return ""


def _send(trip: Trip, _seen: Seen) -> None:
    send(trip, now=clock.now())


def _answer(_trip: Trip, seen: Seen) -> None:
    answer(seen.message_id or 0)


def _clear(trip: Trip, _seen: Seen) -> None:
    send(trip, now=clock.now(), ended=True)


def _resolved(trip: Trip, _seen: Seen) -> None:
    with transaction.atomic():
        _resolve(trip)


def _resolve(trip: Trip) -> None:
    if trip.incident_id:
        hold([trip.incident_id])
        resolve_many([Deed(trip.incident_id, _BY, f"trip:{trip.pk}:over")])


_ACTS: Mapping[str, Callable[[Trip, Seen], None]] = {
    SEND: _send,
    ANSWER: _answer,
    CLEAR: _clear,
    RESOLVE: _resolved,
}
