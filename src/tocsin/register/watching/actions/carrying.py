"""Whoever watched what was merged goes on watching, where it goes on."""

from collections.abc import Collection

from django.db import transaction

from tocsin.foundation.accounts.rules import Actor
from tocsin.register.core.actions.writer import Draft, append
from tocsin.register.core.entries import Kind
from tocsin.register.core.models import Incident
from tocsin.register.watching.actions.watchers import keep_watchers
from tocsin.register.watching.models import Watcher
from tocsin.register.watching.reads import seers

_RULE = Actor(kind="rule", id="merged", via="engine")


@transaction.atomic
def carry_watchers(ids: Collection[int]) -> int:
    """The watchers of these merged incidents watch what they were merged into, as far
    as they see it; says how many are new. Parting takes nobody off again."""
    drafts: list[Draft] = []
    for row in Incident.objects.filter(id__in=ids).exclude(merged_into=""):
        other = Incident.objects.filter(ref=row.merged_into).first()
        drafts += _watching(row, other) if other else []
    new = append(drafts, by=_RULE) if drafts else 0
    keep_watchers(sorted({draft.incident_id for draft in drafts}))
    return new


def _watching(row: Incident, other: Incident) -> list[Draft]:
    people = Watcher.objects.filter(incident=row).values_list("person", flat=True)
    there = Watcher.objects.filter(incident=other).values_list("person", flat=True)
    wanted = seers(other).filter(key__in=set(people) - set(there))
    return [
        Draft(
            other.id,
            Kind.WATCHED,
            {"person": key},
            happened_basis="clock",
            cause=f"{row.ref}:{row.cancelled_at:%Y%m%d%H%M%S}:{key}",
        )
        for key in sorted(wanted.values_list("key", flat=True))
    ]
