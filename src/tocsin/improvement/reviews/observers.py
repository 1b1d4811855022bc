"""What reviews hear of the register: that an incident is over, or open again."""

from collections.abc import Sequence

from tocsin.improvement.reviews.actions import follow_reviewed
from tocsin.register.core.entries import Kind
from tocsin.register.core.feed import Heard

HEARS = frozenset({Kind.RESOLVED, Kind.CLOSED, Kind.REOPENED})


def follow_for_reviews(heard: Sequence[Heard]) -> None:
    """Drafts begin where they are due. Repeating it changes nothing."""
    follow_reviewed({entry.incident_id for entry in heard})
