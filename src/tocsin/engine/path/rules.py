"""Which hop comes next, until when, and what has to be done for it. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta

ACCEPTED, OPENED, ROUTED, CLIMBING = "accepted", "opened", "routed", "climbing"
PAGED, HANDED_OVER = "paged", "handed_over"
ACKNOWLEDGED, RESTORED, RESOLVED = "acknowledged", "restored", "resolved"
# From the door to the end; each follows the one before it.
HOPS = (
    ACCEPTED,
    OPENED,
    ROUTED,
    CLIMBING,
    PAGED,
    HANDED_OVER,
    ACKNOWLEDGED,
    RESTORED,
    RESOLVED,
)
SEND, ANSWER, CLEAR, RESOLVE = "send", "answer", "clear", "resolve"
# What whoever sent it does, so that a hop comes; all others come by themselves.
_ACTS = {
    ACCEPTED: SEND,
    ACKNOWLEDGED: ANSWER,
    RESTORED: CLEAR,
    RESOLVED: RESOLVE,
}

Hops = Mapping[str, datetime]


def next_hop(hops: Hops) -> str:
    """The first that has not come; empty, when all have."""
    return next((hop for hop in HOPS if hop not in hops), "")


def act_for(hop: str) -> str:
    """What has to be done for it; empty, where it comes by itself."""
    return _ACTS.get(hop, "")


def deadline(
    hop: str, begun_at: datetime, hops: Hops, patience: timedelta, planned: Hops
) -> datetime:
    """Until when the hop may come: so long after the one before it, or after the
    instant for which it is planned, where that is later."""
    before = HOPS[: HOPS.index(hop)]
    since = max([begun_at, *(hops[each] for each in before if each in hops)])
    return max(since, planned.get(hop, since)) + patience


def seconds(begun_at: datetime, hops: Hops) -> dict[str, float]:
    """How long each hop took that came: since the furthest of those before it, and
    never less than nothing, since some are looked for in another order than they
    happen in."""
    found, at = {}, begun_at
    for hop in HOPS:
        if hop in hops:
            found[hop] = max((hops[hop] - at).total_seconds(), 0.0)
            at = max(at, hops[hop])
    return found
