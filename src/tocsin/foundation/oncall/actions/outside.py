"""Verbs of outside calendars: somebody else's iCalendar as a layer, matched to people
by their e-mail addresses."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Lower

from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.config.reads import value
from tocsin.foundation.oncall.actions.facts import arranged, audit
from tocsin.foundation.oncall.actions.materialising import AHEAD, locked, write_shifts
from tocsin.foundation.oncall.actions.scheduling import the_layer
from tocsin.foundation.oncall.ics import Occurrence, Unreadable, occurrences
from tocsin.foundation.oncall.models import Layer, OutsideSlot
from tocsin.foundation.oncall.options import NETWORKS, REFETCH
from tocsin.foundation.oncall.reads.plans import zone_called
from tocsin.foundation.oncall.refusals import CalendarUnreadable
from tocsin.kernel import clock, keys
from tocsin.kernel.outward import addresses, asking

_LONGEST = 1_000_000
_SPARE = timedelta(days=8)


@transaction.atomic
def bring_in_calendar(schedule: str, layer: str, told: bytes, *, by: Actor) -> Layer:
    """The layer is as this iCalendar file says, from now on, instead of what it was
    by an outside calendar before."""
    rota = arranged(schedule, by)
    row = the_layer(rota, layer)
    try:
        _hold(row, read_calendar(row, told))
    except Unreadable as flaw:
        raise CalendarUnreadable(told=str(flaw)) from flaw
    row.unit, row.fetch_due_at, row.fetched_at = "", None, clock.now()
    row.url, row.fetch_told = b"", ""
    row.save()
    write_shifts([rota])
    audit(rota, "calendar brought in", by, after={"layer": row.key})
    return row


@transaction.atomic
def follow_calendar(schedule: str, layer: str, url: str, *, by: Actor) -> Layer:
    """The layer follows the calendar at this address: fetched soon, and again and
    again. The address is kept encrypted, as it often opens the calendar."""
    rota = arranged(schedule, by)
    row = the_layer(rota, layer)
    try:
        addresses.need_shape(url)
    except addresses.NotAllowed as flaw:
        raise CalendarUnreadable(told=str(flaw)) from flaw
    row.url = keys.box().encrypt(url.encode())
    row.unit, row.fetch_due_at, row.fetch_told = "", clock.now(), ""
    row.save()
    write_shifts([rota])
    audit(rota, "calendar followed", by, after={"layer": row.key})
    return row


def read_calendar(row: Layer, told: bytes) -> list[Occurrence]:
    if len(told) > _LONGEST:
        raise Unreadable(f"{len(told)} bytes")
    zone = zone_called(row.zone or row.schedule.zone)
    now = clock.now()
    return occurrences(told, zone, now - timedelta(days=1), now + AHEAD + _SPARE)


def _hold(row: Layer, found: Iterable[Occurrence]) -> None:
    """The layer's slots are these; each is whose address is named first in it."""
    told = list(found)
    wanted = {address for each in told for address in each.addresses}
    rows = Person.objects.filter(is_active=True).annotate(address=Lower("email"))
    known = dict(rows.filter(address__in=wanted).values_list("address", "key"))
    row.outside.all().delete()
    OutsideSlot.objects.bulk_create(
        OutsideSlot(
            layer=row,
            uid=each.uid,
            starts_at=each.starts_at,
            ends_at=each.ends_at,
            person_id=next((known[a] for a in each.addresses if a in known), None),
        )
        for each in told
    )


def due_calendars() -> list[int]:
    """Layers whose outside calendar is to be fetched, marked as looked at."""
    now = clock.now()
    with transaction.atomic():
        rows = Layer.objects.select_for_update(skip_locked=True, no_key=True)
        due = list(rows.filter(fetch_due_at__lte=now).order_by("fetch_due_at")[:20])
        again = now + timedelta(minutes=value(REFETCH))
        Layer.objects.filter(id__in=[row.id for row in due]).update(fetch_due_at=again)
    return [row.id for row in due]


def fetch_calendar(number: int) -> int:
    """The layer is as its calendar says now; what cannot be had leaves it as it was,
    and says so. Nobody is asked inside a transaction."""
    row = Layer.objects.select_related("schedule").filter(id=number).first()
    if row is None or not row.url:
        return 0
    told, found = "", list[Occurrence]()
    try:
        found = read_calendar(row, _fetched(row))
    except (Unreadable, asking.NotReached, addresses.NotAllowed, ValueError) as flaw:
        told = str(flaw)[:200] or type(flaw).__name__
    return _fetch_told(row, told, found)


def _fetched(row: Layer) -> bytes:
    url = keys.box().decrypt(bytes(row.url)).decode()
    allowed = addresses.networks(value(NETWORKS))
    what = asking.Asking(url, "GET", {"Accept": "text/calendar"})
    heard = asking.ask(what, allowed=allowed, most=_LONGEST + 1)
    if heard.status != 200:
        raise Unreadable(f"HTTP {heard.status}")
    return heard.body


@transaction.atomic
def _fetch_told(seen: Layer, told: str, found: list[Occurrence]) -> int:
    (rota,) = locked([seen.schedule.key])
    row = Layer.objects.filter(id=seen.id, url=seen.url).first()
    if row is None:
        return 0
    row.fetch_told = told
    if not told:
        row.fetched_at = clock.now()
        _hold(row, found)
    row.save(update_fields=["fetch_told", "fetched_at"])
    return (told == "" and write_shifts([rota]) + 1) or 1
