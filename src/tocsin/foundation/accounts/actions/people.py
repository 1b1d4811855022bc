"""Verbs about people: how they come, what they may do, how they go."""

from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from tocsin.foundation.accounts import letters
from tocsin.foundation.accounts.actions.api_keys import revoke_keys_of
from tocsin.foundation.accounts.actions.factors import forget_factors
from tocsin.foundation.accounts.actions.facts import (
    PERSONAL,
    audited,
    held_facts,
    need_right,
    put_facts,
)
from tocsin.foundation.accounts.actions.rights import (
    keep_an_administrator,
    lock_administrators,
    locked_person,
    need_administrator,
    signed,
)
from tocsin.foundation.accounts.keys import new_person_key
from tocsin.foundation.accounts.models import (
    Absence,
    Invitation,
    PasswordReset,
    Person,
    Session,
)
from tocsin.foundation.accounts.options import LANGUAGE, ZONE
from tocsin.foundation.accounts.passwords import check_password_rules
from tocsin.foundation.accounts.reads import nobody_yet, recipient_of, roles_of
from tocsin.foundation.accounts.refusals import (
    AlreadyBegun,
    AlreadyErased,
    NameTaken,
    RoleUnknown,
)
from tocsin.foundation.accounts.rules import ADMINISTRATOR, AGENT, ROLES, SYSTEM, Actor
from tocsin.foundation.audit.actions import record_change
from tocsin.foundation.config.reads import value
from tocsin.foundation.mail.actions import forget_mails_of, queue_mail
from tocsin.foundation.mail.letter import Recipient
from tocsin.foundation.workspace.actions import forget_desk_of
from tocsin.kernel import clock
from tocsin.kernel.text import holdable

# What cannot be held twice, by the name of the constraint that says so.
_ALONE = {
    "person_email": "email",
    "person_external_id": "external_id",
    "person_employee_number": "employee_number",
}


@transaction.atomic
def add_person(
    username: str,
    *,
    by: Actor,
    roles: Iterable[str] = (),
    password: str | None = None,
    key: str | None = None,
    **facts: Any,
) -> Person:
    """The person is known; with a password they can sign in.

    `facts` are those that `change_person` takes. Without a password they are a
    caller we know, whom others may name as the reporter.
    """
    need_administrator(by)
    wanted = known_roles(roles)
    person = Person(username=holdable(username), joined_at=clock.now())
    person.key = key or new_person_key()
    put_facts(person, _usual(facts) | facts)
    _set_flags(person, wanted)
    if password is not None:
        check_password_rules(password, person)
    person.set_password(password)
    _save(person)
    _audit(person, "added", by, after={"roles": sorted(wanted)})
    return person


def _usual(facts: dict[str, Any]) -> dict[str, Any]:
    """The organisation's zone and language, where they are not told."""
    usual = {"zone": ZONE, "language": LANGUAGE}
    return {name: value(option) for name, option in usual.items() if name not in facts}


@transaction.atomic
def change_person(key: str, *, by: Actor, why: str = "", **facts: Any) -> Person:
    """The facts that are told are so from now on; told as they were, nothing is done.

    name, email, phone, site (a site's key), zone, language, languages (the best first)
    and deputy (a person's key) are anybody's own to tell; job_title, department,
    employee_number, source with external_id, line_manager and is_vip administrators'.
    """
    need_right(key, facts, by)
    person = locked_person(key)
    if person.erased_at:
        raise AlreadyErased(key=key)
    before, reached = held_facts(person), recipient_of(person)
    changed = put_facts(person, facts)
    if changed:
        _save(person)
        _tell_of_address(person, reached)
        # Only which facts: their values are personal and must stay erasable.
        _audit(person, "changed", by, why=why, **audited(before, changed))
    return person


@transaction.atomic
def set_password(key: str, password: str, *, by: Actor, session: str = "") -> None:
    """The new password counts from now on; their sessions have ended, but for the one
    named, in which they did it themselves."""
    if not (by.is_person and by.id == key):
        need_administrator(by)
    put_password(locked_person(key), password, by=by, session=session)


def put_password(
    person: Person, password: str, *, by: Actor, session: str = ""
) -> None:
    """The same, as part of a verb whose right was checked. Links that were sent to set
    a password open nothing any more, and the person is told of the change."""
    check_password_rules(password, person)
    person.set_password(password)
    person.save(update_fields=["password"])
    Session.objects.filter(person=person).exclude(session_key=session).delete()
    PasswordReset.objects.filter(person=person).update(digest=None)
    write = letters.password_changed(clock.now())
    queue_mail("password-changed", write, to=recipient_of(person))
    _audit(person, "password set", by)


@transaction.atomic
def take_username(key: str, username: str, *, by: Actor) -> Person:
    """The person signs in by this name."""
    need_administrator(by)
    person = locked_person(key)
    person.username = holdable(username).strip()
    _save(person)
    _audit(person, "changed", by, after={"facts": ["username"]})
    return person


@transaction.atomic
def set_roles(key: str, roles: Iterable[str], *, by: Actor, why: str = "") -> Person:
    """The person holds exactly these roles."""
    need_administrator(by)
    wanted = known_roles(roles)
    lock_administrators()
    person = locked_person(key)
    before = roles_of(person)
    if ADMINISTRATOR not in wanted:
        keep_an_administrator(person)
    _set_flags(person, wanted)
    person.save()
    after = {"roles": sorted(wanted)}
    _audit(person, "roles set", by, before={"roles": before}, after=after, why=why)
    return person


@transaction.atomic
def set_duty_manager(
    key: str, is_duty_manager: bool, *, by: Actor, why: str = ""
) -> Person:
    """The person answers, or no longer answers, where no other person does."""
    need_administrator(by)
    person = locked_person(key)
    before, person.is_duty_manager = person.is_duty_manager, is_duty_manager
    person.save(update_fields=["is_duty_manager"])
    _audit(person, "duty set", by, before=before, after=is_duty_manager, why=why)
    return person


@transaction.atomic
def deactivate(
    key: str, *, by: Actor, why: str = "", keep_keys: bool = False
) -> Person:
    """The person cannot sign in any more; what they did stays under their name.

    Their sessions end at once, and so do the API keys that they made, since they have
    seen the secrets. Keys that are kept want rotating. Whoever has open incidents is
    let go by the register's `let_go`, which hands those over.
    """
    need_administrator(by)
    lock_administrators()
    person = locked_person(key)
    keep_an_administrator(person)
    person.is_active = False
    person.save(update_fields=["is_active"])
    _end_access(person)
    if not keep_keys:
        revoke_keys_of(person.key, by=by, why=why)
    _audit(person, "deactivated", by, why=why)
    return person


def _tell_of_address(person: Person, before: Recipient) -> None:
    """Whoever reads the mail sets the password: the address of before is told that
    mail goes elsewhere, and links that were sent there open nothing any more."""
    if before.address and person.email != before.address:
        PasswordReset.objects.filter(person=person).update(digest=None)
        queue_mail("address-changed", letters.address_changed(clock.now()), to=before)


def _forget_doors(person: Person, address: str) -> None:
    _end_access(person)
    PasswordReset.objects.filter(person=person).delete()
    Invitation.objects.filter(person=person).delete()
    forget_mails_of(person.key, address)


def _end_access(person: Person) -> None:
    """Nothing that the person holds opens anything from this moment on, and nobody
    comes any more whom they invited."""
    Session.objects.filter(person=person).delete()
    PasswordReset.objects.filter(person=person).update(digest=None)
    waiting = Invitation.objects.filter(accepted_at=None, withdrawn_at=None)
    waiting.filter(invited_by=person.key).update(withdrawn_at=clock.real_now())


@transaction.atomic
def reactivate(key: str, *, by: Actor, why: str = "") -> Person:
    """The person can sign in again."""
    need_administrator(by)
    person = locked_person(key)
    if person.erased_at:
        raise AlreadyErased(key=key)
    person.is_active = True
    person.save(update_fields=["is_active"])
    _audit(person, "reactivated", by, why=why)
    return person


@transaction.atomic
def erase_person(key: str, *, by: Actor, why: str = "") -> Person:
    """Nothing here tells any more who this was; the key alone remains.

    Repeating it changes nothing. The register erases its own part.
    """
    need_administrator(by)
    lock_administrators()
    person = locked_person(key)
    if person.erased_at:
        return person
    keep_an_administrator(person)
    address = person.email
    for column, nothing in PERSONAL.items():
        setattr(person, column, nothing)
    person.username = person.key
    person.set_unusable_password()
    person.is_active = person.is_duty_manager = False
    _set_flags(person, set())
    person.last_login = None
    person.erased_at = clock.now()
    person.save()
    for held in (person.memberships, person.contacts, person.held_skills):
        held.all().delete()
    person.absences.all().delete()
    _untie(person.key, by)
    EmailAddress.objects.filter(user=person).delete()
    forget_desk_of(person.key)
    forget_factors(person)
    _forget_doors(person, address)
    _audit(person, "erased", by, why=why)
    return person


@transaction.atomic
def make_first_administrator(username: str, name: str, password: str) -> Person:
    """Whoever comes first administers; refused as soon as anybody could sign in.

    They are also agent and duty manager, so that an incident has an owner.
    """
    lock_administrators()
    if not nobody_yet():
        raise AlreadyBegun
    roles = {ADMINISTRATOR, AGENT}
    person = add_person(username, by=SYSTEM, roles=roles, password=password, name=name)
    return set_duty_manager(person.key, True, by=SYSTEM)


def known_roles(roles: Iterable[str]) -> set[str]:
    wanted = set(roles)
    if strange := wanted - set(ROLES):
        raise RoleUnknown(names=", ".join(sorted(strange)), known=", ".join(ROLES))
    return wanted


def _set_flags(person: Person, roles: set[str]) -> None:
    for role in ROLES:
        setattr(person, f"is_{role}", role in roles)


def _untie(key: str, by: Actor) -> None:
    """Nobody else's row tells of this person; that it did once, the audit says of the
    key."""
    for name in ("line_manager", "deputy"):
        told = Person.objects.filter(**{f"{name}__key": key}).order_by("id")
        for person in told:
            said = audited({name: key}, {name: None})
            _audit(person, "changed", by, **said)
        told.update(**{name: None})
    Absence.objects.filter(stands_in__key=key).update(stands_in=None)


def _save(person: Person) -> None:
    """Saves; a name or address that somebody else has is refused, not an accident."""
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as found:
        fact = next((n for c, n in _ALONE.items() if c in str(found)), "username")
        raise NameTaken(name=getattr(person, fact)) from found


def _audit(person: Person, verb: str, by: Actor, **facts: Any) -> None:
    record_change(f"person:{person.key}", verb, by=signed(by), **facts)
