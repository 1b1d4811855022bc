"""What status pages hear of the register."""

from collections.abc import Sequence

from tocsin.register.core.entries import Kind
from tocsin.register.core.feed import Heard
from tocsin.response.statuspage.actions import automatic

HEARS = frozenset(
    {
        Kind.REGISTERED,
        Kind.CLASSIFIED,
        Kind.AMENDED,
        Kind.ROUTED,
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
    }
)


def follow_incidents(heard: Sequence[Heard]) -> None:
    """Pages are as incidents have them. Repeating it changes nothing."""
    registered = {e.incident_id for e in heard if e.kind == Kind.REGISTERED}
    automatic.follow_incidents({entry.incident_id for entry in heard}, registered)
