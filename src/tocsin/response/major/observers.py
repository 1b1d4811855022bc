"""What the room hears: what could make an incident major, and what becomes of it."""

from collections.abc import Sequence

from tocsin.register.core.entries import Kind
from tocsin.register.core.feed import Heard
from tocsin.response.major.actions import follow_majors, propose_majors
from tocsin.response.major.actions.following import UPDATES

PROPOSES = frozenset(
    {
        Kind.REGISTERED,
        Kind.CLASSIFIED,
        Kind.AMENDED,
        Kind.ROUTED,
        Kind.PRIORITY_OVERRIDDEN,
        Kind.TAGGED,
        Kind.FIELDS_SET,
        Kind.LINKED,
        Kind.REOPENED,
    }
)
FOLLOWS = UPDATES | {
    Kind.RESOLVED,
    Kind.CLOSED,
    Kind.CANCELLED,
    Kind.MERGED,
    Kind.REOPENED,
    Kind.CANCELLATION_UNDONE,
    Kind.MERGE_UNDONE,
}


def find_majors(heard: Sequence[Heard]) -> None:
    """Incidents that meet criteria are proposed. Repeating it changes nothing."""
    propose_majors({entry.incident_id for entry in heard})


def keep_majors(heard: Sequence[Heard]) -> None:
    """Majors follow their incidents. Repeating it changes nothing."""
    told: dict[int, set[int]] = {}
    for entry in heard:
        told.setdefault(entry.incident_id, set()).add(entry.seq)
    follow_majors(told)
