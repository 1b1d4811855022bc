"""When a person is erased, what they wrote is gone; that a key was on call stays."""

from django.db import transaction

from tocsin.foundation.accounts.models import Person
from tocsin.foundation.oncall.models import (
    CalendarLink,
    HandoverNote,
    OutsideSlot,
    Override,
    Swap,
    Temporary,
)

# What tells nothing, and is written in the place of what they wrote.
GONE = "–"


@transaction.atomic
def forget_erased() -> int:
    """Of whoever was erased no word is left: notes, reasons, calendars' addresses.
    Says how many rows that were."""
    gone = Person.objects.filter(erased_at__isnull=False).values("key")
    told = 0
    notes = HandoverNote.objects.filter(written_by__in=gone).exclude(text=GONE)
    told += notes.update(text=GONE)
    for model in (Override, Temporary):
        rows = model.objects.filter(made_by_kind="person", made_by__in=gone)
        told += rows.exclude(why="").update(why="")
    told += Swap.objects.filter(asker__in=gone).exclude(why="").update(why="")
    told += CalendarLink.objects.filter(person__in=gone).delete()[0]
    outside = OutsideSlot.objects.filter(person__in=gone)
    return told + outside.update(person=None, uid="")
