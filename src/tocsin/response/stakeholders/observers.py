"""What the room hears: what could make people be told, and what tells them."""

from collections.abc import Sequence

from tocsin.register.core.entries import Kind
from tocsin.register.core.feed import Heard
from tocsin.response.stakeholders.actions.proposing import PUBLISHED, follow_told
from tocsin.response.stakeholders.actions.setting import forget_words

HEARS = PUBLISHED | {
    Kind.REGISTERED,
    Kind.CLASSIFIED,
    Kind.AMENDED,
    Kind.ROUTED,
    Kind.PRIORITY_OVERRIDDEN,
    Kind.LINKED,
    Kind.ACCEPTED,
    Kind.RESTORED,
    Kind.IMPACT_RETURNED,
    Kind.RESOLVED,
    Kind.CLOSED,
    Kind.REOPENED,
    Kind.CANCELLED,
    Kind.CANCELLATION_UNDONE,
    Kind.MERGED,
    Kind.MERGE_UNDONE,
    Kind.RESTRICTED,
    Kind.RESTRICTION_LIFTED,
    Kind.MAJOR_DECLARED,
    Kind.MAJOR_ENDED,
    Kind.ERASED,
}


def tell_stakeholders(heard: Sequence[Heard]) -> None:
    """Drafts follow what happened. Repeating it changes nothing."""
    told: dict[int, set[int]] = {}
    for entry in heard:
        told.setdefault(entry.incident_id, set()).add(entry.seq)
    follow_told(told)
    if erased := {e.incident_id for e in heard if e.kind == Kind.ERASED}:
        forget_words(erased)
