from collections.abc import Sequence

from tocsin.register.core.entries import Kind
from tocsin.register.core.feed import Heard
from tocsin.register.search.actions import index_incidents

# What carries words, or takes them away.
HEARS = frozenset(
    {
        Kind.REGISTERED,
        Kind.ASSIGNED,
        Kind.ROUTED,
        Kind.RETURNED,
        Kind.WAITING_BEGAN,
        Kind.WAITING_ENDED,
        Kind.MITIGATED,
        Kind.RESTORED,
        Kind.IMPACT_RETURNED,
        Kind.RESOLVED,
        Kind.CONFIRMED,
        Kind.CLOSED,
        Kind.REOPENED,
        Kind.CANCELLED,
        Kind.CANCELLATION_UNDONE,
        Kind.AMENDED,
        Kind.PRIORITY_OVERRIDDEN,
        Kind.NOTED,
        Kind.REPLIED,
        Kind.RETRACTED,
        Kind.ERASED,
        Kind.MERGE_UNDONE,
        Kind.FIELDS_SET,
        Kind.TAGGED,
        Kind.TASK_ADDED,
        Kind.TASK_CHANGED,
        Kind.TIME_SPENT,
        Kind.ATTACHED,
        Kind.DETACHED,
    }
)


def keep_words(heard: Sequence[Heard]) -> None:
    """What was said is found. Repeating it changes nothing."""
    index_incidents([entry.incident_id for entry in heard])
