"""Inviting people: they choose their own name and password by a link sent to them."""

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tocsin.foundation.accounts import letters
from tocsin.foundation.accounts.actions.facts import is_email, unusable
from tocsin.foundation.accounts.actions.people import (
    add_person,
    known_roles,
    put_password,
    set_roles,
    take_username,
)
from tocsin.foundation.accounts.actions.rights import signed
from tocsin.foundation.accounts.actions.teams import join_team
from tocsin.foundation.accounts.invited import (
    invitation_opened_by,
    known_teams,
    looks_after,
)
from tocsin.foundation.accounts.links import INVITATION_LIVES, digest_of, new_token
from tocsin.foundation.accounts.models import Invitation, Person
from tocsin.foundation.accounts.reads import roles_of
from tocsin.foundation.accounts.refusals import (
    HereAlready,
    InvitationOver,
    InvitationUnknown,
    InvitedAlready,
    LinkSpent,
    NotAllowed,
)
from tocsin.foundation.accounts.rules import SYSTEM, Actor, may_invite
from tocsin.foundation.accounts.signed_in import can_sign_in
from tocsin.foundation.audit.actions import record_change
from tocsin.foundation.mail.actions import queue_mail
from tocsin.foundation.mail.letter import Recipient
from tocsin.kernel import clock
from tocsin.kernel.text import holdable


@transaction.atomic
def invite(
    email: str,
    *,
    by: Actor,
    name: str = "",
    roles: Iterable[str] = (),
    teams: Iterable[str] = (),
    language: str = "en",
) -> tuple[Invitation, str]:
    """A link is on its way to the address; gives the token that opens it, too, which
    nobody else is ever told.

    A person of this address who never could sign in becomes able to; one who can is
    here already.
    """
    wanted, into = sorted(known_roles(roles)), known_teams(list(teams))
    if not may_invite(by, wanted, into):
        raise NotAllowed
    email = holdable(email).strip()
    if not is_email(email):
        raise unusable("email", email, _("Such as name@company.example."))
    person = Person.objects.filter(email__iexact=email).first()
    if person and (can_sign_in(person) or not person.is_active):
        raise HereAlready(email=email)
    now, token = clock.real_now(), new_token()
    found = Invitation(
        email=email,
        name=holdable(name).strip(),
        language=language,
        roles=wanted,
        teams=into,
        invited_by=by.id,
        person=person,
        digest=digest_of(token),
        made_at=now,
        sent_at=now,
        ends_at=now + INVITATION_LIVES,
    )
    try:
        with transaction.atomic():
            found.save()
    except IntegrityError as taken:
        raise InvitedAlready(email=email) from taken
    _send(found, token, by)
    _audit(found, "invited", by, after={"roles": wanted, "teams": into})
    return found, token


@transaction.atomic
def resend_invitation(number: int, *, by: Actor) -> tuple[Invitation, str]:
    """Another link is on its way; the one of before opens nothing any more."""
    found = _open(number, by)
    token, now = new_token(), clock.real_now()
    found.digest, found.sent_at = digest_of(token), now
    found.ends_at = now + INVITATION_LIVES
    found.save(update_fields=["digest", "sent_at", "ends_at"])
    _send(found, token, by)
    _audit(found, "sent again", by)
    return found, token


@transaction.atomic
def withdraw_invitation(number: int, *, by: Actor, why: str = "") -> Invitation:
    """The link opens nothing any more."""
    found = _open(number, by)
    found.withdrawn_at = clock.real_now()
    found.save(update_fields=["withdrawn_at"])
    _audit(found, "withdrawn", by, why=why)
    return found


@transaction.atomic
def accept_invitation(token: str, *, username: str, name: str, password: str) -> Person:
    """They are a person who signs in by this name and password, with the roles and in
    the teams they were invited to, as far as whoever invited them still may."""
    found = _opened(token)
    person = _become(found, username, name, password)
    for team in found.teams:
        join_team(team, person.key, by=SYSTEM)
    found.person, found.accepted_at = person, clock.real_now()
    found.save(update_fields=["person", "accepted_at"])
    by = Actor(kind="person", id=person.key, via="web")
    _audit(found, "accepted", by, after={"person": person.key})
    return person


def _opened(token: str) -> Invitation:
    """The invitation, locked. Of two at once, the second finds it accepted."""
    if opened := invitation_opened_by(token):
        _locked(opened.id)
        if invitation_opened_by(token):
            return opened
    raise LinkSpent


def _become(found: Invitation, username: str, name: str, password: str) -> Person:
    if found.person is None:
        return add_person(
            username,
            by=SYSTEM,
            roles=found.roles,
            password=password,
            name=name,
            email=found.email,
            language=found.language,
        )
    person = take_username(found.person.key, username, by=SYSTEM)
    if found.roles:
        set_roles(person.key, {*roles_of(person), *found.roles}, by=SYSTEM)
    person.refresh_from_db()
    put_password(person, password, by=SYSTEM)
    return person


def _locked(number: int) -> Invitation | None:
    rows = Invitation.objects.select_for_update(no_key=True)
    return rows.filter(id=number).first()


def _open(number: int, by: Actor) -> Invitation:
    found = _locked(number)
    if found is None or not looks_after(by, found):
        raise InvitationUnknown
    if found.accepted_at or found.withdrawn_at:
        raise InvitationOver(email=found.email)
    return found


def _send(found: Invitation, token: str, by: Actor) -> None:
    write = letters.invitation(by.name or "Tocsin", f"/welcome/{token}", found.ends_at)
    to = Recipient(found.email, found.name, language=found.language)
    queue_mail("invitation", write, to=to)


def _audit(found: Invitation, verb: str, by: Actor, **facts: Any) -> None:
    record_change(f"invitation:{found.id}", verb, by=signed(by), **facts)
