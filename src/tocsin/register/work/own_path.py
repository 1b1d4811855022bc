"""Tocsin's own drill: alerts of a source of its own that go the whole way, so that it
is seen whether it is open. What they open is seen by whoever is told, alone."""

from tocsin.foundation.accounts.models import Person
from tocsin.foundation.config.reads import value
from tocsin.register.work.options import PATH_PERSON

# The slug of the source that tells them, and the key of the person who stands for
# people while nobody else was named.
OWN_PATH = "tocsin-path"
SOURCE = f"alert:{OWN_PATH}"


def is_own_path(source: str, *, is_drill: bool) -> bool:
    return is_drill and source == SOURCE


def told_person() -> str:
    """Whom the levels of these drills tell, whoever else is on call."""
    named = value(PATH_PERSON).strip()
    known = named and Person.objects.filter(key=named, is_active=True).exists()
    return named if known else OWN_PATH
