"""What a SCIM client says of one person or team is so: planned and applied like all."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.actions import (
    add_team,
    change_team,
    join_team,
    leave_team,
)
from tocsin.foundation.accounts.keys import new_person_key
from tocsin.foundation.accounts.models import Membership, Person, Team
from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import ADMINISTRATOR, DIRECTORY, Actor
from tocsin.foundation.directory.actions.applying import apply_plan
from tocsin.foundation.directory.known import known_for
from tocsin.foundation.directory.models import Seat, Tie
from tocsin.foundation.directory.planning import plan_of
from tocsin.foundation.directory.provisioned import SCIM
from tocsin.foundation.directory.refusals import MemberUnknown, PersonRefused
from tocsin.foundation.directory.rules import Told, ToldPerson, ToldTeam
from tocsin.kernel import clock


def new_provisioned_key() -> str:
    return new_person_key()


@transaction.atomic
def provision(told: ToldPerson, document: Mapping[str, Any], *, by: Actor) -> None:
    """The person is as the client says; `document` is what it said, word for word."""
    _need_right(by)
    _bring(told, by)
    ties = Tie.objects.filter(source=SCIM, person__key=told.key)
    if ties.exclude(told=document).update(told=dict(document), moved_at=clock.now()):
        ties.update(gone_at=None)


@transaction.atomic
def withdraw(key: str, *, by: Actor) -> None:
    """The person is deactivated and, to clients, gone; their key may come back."""
    _need_right(by)
    person = Person.objects.get(key=key)
    _bring(ToldPerson(key, {}, is_active=False, insists=True, key=key), by)
    Tie.objects.filter(source=SCIM, person=person).update(
        gone_at=clock.now(), told={}, facts=[], ref=key
    )


def _bring(told: ToldPerson, by: Actor) -> None:
    said = Told(SCIM, people=[told], takes_inactive=True)
    plan = plan_of(said, known_for(said), new_person_key)
    if faults := plan.faults or apply_plan(plan, by=by):
        raise PersonRefused(why=faults[0].why)


@transaction.atomic
def provision_team(
    key: str,
    told: ToldTeam,
    members: set[str],
    document: Mapping[str, Any],
    *,
    by: Actor,
) -> str:
    """The team is called so and has exactly these members; gives its key. Without a
    key it is new, or one that had been taken away and comes back."""
    _need_right(by)
    hand, name = _authorised(by), told.facts["name"].strip()
    team = Team.objects.filter(key=key).first() if key else _returning(name)
    if team is None:
        team = add_team(_free_key(name), name, by=hand)
    else:
        change_team(team.key, by=hand, name=name, is_active=True)
    now = clock.now()
    facts = {"ref": told.ref or team.key, "told": dict(document), "moved_at": now}
    try:
        with transaction.atomic():
            Tie.objects.update_or_create(
                source=SCIM,
                team=team,
                defaults={**facts, "gone_at": None, "is_active": True},
                create_defaults={**facts, "since": now},
            )
    except IntegrityError as found:
        why = _("another team has the identifier {ref}").format(ref=told.ref)
        raise PersonRefused(why=why) from found
    _seat_exactly(team, members, hand)
    return team.key


@transaction.atomic
def withdraw_team(key: str, *, by: Actor) -> None:
    """The team rests and, to clients, is gone; its people and history stay."""
    _need_right(by)
    change_team(key, by=_authorised(by), is_active=False)
    now, team = clock.now(), Team.objects.get(key=key)
    gone = {"ref": key, "told": {}, "is_active": False, "gone_at": now, "moved_at": now}
    Tie.objects.update_or_create(
        source=SCIM, team=team, defaults=gone, create_defaults={**gone, "since": now}
    )


def _returning(name: str) -> Team | None:
    """A resting team of this name comes back; one at work is refused."""
    team = Team.objects.filter(name__iexact=name).first()
    if team is not None and team.is_active:
        raise PersonRefused(why=_("there is a team {name} already").format(name=name))
    return team


def _free_key(name: str) -> str:
    base = slugify(name)[:70] or "team"
    taken = set(Team.objects.filter(key__startswith=base).values_list("key", flat=True))
    tried = (base, *(f"{base}-{number}" for number in range(2, len(taken) + 3)))
    return next(key for key in tried if key not in taken)


def _seat_exactly(team: Team, wanted: set[str], by: Actor) -> None:
    """Exactly these people are in the team, as far as clients know of them."""
    known = set(Person.objects.filter(key__in=wanted).values_list("key", flat=True))
    if strange := sorted(wanted - known):
        raise MemberUnknown(key=strange[0][:80])
    gone = Tie.objects.filter(source=SCIM, gone_at__isnull=False).values("person")
    held = Membership.objects.filter(team=team).exclude(
        person_id__in=gone.exclude(person=None)
    )
    now = set(held.values_list("person__key", flat=True))
    for key in sorted(now - wanted):
        leave_team(team.key, key, by=by)
    Seat.objects.filter(source=SCIM, team=team, person__key__in=now - wanted).delete()
    for key in sorted(wanted - now):
        join_team(team.key, key, by=by)
    joined = Person.objects.filter(key__in=wanted - now)
    Seat.objects.bulk_create(
        [Seat(source=SCIM, team=team, person=person) for person in joined],
        ignore_conflicts=True,
    )


def _need_right(by: Actor) -> None:
    if DIRECTORY not in by.scopes and not by.has(ADMINISTRATOR):
        raise NotAllowed


def _authorised(by: Actor) -> Actor:
    return replace(by, scopes=by.scopes | {"admin"})
