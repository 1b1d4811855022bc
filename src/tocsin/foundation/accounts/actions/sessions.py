"""Ending sessions: one's own, or another's by an administrator."""

from django.db import transaction

from tocsin.foundation.accounts.actions.rights import (
    locked_person,
    need_administrator,
    signed,
)
from tocsin.foundation.accounts.models import Person, Session
from tocsin.foundation.accounts.refusals import SessionUnknown
from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.accounts.signed_in import sessions_of
from tocsin.foundation.audit.actions import record_change
from tocsin.kernel import clock


@transaction.atomic
def end_session(key: str, name: str, *, by: Actor) -> None:
    """The session of this name is over: its next request comes from a stranger."""
    person = _theirs(key, by)
    found = [each for each in sessions_of(person) if each.name == name]
    if not found:
        raise SessionUnknown
    found[0].delete()
    _audit(person, "session ended", 1, by)


@transaction.atomic
def end_sessions(key: str, *, by: Actor, session: str = "", why: str = "") -> int:
    """The person is signed out everywhere, but in one session; says in how many."""
    person = _theirs(key, by)
    held = Session.objects.filter(person=person).exclude(session_key=session)
    count = held.delete()[0]
    if count:
        _audit(person, "signed out everywhere", count, by, why)
    return count


def forget_sessions() -> int:
    """Sessions that have ended by themselves are gone."""
    return Session.objects.filter(expire_date__lt=clock.real_now()).delete()[0]


def _theirs(key: str, by: Actor) -> Person:
    if not (by.is_person and by.id == key):
        need_administrator(by)
    return locked_person(key)


def _audit(person: Person, verb: str, count: int, by: Actor, why: str = "") -> None:
    after = {"sessions": count}
    subject = f"person:{person.key}"
    record_change(subject, verb, after=after, why=why, by=signed(by))
