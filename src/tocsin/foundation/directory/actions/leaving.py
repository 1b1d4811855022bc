"""Whoever a source deactivated: marked until their open work is handed over."""

from django.db import transaction

from tocsin.foundation.accounts.actions import deactivate
from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.directory.models import Leaver, Seat, Tie
from tocsin.kernel import clock


def take_leave(person: Person, source: str, by: Actor) -> None:
    """They cannot sign in any more, and their open work waits to be handed over."""
    deactivate(person.key, by=by, why=f"left {source}")
    Leaver.objects.create(person=person, source=source, left_at=clock.now())


@transaction.atomic
def mark_handed_over(keys: list[str]) -> int:
    """The open work of these people is somebody else's now."""
    waiting = Leaver.objects.filter(person__key__in=keys, handed_over_at=None)
    return waiting.update(handed_over_at=clock.now())


@transaction.atomic
def forget_ties(key: str) -> None:
    """No source is known to mean this person any more: they were erased."""
    Tie.objects.filter(person__key=key).delete()
    Seat.objects.filter(person__key=key).delete()
