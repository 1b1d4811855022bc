"""Who was invited, and how each invitation stands."""

from tocsin.foundation.accounts.links import digest_of
from tocsin.foundation.accounts.models import Invitation, Team
from tocsin.foundation.accounts.reads import actor_of, person_named
from tocsin.foundation.accounts.refusals import NotAllowed, TeamUnknown
from tocsin.foundation.accounts.rules import (
    ADMINISTRATOR,
    SYSTEM,
    Actor,
    invitation_state,
    may_invite,
)
from tocsin.kernel import clock


def invitations_for(actor: Actor) -> list[Invitation]:
    """The invitations that the actor looks after, the newest first: administrators
    all, leads those into their own teams."""
    if not (actor.has(ADMINISTRATOR) or actor.leads):
        raise NotAllowed
    found = Invitation.objects.all()
    return [each for each in found if looks_after(actor, each)]


def looks_after(actor: Actor, invitation: Invitation) -> bool:
    return may_invite(actor, invitation.roles, invitation.teams)


def state_of(invitation: Invitation) -> str:
    """How it stands at this moment: open, expired, accepted or withdrawn."""
    return invitation_state(invitation, clock.real_now())


def invitation_opened_by(token: str) -> Invitation | None:
    """The invitation that this link opens now: one that is open, from somebody who
    may still invite to it."""
    found = Invitation.objects.filter(digest=digest_of(token)).first()
    if found is None or state_of(found) != "open":
        return None
    return found if looks_after(_inviter(found), found) else None


def _inviter(invitation: Invitation) -> Actor:
    """Whoever invited, with the rights of this moment; a program's stay its own."""
    person = person_named(invitation.invited_by)
    if person is None:
        return SYSTEM
    return actor_of(person) if person.is_active else Actor(kind="person", id=person.key)


def known_teams(keys: list[str]) -> list[str]:
    """These teams, if all of them are there."""
    there = set(
        Team.objects.filter(key__in=keys, is_active=True).values_list("key", flat=True)
    )
    if strange := sorted(set(keys) - there):
        raise TeamUnknown(key=", ".join(strange))
    return sorted(there)
