"""When a person is erased, what they wrote in reviews is gone; that they wrote, owned
or approved something stays, by their key."""

from typing import Any

from django.db import transaction

from tocsin.foundation.accounts.models import Person
from tocsin.improvement.reviews.models import (
    Action,
    Factor,
    Publication,
    Review,
    Suggestion,
    Text,
)

# What tells nothing, and is written in the place of what they wrote.
GONE = "–"


@transaction.atomic
def forget_erased_in_reviews() -> int:
    """Of whoever was erased no word is left; says how many rows that were."""
    erased = Person.objects.filter(erased_at__isnull=False)
    gone = set(erased.values_list("key", flat=True))
    if not gone:
        return 0
    told = _emptied(Text, "text", by__in=gone)
    told += _emptied(Factor, "text", by__in=gone)
    told += _emptied(Review, "sent_back_why", sent_back_by__in=gone)
    told += _emptied(Suggestion, "why", decided_by__in=gone)
    told += _emptied(Action, "title", written_by__in=gone)
    told += _emptied(Action, "looked_for", written_by__in=gone)
    told += _emptied(Action, "dropped_why", ended_by__in=gone)
    told += _emptied(Action, "seen", seen_by__in=gone)
    return told + sum(_forgotten(row, gone) for row in Publication.objects.iterator())


def _emptied(model: Any, field: str, **whose: Any) -> int:
    found = model.objects.filter(**whose).exclude(**{f"{field}__in": ["", GONE]})
    return int(found.update(**{field: GONE}))


def _forgotten(row: Publication, gone: set[str]) -> bool:
    """Whether anything was left to forget in what is published."""
    told = _without(row.body, gone)
    if told == row.body:
        return False
    row.body = told
    row.save(update_fields=["body"])
    return True


def _without(told: Any, gone: set[str]) -> Any:
    """The same, without words of theirs: whatever says by whom it is says its words
    beside it."""
    if isinstance(told, list):
        return [_without(each, gone) for each in told]
    if not isinstance(told, dict):
        return told
    if told.get("by") in gone:
        return {name: _nothing(name, value) for name, value in told.items()}
    return {name: _without(value, gone) for name, value in told.items()}


def _nothing(name: str, value: Any) -> Any:
    if name == "text":
        return GONE if value else value
    return [GONE] if name == "passages" and value else value
