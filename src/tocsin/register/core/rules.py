"""The life of an incident: which state may follow which. Pure.

`docs/life.md` shows this table; a house test compares the two.
"""

REGISTERED, CLASSIFIED, ASSIGNED = "registered", "classified", "assigned"
DIAGNOSIS, WAITING, RESTORED = "diagnosis", "waiting", "restored"
RESOLVED, CLOSED, CANCELLED = "resolved", "closed", "cancelled"

STATES = (
    REGISTERED,
    CLASSIFIED,
    ASSIGNED,
    DIAGNOSIS,
    WAITING,
    RESTORED,
    RESOLVED,
    CLOSED,
    CANCELLED,
)
OPEN = frozenset({REGISTERED, CLASSIFIED, ASSIGNED, DIAGNOSIS, WAITING, RESTORED})
ENDED = frozenset({RESOLVED, CLOSED, CANCELLED})
WAITING_CAUSES = ("reporter", "supplier", "change", "approval", "other")
CANCEL_CAUSES = ("duplicate", "false_alarm", "request")
RESOLUTION_KINDS = ("workaround", "permanent", "automation", "self_help", "no_fault")

# Steps may be skipped forward. Waiting goes back to whence it came, or forward.
TRANSITIONS: dict[str, frozenset[str]] = {
    REGISTERED: frozenset(
        {CLASSIFIED, ASSIGNED, DIAGNOSIS, RESTORED, RESOLVED, CLOSED, CANCELLED}
    ),
    CLASSIFIED: frozenset({ASSIGNED, DIAGNOSIS, RESTORED, RESOLVED, CLOSED, CANCELLED}),
    ASSIGNED: frozenset({DIAGNOSIS, WAITING, RESTORED, RESOLVED, CLOSED, CANCELLED}),
    DIAGNOSIS: frozenset({WAITING, RESTORED, RESOLVED, CLOSED, CANCELLED}),
    WAITING: frozenset({ASSIGNED, DIAGNOSIS, RESTORED, RESOLVED, CLOSED, CANCELLED}),
    RESTORED: frozenset({DIAGNOSIS, WAITING, RESOLVED, CLOSED, CANCELLED}),
    RESOLVED: frozenset({CLOSED, DIAGNOSIS}),
    CLOSED: frozenset({DIAGNOSIS}),
    CANCELLED: OPEN,
}


def may_follow(before: str, after: str) -> bool:
    return after in TRANSITIONS[before]
