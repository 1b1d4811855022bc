"""Who may silence, and when a silence may be changed in place. Pure."""

from datetime import datetime
from typing import Any

from tocsin.foundation.accounts.rules import (
    ADMINISTRATOR,
    AGENT,
    MAJOR_INCIDENT_MANAGER,
    Actor,
)

PENDING, ACTIVE, EXPIRED = "pending", "active", "expired"
STATES = (ACTIVE, PENDING, EXPIRED)
RAISE, CLOSE = "raise", "close"
AT_END = (RAISE, CLOSE)
LONGEST_COMMENT, LONGEST_AUTHOR = 2000, 200
# Before the key of a person whom a program named as the author.
KNOWN = "person:"
# So many may be pending or active at once: each is asked about every new alert.
MOST_AT_ONCE = 2000


def may_silence(actor: Actor) -> bool:
    """Whether the actor may make silences: who works here, keys that work on
    incidents, and sources for their own alerts."""
    if actor.is_system or actor.has(ADMINISTRATOR):
        return True
    if actor.is_person:
        return bool(actor.teams or {AGENT, MAJOR_INCIDENT_MANAGER} & actor.roles)
    return actor.kind == "source" or (actor.kind == "key" and "work" in actor.scopes)


def stays_the_same(
    held: Any, asks: tuple[Any, ...], starts_at: datetime, ends_at: datetime, now: Any
) -> bool:
    """Whether a change is one in place. As in Alertmanager, what has been silenced is
    never told otherwise afterwards: with other matchers, or once it has ended, a change
    makes another silence."""
    if asks != held.asks:
        return False
    state = held.state(now)
    if state == ACTIVE:
        return bool(starts_at == held.starts_at and ends_at >= now)
    return bool(state == PENDING and starts_at >= now)
