"""Changing what must not change, as the database's owner with its triggers off."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from tocsin.register.core import canonical
from tocsin.register.core.models import Entry, Incident

_FINAL = ("register_entry", "register_seal")
_ENVELOPE = """seq kind kind_version happened_basis actor_kind actor_id on_behalf_of via
cause audience corrects origin is_drill""".split()


@contextmanager
def tampered(*statements: str, **values: Any) -> Iterator[None]:
    """Inside, these statements have been carried out; afterwards none of it was."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            for table in _FINAL:
                cursor.execute(f"alter table {table} disable trigger all")
            for statement in statements:
                cursor.execute(statement, values)
        yield
        transaction.set_rollback(True)


def rewrite(incident: Incident) -> None:
    """The incident's chain is computed anew over what its entries now say, and its
    row's head with it: all that somebody can do who knows how the chain is made."""
    head: bytes | None = None
    for entry in Entry.objects.filter(incident=incident).order_by("seq"):
        facts: list[Any] = [getattr(entry, name) for name in _ENVELOPE]
        instants = [
            canonical.micros(at) for at in (entry.happened_at, entry.recorded_at)
        ]
        happened_at, recorded_at = instants
        wrapped = canonical.envelope(
            [incident.ref, *facts[:3], happened_at, facts[3], recorded_at, *facts[4:]]
        )
        body = letters_of(entry)
        new = canonical.link(incident.ref, head, wrapped, body)
        Entry.objects.filter(id=entry.id).update(previous=head, hash=new)
        head = new
    seq = Entry.objects.filter(incident=incident).count()
    Incident.objects.filter(id=incident.id).update(head=head, seq=seq)


def letters_of(entry: Entry) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(
            "select body::text from register_entry where id = %s", [entry.id]
        )
        (letters,) = cursor.fetchone()
    return str(letters).encode()
