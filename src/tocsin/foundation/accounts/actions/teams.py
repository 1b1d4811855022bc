"""Verbs about teams and who is in them."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.actions.facts import unusable, usable_team
from tocsin.foundation.accounts.actions.rights import (
    locked_person,
    need_administrator,
    signed,
)
from tocsin.foundation.accounts.models import Membership, Team
from tocsin.foundation.accounts.refusals import NameTaken, NotAllowed, TeamUnknown
from tocsin.foundation.accounts.rules import (
    ADMINISTRATOR,
    DIRECTORY_KEY,
    Actor,
    may_lead,
)
from tocsin.foundation.audit.actions import record_change
from tocsin.kernel.text import holdable

# The address of a page beside those of teams.
_TAKEN = "new"


@transaction.atomic
def add_team(key: str, name: str, *, by: Actor, **facts: Any) -> Team:
    """The team exists and can be given members and categories.

    `facts` are purpose, zone, calendar (a calendar's key), email and chat.
    """
    need_administrator(by)
    if not DIRECTORY_KEY.fullmatch(key) or key == _TAKEN:
        raise unusable("key", key, _("Small letters, figures and hyphens."))
    told = usable_team({"name": name, **facts})
    try:
        with transaction.atomic():
            team = Team.objects.create(key=key, **told)
    except IntegrityError as found:
        raise NameTaken(name=name) from found
    record_change(f"team:{key}", "added", after={"name": name}, by=signed(by))
    return team


@transaction.atomic
def join_team(
    team: str, person: str, *, by: Actor, is_lead: bool = False
) -> Membership:
    """The person is in the team, as lead or member; asked twice, once."""
    found = _led_team(team, by)
    if is_lead and not by.has(ADMINISTRATOR):
        raise NotAllowed
    member = locked_person(person)
    held = Membership.objects.filter(team=found, person=member).first()
    if held and held.is_lead and not is_lead and not by.has(ADMINISTRATOR):
        raise NotAllowed
    before = _told(held)
    held = held or Membership(team=found, person=member)
    held.is_lead = is_lead
    held.save()
    if before != _told(held):
        _audit(team, "joined", person, before, _told(held), by)
    return held


@transaction.atomic
def leave_team(team: str, person: str, *, by: Actor) -> None:
    """The person is not in the team."""
    found = _led_team(team, by)
    member = locked_person(person)
    held = Membership.objects.filter(team=found, person=member).first()
    if held is None:
        return
    if held.is_lead and not by.has(ADMINISTRATOR):
        raise NotAllowed
    before = _told(held)
    held.delete()
    _audit(team, "left", person, before, None, by)


def _led_team(key: str, by: Actor) -> Team:
    """Administrators change every team, leads their own; leads are made above."""
    if not may_lead(by, key):
        raise NotAllowed
    team = Team.objects.filter(key=holdable(key)).first()
    if team is None:
        raise TeamUnknown(key=holdable(key))
    return team


def _told(held: Membership | None) -> str | None:
    if held is None:
        return None
    return "lead" if held.is_lead else "member"


def _audit(
    team: str, verb: str, person: str, before: str | None, after: str | None, by: Actor
) -> None:
    record_change(
        f"team:{team}",
        verb,
        before=before and {"person": person, "as": before},
        after=after and {"person": person, "as": after},
        by=signed(by),
    )
