"""Windows of maintenance: which are open and which are planned."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q

from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import Actor, may_look
from tocsin.foundation.calendars.recurring import occurrences
from tocsin.foundation.services.models import Service
from tocsin.foundation.services.reads import affected_by, needed_by
from tocsin.intake.alerts.models import Alert
from tocsin.intake.alerts.planned import Occurrence, Window
from tocsin.intake.alerts.refusals import WindowUnknown
from tocsin.kernel import clock

# So far ahead occurrences are rows, to be asked by SQL and by many alerts at once.
AHEAD = timedelta(weeks=8)
_TOOK_PLACE = Q(ends_at__gt=F("starts_at"))
STATES = ("running", "planned", "over")


def open_occurrences(now: datetime) -> list[Occurrence]:
    """Those that go on at this instant, the one that ends last first."""
    found = Occurrence.objects.filter(starts_at__lte=now, ends_at__gt=now)
    return list(found.select_related("window").order_by("-ends_at", "id"))


def services_of(window: Window) -> frozenset[str] | None:
    """The keys of the services that it is about, as things depend on one another now;
    None: of all."""
    if not window.services:
        return None
    reached = set(window.services)
    for service in Service.objects.filter(key__in=window.services):
        if window.reach in (Window.Reach.USERS, Window.Reach.BOTH):
            reached |= {each.key for each in affected_by(service)}
        if window.reach in (Window.Reach.NEEDS, Window.Reach.BOTH):
            reached |= {each.key for each in needed_by(service)}
    return frozenset(reached)


@dataclass(frozen=True, slots=True)
class Planned:
    """A window, and the occurrence that says how it stands: the one that goes on, else
    the next, else the last."""

    window: Window
    occurrence: Occurrence | None
    state: str
    held: int = 0


def windows(actor: Actor, state: str = "") -> list[Planned]:
    """What is open and planned, the one that begins first first; with `over`, what
    was, the latest first."""
    _look(actor)
    now = clock.now()
    ahead = Occurrence.objects.filter(window=OuterRef("pk"), ends_at__gt=now)
    over = state == "over"
    rows = Window.objects.filter(~Q(Exists(ahead)) if over else Q(Exists(ahead)))
    found = [standing(window, now) for window in rows.order_by("-id")[:500]]
    if over:
        return found
    kept = [one for one in found if state in ("", one.state)]
    return sorted(kept, key=lambda one: _begins(one, now))


def _begins(one: Planned, now: datetime) -> datetime:
    return one.occurrence.starts_at if one.occurrence else now


def standing(window: Window, now: datetime) -> Planned:
    rows = Occurrence.objects.filter(window=window)
    found = rows.filter(ends_at__gt=now).order_by("starts_at").first()
    found = found or rows.order_by("-starts_at").first()
    held = Alert.objects.exclude(state=Alert.State.RESOLVED)
    return Planned(
        window,
        found,
        found.state(now) if found else "over",
        held.filter(suppressed=window.mark).count(),
    )


def window_for(actor: Actor, number: int) -> Window:
    _look(actor)
    found = Window.objects.filter(id=number).first()
    if found is None:
        raise WindowUnknown(number=number)
    return found


def occurrences_of(window: Window, now: datetime, most: int = 20) -> list[Occurrence]:
    """The last one, the one that goes on and the next."""
    rows = Occurrence.objects.filter(_TOOK_PLACE, window=window)
    ahead = list(rows.filter(ends_at__gt=now).order_by("starts_at")[:most])
    last = rows.filter(ends_at__lte=now).order_by("-starts_at")[:3]
    return [*reversed(last), *ahead]


def occasions(actor: Actor, begins: datetime, ends: datetime) -> list[Occurrence]:
    """Every occurrence that touches a span of time, also those that are no rows yet."""
    _look(actor)
    rows = Occurrence.objects.filter(
        _TOOK_PLACE, starts_at__lt=ends, ends_at__gt=begins
    )
    found = list(rows.select_related("window").order_by("starts_at", "id")[:500])
    later = Window.objects.filter(called_off_at=None, known_until__lt=ends)
    for window in later.exclude(rule=""):
        known = max(begins, window.known_until or begins)
        found += _planned(window, known, ends)
    return sorted(found, key=lambda each: (each.starts_at, each.window_id))


def _planned(window: Window, begins: datetime, ends: datetime) -> Iterable[Occurrence]:
    for span in occurrences(window.plan, begins, ends):
        if span.starts >= begins:
            yield Occurrence(
                window=window,
                planned_at=span.starts,
                starts_at=span.starts,
                ends_at=span.ends,
            )


def _look(actor: Actor) -> None:
    if not may_look(actor):
        raise NotAllowed
