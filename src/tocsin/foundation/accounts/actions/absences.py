"""Verbs about who is away, and who stands in."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.actions.facts import unusable
from tocsin.foundation.accounts.actions.rights import locked_person, signed
from tocsin.foundation.accounts.models import Absence, Person
from tocsin.foundation.accounts.refusals import (
    AbsenceOverlaps,
    AbsenceUnknown,
    AlreadyErased,
    NotAllowed,
    PersonUnknown,
)
from tocsin.foundation.accounts.rules import Actor, may_tend
from tocsin.foundation.audit.actions import record_change
from tocsin.kernel import clock
from tocsin.kernel.text import holdable


@transaction.atomic
def tell_absence(
    key: str,
    starts_at: datetime,
    ends_at: datetime | None = None,
    *,
    by: Actor,
    stands_in: str | None = None,
    why: str = "",
) -> Absence:
    """The person is away then; who stands in (a key) answers for them, or else their
    deputy. Told by themselves, a lead of a team of theirs, or an administrator.

    The same told again changes who stands in.
    """
    person = _tended(key, by)
    if ends_at is not None and ends_at <= starts_at:
        raise unusable("ends_at", ends_at, _("It ends after it starts."))
    other = _other(person, stands_in)
    told = Absence.objects.filter(person=person)
    same = told.filter(starts_at=starts_at, ends_at=ends_at).first()
    if same is None and told.filter(_during(starts_at, ends_at)).exists():
        raise AbsenceOverlaps
    if same is not None and same.stands_in_id == other:
        return same
    absence = same or Absence(person=person, starts_at=starts_at, ends_at=ends_at)
    absence.stands_in_id = other
    absence.save()
    _audit(key, "absence told", by, why, after={"stands_in": other})
    return absence


@transaction.atomic
def end_absence(
    key: str, absence: int, *, by: Actor, ends_at: datetime | None = None, why: str = ""
) -> None:
    """The person is back, now or at that instant; what had not begun by then is
    taken back whole."""
    _tended(key, by)
    at = ends_at or clock.now()
    found = Absence.objects.filter(person__key=key, id=absence).first()
    if found is None:
        raise AbsenceUnknown
    if found.ends_at and found.ends_at <= at:
        return
    if found.starts_at >= at:
        found.delete()
        _audit(key, "absence taken back", by, why)
        return
    found.ends_at = at
    found.save(update_fields=["ends_at"])
    _audit(key, "absence ended", by, why)


def _tended(key: str, by: Actor) -> Person:
    """The person, locked, for one who may tell when they are away."""
    is_own = by.is_person and by.id == key
    if not is_own and not may_tend(by, key, by.leads):
        raise NotAllowed
    person = locked_person(key)
    teams = person.memberships.values_list("team__key", flat=True)
    if not is_own and not may_tend(by, key, teams):
        raise NotAllowed
    if person.erased_at:
        raise AlreadyErased(key=key)
    return person


def _other(person: Person, key: str | None) -> str | None:
    told = holdable(key or "") or None
    if told == person.key:
        raise unusable("stands_in", told, _("Name another person."))
    if told and not Person.objects.filter(key=told, is_active=True).exists():
        raise PersonUnknown(key=told)
    return told


def _during(starts_at: datetime, ends_at: datetime | None) -> Q:
    later = Q(ends_at=None) | Q(ends_at__gt=starts_at)
    return later & Q(starts_at__lt=ends_at) if ends_at else later


# When somebody is away is personal, so the audit holds only who stands in.
def _audit(
    key: str, verb: str, by: Actor, why: str, after: dict[str, str | None] | None = None
) -> None:
    record_change(f"person:{key}", verb, after=after, why=why, by=signed(by))
