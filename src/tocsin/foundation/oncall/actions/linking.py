"""Verbs of the secret addresses under which calendar programs read shifts."""

from typing import Any

from django.db import transaction

from tocsin.foundation.accounts.links import digest_of, new_token
from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.audit.actions import record_change
from tocsin.foundation.oncall.models import CalendarLink
from tocsin.foundation.oncall.rules.rights import is_of, may_arrange
from tocsin.kernel import clock


@transaction.atomic
def renew_own_link(*, by: Actor) -> str:
    """The person's calendar has a new secret address, told once; the one before
    opens nothing any more."""
    if not by.is_person or by.is_requester:
        raise NotAllowed
    return _renewed(by, person_id=by.id)


@transaction.atomic
def renew_team_link(team: str, *, by: Actor) -> str:
    """The same for a team's calendar; whoever is in the team may, and leads."""
    if not (is_of(by, team) or may_arrange(by, team)):
        raise NotAllowed
    return _renewed(by, team_id=team)


@transaction.atomic
def end_own_link(*, by: Actor) -> None:
    """Their calendar has no address any more."""
    if CalendarLink.objects.filter(person_id=by.id).delete()[0]:
        _audit(by, by.id, "calendar address ended")


def _renewed(by: Actor, **whose: Any) -> str:
    token = new_token()
    CalendarLink.objects.update_or_create(
        **whose,
        defaults={
            "digest": digest_of(token),
            "made_at": clock.now(),
            "made_by": by.id,
            "read_at": None,
        },
    )
    _audit(by, next(iter(whose.values())), "calendar address renewed")
    return token


def _audit(by: Actor, whose: str, verb: str) -> None:
    record_change(f"calendar:{whose}", verb, by=(by.kind, by.id))
