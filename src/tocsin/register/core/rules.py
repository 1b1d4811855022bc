"""The life of an incident: which state may follow which; and who sees it. Pure.

`docs/life.md` shows the table of states; a house test compares the two.
"""

from collections.abc import Mapping
from enum import StrEnum

from tocsin.foundation.accounts.rules import Actor

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

# What an incident may be to another, and what the other then is to it. A change is no
# incident and says nothing back. Merging and splitting have kinds of their own.
MIRRORED: Mapping[str, str | None] = {
    "related": "related",
    "duplicate": "has_duplicate",
    "caused_by": "causes",
    "causes": "caused_by",
    "child_of": "parent_of",
    "parent_of": "child_of",
    "caused_by_change": None,
    "mended_by_change": None,
    "reopens": "reopened_as",
    "has_duplicate": "duplicate",
    "reopened_as": "reopens",
    "split_from": "split_into",
}


def may_follow(before: str, after: str) -> bool:
    return after in TRANSITIONS[before]


class Sight(StrEnum):
    """How far an actor sees (decision 16); `register_visible` knows these words too."""

    EVERYTHING = "everything"
    NAMED = "named"
    """What is unrestricted, and what they are named on."""
    OWN = "own"
    """The same, among their own reports."""
    UNRESTRICTED = "unrestricted"
    HANDED_IN = "handed_in"
    """What is unrestricted and was registered by this very actor."""
    NOTHING = "nothing"


def sight_of(actor: Actor) -> Sight:
    """Guests, sources, rules and links see nothing by themselves: what is shared with
    them they are shown by whoever shares it."""
    if actor.is_system:
        return Sight.EVERYTHING
    if actor.is_person:
        return Sight.OWN if actor.is_requester else Sight.NAMED
    if actor.kind == "key" and actor.scopes & {"read", "work", "admin"}:
        return Sight.UNRESTRICTED
    if actor.kind == "key" and "intake" in actor.scopes:
        return Sight.HANDED_IN
    return Sight.NOTHING
