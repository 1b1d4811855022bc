"""Incidents by the number they bear where they come from."""

from collections.abc import Collection, Mapping
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from tocsin.register.core.models import Entry, Incident


def incidents_from(told: Mapping[str, Collection[str]]) -> QuerySet[Incident]:
    """Those here already: source → numbers there.

    The condition of the index is said once more: PostgreSQL proves none from a list of
    more than 100 (MAX_SAOP_ARRAY_SIZE in its predtest.c) and would read the whole
    register instead.
    """
    named = [
        Q(source=source, source_ref__in=list(refs)) for source, refs in told.items()
    ]
    if not named:
        return Incident.objects.none()
    return Incident.objects.filter(reduce(or_, named)).exclude(source_ref="")


def was_heard(refs: Collection[str], cause: str) -> bool:
    """Whether one of these incidents, by reference, has an entry of this cause."""
    if not refs:
        return False
    rows = Entry.objects.filter(incident__ref__in=list(refs), cause=cause)
    return rows.exists()
