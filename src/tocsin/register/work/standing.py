"""Why an incident stands where it stands in the queue. Pure.

What is told are codes with their facts; surfaces have the words.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

_LONG = timedelta(days=1)


class Standing(Protocol):
    """What of an incident its place in the queue comes from."""

    major: bool
    priority: int | None
    next_due_at: datetime | None
    state: str
    waiting_cause: str
    registered_at: datetime | None
    owner_id: Any
    team_id: Any


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: major, priority, unrated, due, over, peak, waiting, untaken, old."""

    code: str
    value: Any = None


def reasons(row: Standing, now: datetime, peak: str = "") -> Iterator[Reason]:
    """Why it stands there, what weighs most first. `peak` names the peak period in
    which what it is about now is."""
    if row.major:
        yield Reason("major")
    rated = row.priority is not None
    yield Reason("priority", row.priority) if rated else Reason("unrated")
    if row.next_due_at is not None:
        left = row.next_due_at - now
        yield Reason("due", left) if left > timedelta(0) else Reason("over", -left)
    if peak:
        yield Reason("peak", peak)
    yield from _standing_still(row, now)


def _standing_still(row: Standing, now: datetime) -> Iterator[Reason]:
    if row.waiting_cause:
        yield Reason("waiting", row.waiting_cause)
    elif row.team_id is None:
        yield Reason("no_team")
    elif row.owner_id is None:
        yield Reason("untaken")
    age = now - row.registered_at if row.registered_at else timedelta(0)
    if age >= _LONG:
        yield Reason("old", age)
