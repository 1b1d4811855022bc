"""The people of the organisation, found by what is known of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from tocsin.foundation.accounts.absences import away_at
from tocsin.foundation.accounts.models import (
    Absence,
    Contact,
    HeldSkill,
    Membership,
    Person,
)
from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import ROLES, Actor, Away, may_look
from tocsin.kernel import clock
from tocsin.kernel.text import holdable

ACTIVE, AWAY, LEFT, ALL = "active", "away", "left", "all"
STATES = (ACTIVE, AWAY, LEFT, ALL)
LEAD, DUTY_MANAGER, REQUESTER = "lead", "duty_manager", "requester"
KINDS = (*ROLES, DUTY_MANAGER, LEAD, REQUESTER)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list of people is narrowed to; empty means everybody who is active.

    `role` may also be duty_manager, lead or requester; `state` active, away, left (they
    cannot sign in any more) or all. `source` with `external_id` names one person.
    """

    q: str = ""
    team: str = ""
    role: str = ""
    skill: str = ""
    site: str = ""
    state: str = ACTIVE
    source: str = ""
    external_id: str = ""


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """Some people with who of them is away now; the cursor goes on after them."""

    rows: Sequence[Person]
    cursor: str | None
    away: dict[str, Away] = field(default_factory=dict)


def find_people(
    actor: Actor, wanted: Wanted, *, cursor: str = "", limit: int = 50
) -> PeoplePage:
    """People by name, with their teams. Every word of `q` is looked for in what they
    are called, sign in by, are written to, and in their number."""
    if not may_look(actor):
        raise NotAllowed
    rows = Person.objects.filter(_narrowed(wanted))
    after = Person.objects.filter(key=holdable(cursor)).first() if cursor else None
    if after is not None:
        same = Q(name=after.name, key__gt=after.key)
        rows = rows.filter(Q(name__gt=after.name) | same, name__gte=after.name)
    rows = rows.order_by("name", "key").prefetch_related("memberships__team")
    found = list(rows[: limit + 1])
    shown = found[:limit]
    away = away_at([person.key for person in shown], clock.now())
    more = shown[-1].key if len(found) > limit else None
    return PeoplePage(shown, more, away)


def _narrowed(wanted: Wanted) -> Q:
    narrowed = _standing(wanted.state) & _with_role(wanted.role)
    for word in holdable(wanted.q).split():
        narrowed &= (
            Q(name__icontains=word)
            | Q(username__icontains=word)
            | Q(email__icontains=word)
            | Q(employee_number__istartswith=word)
        )
    if wanted.team:
        narrowed &= _has(Membership, team__key=holdable(wanted.team))
    if wanted.skill:
        narrowed &= _has(HeldSkill, skill__key=holdable(wanted.skill))
    for name in ("site", "source", "external_id"):
        if value := getattr(wanted, name):
            narrowed &= Q(**{name: holdable(value)})
    return narrowed


def _standing(state: str) -> Q:
    if state == ALL:
        return Q()
    if state == LEFT:
        return Q(is_active=False)
    if state != AWAY:
        return Q(is_active=True)
    at = clock.now()
    away = Absence.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=at), person=OuterRef("pk"), starts_at__lte=at
    )
    return Q(Exists(away), is_active=True)


def _with_role(role: str) -> Q:
    if role in (*ROLES, DUTY_MANAGER):
        return Q(**{f"is_{role}": True})
    if role == LEAD:
        return _has(Membership, is_lead=True)
    if role == REQUESTER:
        return Q(**{f"is_{each}": False for each in ROLES}) & ~_has(Membership)
    return Q()


def _has(model: Any, **facts: Any) -> Q:
    rows: QuerySet[Any] = model.objects.filter(person=OuterRef("pk"), **facts)
    return Q(Exists(rows))


def person_from(source: str, external_id: str) -> Person | None:
    """The person whom this source knows by this number."""
    told = {"source": holdable(source), "external_id": holdable(external_id)}
    return Person.objects.filter(**told).first() if external_id else None


def contacts_of(person: Person) -> list[Contact]:
    """Every way to reach a person in the order they want: address and phone first."""
    first = [("email", person.email), ("phone", person.phone)]
    own = [Contact(person=person, kind=k, value=v) for k, v in first if v]
    return [*own, *person.contacts.all()]


def reports_of(person: Person) -> list[Person]:
    """Whom the person leads as their line manager."""
    return list(Person.objects.filter(line_manager__key=person.key, is_active=True))


def people_of(keys: Iterable[str | None]) -> dict[str, Person]:
    wanted = {holdable(key) for key in keys if key}
    found = Person.objects.filter(key__in=wanted) if wanted else []
    return {person.key: person for person in found}
