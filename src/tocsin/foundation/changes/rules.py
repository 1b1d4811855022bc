"""What a change may become, and who tells it. Pure."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from tocsin.foundation.accounts.rules import (
    ADMINISTRATOR,
    AGENT,
    MAJOR_INCIDENT_MANAGER,
    Actor,
)

KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
# Addresses of pages beside those of changes.
TAKEN = frozenset({"new", "calendar"})
KINDS = ("standard", "normal", "emergency")
RISKS = ("low", "medium", "high")
OUTCOMES = ("done", "failed", "backed_out")
PLANNED, UNDER_WAY, CANCELLED = "planned", "under_way", "cancelled"
ASKED, APPROVED, REFUSED = "asked", "approved", "refused"
APPROVALS = (ASKED, APPROVED, REFUSED)
STATES = (PLANNED, UNDER_WAY, *OUTCOMES, CANCELLED)
# What was done this long before something broke is looked at first.
BEFORE = timedelta(hours=72)

MAY_FOLLOW: Mapping[str, frozenset[str]] = {
    PLANNED: frozenset({UNDER_WAY, CANCELLED, *OUTCOMES}),
    UNDER_WAY: frozenset(OUTCOMES),
    "done": frozenset(),
    "failed": frozenset(),
    "backed_out": frozenset(),
    CANCELLED: frozenset({PLANNED}),
}


class Window(NamedTuple):
    begins: datetime
    ends: datetime


def window(
    planned: tuple[datetime | None, datetime | None],
    actual: tuple[datetime | None, datetime | None],
    now: datetime,
) -> Window:
    """When it was or, as far as it was not yet, when it is planned."""
    begins = actual[0] or planned[0] or actual[1] or now
    ends = actual[1] or planned[1] or begins
    return Window(begins, max(begins, ends))


def may_tell(actor: Actor) -> bool:
    """Whether the actor may tell changes: who works here, and programs that do it."""
    if actor.is_system or actor.has(ADMINISTRATOR) or actor.kind == "source":
        return True
    if actor.is_person:
        return bool(actor.teams or {AGENT, MAJOR_INCIDENT_MANAGER} & actor.roles)
    return actor.kind == "key" and bool(actor.scopes & {"intake", "work"})


def may_tell_on(actor: Actor, made_by: tuple[str, str]) -> bool:
    """Whether the actor may say how a change goes on. A key that only hands things in
    goes on with its own."""
    if not may_tell(actor):
        return False
    only_hands_in = actor.kind == "key" and not actor.scopes & {"work", "admin"}
    return not only_hands_in or made_by == (actor.kind, actor.id)
