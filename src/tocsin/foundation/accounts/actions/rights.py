"""Who may give rights, and the lock under which they are given."""

from django.db import connection

from tocsin.foundation.accounts.models import BreakGlass, Person
from tocsin.foundation.accounts.refusals import (
    LastAdministrator,
    NotAllowed,
    PersonUnknown,
)
from tocsin.foundation.accounts.rules import ADMINISTRATOR, Actor
from tocsin.foundation.audit.actions import By
from tocsin.kernel.text import holdable


def need_administrator(by: Actor) -> None:
    if not by.has(ADMINISTRATOR):
        raise NotAllowed


def signed(by: Actor) -> By:
    return by.kind, by.id


def locked_person(key: str) -> Person:
    rows = Person.objects.select_for_update(no_key=True)
    person = rows.filter(key=holdable(key)).first()
    if person is None:
        raise PersonUnknown(key=holdable(key))
    return person


def lock_administrators() -> None:
    """One change of who administers at a time, so that two cannot both leave last."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 0))",
            ["accounts administrators"],
        )


def keep_an_administrator(leaving: Person) -> None:
    """Refuses when nobody would be left who can give rights."""
    lock_administrators()
    if not leaving.is_administrator or not leaving.is_active:
        return
    left = Person.objects.filter(is_administrator=True, is_active=True)
    left = left.exclude(pk__in=BreakGlass.objects.values("person"))
    if not left.exclude(key=leaving.key).exists():
        raise LastAdministrator
