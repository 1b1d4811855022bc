"""The account in the envelope: one administrator who signs in when nobody else can."""

from django.db import transaction

from tocsin.foundation.accounts.actions.people import add_person
from tocsin.foundation.accounts.actions.rights import (
    locked_person,
    need_administrator,
    signed,
)
from tocsin.foundation.accounts.factor_letters import warn_administrators
from tocsin.foundation.accounts.keys import new_envelope
from tocsin.foundation.accounts.models import BreakGlass, Person
from tocsin.foundation.accounts.reads import BREAK_GLASS, nobody_yet
from tocsin.foundation.accounts.refusals import EnvelopeOpen, NobodyAdministers
from tocsin.foundation.accounts.rules import SYSTEM, Actor
from tocsin.foundation.audit.actions import record_change
from tocsin.kernel import clock


@transaction.atomic
def seal_break_glass(*, by: Actor, why: str = "") -> str:
    """The envelope holds a fresh secret, given here and never again; the one of
    before opens nothing, and whoever came in by it is out."""
    need_administrator(by)
    if nobody_yet():
        raise NobodyAdministers
    held = BreakGlass.objects.select_for_update().first()
    person = held.person if held else add_person(BREAK_GLASS, by=SYSTEM)
    secret = new_envelope()
    person.is_administrator = person.is_active = True
    person.set_password(secret)
    person.save(update_fields=["is_administrator", "is_active", "password"])
    held = held or BreakGlass(person=person)
    held.sealed_at, held.opened_at, held.opened_from = clock.now(), None, ""
    held.save()
    record_change(f"person:{person.key}", "break-glass sealed", why=why, by=signed(by))
    return secret


@transaction.atomic
def open_break_glass(person: Person, *, where: str) -> Person:
    """The envelope is open: its secret is spent, and every administrator is told
    until it is sealed anew. Of two who open it at once, one comes in."""
    held = BreakGlass.objects.select_for_update().get(person=person)
    if held.opened_at is not None:
        raise EnvelopeOpen
    held.opened_at, held.opened_from = clock.now(), where[:64]
    held.save()
    locked = locked_person(person.key)
    locked.set_unusable_password()
    locked.save(update_fields=["password"])
    record_change(
        f"person:{person.key}",
        "break-glass opened",
        after={"from": held.opened_from},
        by=("person", person.key),
    )
    warn_administrators(held)
    return locked
