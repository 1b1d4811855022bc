"""What escalation hears of the register."""

from collections.abc import Sequence

from tocsin.register.core.entries import Kind
from tocsin.register.core.feed import Heard
from tocsin.response.escalation.actions.following import follow

# Clocks are told by a room beside this one.
_CLOCKS = frozenset(
    kind for kind in Kind if kind.value in {"clocks_changed", "clock_reached"}
)
HEARS = _CLOCKS | frozenset(
    {
        Kind.REGISTERED,
        Kind.CLASSIFIED,
        Kind.ASSIGNED,
        Kind.ROUTED,
        Kind.RETURNED,
        Kind.ACKNOWLEDGED,
        Kind.ACCEPTED,
        Kind.DIAGNOSIS_BEGAN,
        Kind.WAITING_BEGAN,
        Kind.WAITING_ENDED,
        Kind.RESTORED,
        Kind.IMPACT_RETURNED,
        Kind.RESOLVED,
        Kind.CLOSED,
        Kind.REOPENED,
        Kind.CANCELLED,
        Kind.CANCELLATION_UNDONE,
        Kind.AMENDED,
        Kind.PRIORITY_OVERRIDDEN,
        Kind.MERGED,
        Kind.MERGE_UNDONE,
        Kind.TAGGED,
        Kind.REPLIED,
    }
)


def follow_incidents(heard: Sequence[Heard]) -> None:
    follow({entry.incident_id for entry in heard})
