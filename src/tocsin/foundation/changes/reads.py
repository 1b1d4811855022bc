"""Changes: found, looked at, and those that came before something broke."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import Actor, may_look
from tocsin.foundation.changes.models import Approval, ChangedService, ServiceChange
from tocsin.foundation.changes.refusals import ChangeUnknown
from tocsin.foundation.changes.rules import ASKED, BEFORE, CANCELLED, may_tell_on
from tocsin.foundation.services.models import Service
from tocsin.foundation.services.reads import needs_of_each
from tocsin.kernel.text import holdable

MOST_IN_A_CALENDAR = 500


@dataclass(frozen=True, slots=True)
class WantedChanges:
    """What the list is narrowed to; empty means everything."""

    q: str = ""
    kind: str = ""
    state: str = ""
    service: str = ""
    risk: str = ""
    begins_from: datetime | None = None
    begins_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ChangePage:
    """Some changes, and how many rows to pass over for the next, if there are more."""

    rows: Sequence[ServiceChange]
    cursor: str | None


def changes(
    actor: Actor, wanted: WantedChanges, *, cursor: str = "", limit: int = 50
) -> ChangePage:
    """The latest first, by when they begin."""
    start = int(cursor) if cursor.isdecimal() and len(cursor) < 10 else 0
    found = list(_all(actor).filter(_narrowed(wanted))[start : start + limit + 1])
    more = str(start + limit) if len(found) > limit else None
    return ChangePage(found[:limit], more)


def _narrowed(wanted: WantedChanges) -> Q:
    narrowed = Q()
    if words := holdable(wanted.q).strip():
        narrowed &= (
            Q(key__icontains=words)
            | Q(title__icontains=words)
            | Q(source_ref__istartswith=words)
        )
    for name in ("kind", "state", "risk"):
        if told := getattr(wanted, name):
            narrowed &= Q(**{name: holdable(told)})
    if wanted.service:
        narrowed &= Q(named__service__key=holdable(wanted.service))
    if wanted.begins_from:
        narrowed &= Q(begins_at__gte=wanted.begins_from)
    if wanted.begins_until:
        narrowed &= Q(begins_at__lt=wanted.begins_until)
    return narrowed


def change_for(actor: Actor, key: str) -> ServiceChange:
    """The change of this key, with its owner and services. A key that only hands
    things in sees those it told itself."""
    rows = ServiceChange.objects.select_related("owner").prefetch_related(
        "named__service"
    )
    found = rows.filter(key=holdable(key)).first()
    if found is None:
        raise ChangeUnknown(key=holdable(key))
    if not may_look(actor):
        if actor.kind != "key":
            raise NotAllowed
        if not may_tell_on(actor, (found.made_by_kind, found.made_by)):
            raise ChangeUnknown(key=holdable(key))
    return found


def change_named(key: str) -> ServiceChange:
    """The change of this key, written in small letters or large."""
    told = holdable(key).strip()
    rows = ServiceChange.objects.filter(key__in={told, told.upper()})
    found = rows.order_by("-key").first()
    if found is None:
        raise ChangeUnknown(key=told)
    return found


def changes_called(actor: Actor, keys: Iterable[str]) -> dict[str, ServiceChange]:
    """By key: those of these changes that are known."""
    wanted = list(keys)
    return (
        {each.key: each for each in _all(actor).filter(key__in=wanted)}
        if wanted
        else {}
    )


def changes_between(
    actor: Actor, begins: datetime, ends: datetime, wanted: WantedChanges
) -> list[ServiceChange]:
    """What is done or planned in a span of time, in the order in which it begins."""
    found = _all(actor).filter(
        _narrowed(wanted), begins_at__lt=ends, ends_at__gte=begins
    )
    return list(found.order_by("begins_at", "id")[:MOST_IN_A_CALENDAR])


def changes_before(
    actor: Actor, service: Service, moment: datetime, limit: int = 8
) -> list[ServiceChange]:
    """What was changed in the 72 hours before, in this service and in what it depends
    on; the latest first."""
    keys = [service.key, *needs_of_each([service.key])[service.key]]
    named = ChangedService.objects.filter(change=OuterRef("id"), service__key__in=keys)
    found = _all(actor).filter(
        Exists(named), begins_at__lte=moment, ends_at__gte=moment - BEFORE
    )
    return list(found.exclude(state=CANCELLED)[:limit])


def _all(actor: Actor) -> QuerySet[ServiceChange]:
    if not may_look(actor):
        raise NotAllowed
    rows = ServiceChange.objects.select_related("owner").prefetch_related(
        "named__service"
    )
    return rows.order_by("-begins_at", "-id")


def approval_of(key: str) -> Approval | None:
    """What was asked and decided about this change, if anybody was asked."""
    return _approvals().filter(change__key=holdable(key)).first()


def approvals_for(ref: str) -> list[Approval]:
    """Emergency changes that are to mend this incident, the latest first."""
    return list(_approvals().filter(ref=ref).order_by("-asked_at", "-id"))


def is_undecided(key: str) -> bool:
    return Approval.objects.filter(change__key=key, state=ASKED).exists()


def _approvals() -> QuerySet[Approval]:
    rows = Approval.objects.select_related("change", "change__owner")
    return rows.prefetch_related("change__named__service")
