"""Changing what a team is called and for, and how it is reached."""

from typing import Any

from django.db import IntegrityError, transaction

from tocsin.foundation.accounts.actions.facts import usable_team
from tocsin.foundation.accounts.actions.rights import signed
from tocsin.foundation.accounts.models import Team
from tocsin.foundation.accounts.refusals import NameTaken, NotAllowed, TeamUnknown
from tocsin.foundation.accounts.rules import ADMINISTRATOR, Actor, may_lead
from tocsin.foundation.audit.actions import record_change
from tocsin.kernel.text import holdable

# What its leads may change too; a name and whether there is the team, they may not.
_LED = ("purpose", "zone", "calendar", "email", "chat")
TEAM_FACTS = ("name", "is_active", *_LED)


@transaction.atomic
def change_team(key: str, *, by: Actor, why: str = "", **facts: Any) -> Team:
    """What was given (name, purpose, zone, calendar, email, chat, is_active) is so
    from now on. Its leads may do this too, but for the name and is_active."""
    team = locked_team(key, by)
    before = {name: getattr(team, name) for name in TEAM_FACTS}
    known = {name: value for name, value in facts.items() if name in TEAM_FACTS}
    after = before | usable_team(known)
    changed = [name for name in TEAM_FACTS if before[name] != after[name]]
    if not changed:
        return team
    if not by.has(ADMINISTRATOR) and set(changed) - set(_LED):
        raise NotAllowed
    for name in changed:
        setattr(team, name, after[name])
    try:
        with transaction.atomic():
            team.save(update_fields=changed)
    except IntegrityError as found:
        raise NameTaken(name=team.name) from found
    record_change(
        f"team:{team.key}",
        "changed",
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
        why=why,
        by=signed(by),
    )
    return team


def locked_team(key: str, by: Actor) -> Team:
    """The team, for one who may change what belongs to it."""
    if not may_lead(by, holdable(key)):
        raise NotAllowed
    rows = Team.objects.select_for_update(no_key=True)
    team = rows.filter(key=holdable(key)).first()
    if team is None:
        raise TeamUnknown(key=holdable(key))
    return team
