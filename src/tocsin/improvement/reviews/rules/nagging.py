"""When whoever owes something is reminded, and whom it goes to next. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

REMIND, ESCALATE = "remind", "escalate"


@dataclass(frozen=True, slots=True)
class Owed:
    """Something due: when, and how often its owner was reminded; `told_above_at` is
    when it went to whoever is above them."""

    due_at: datetime | None
    reminded_at: datetime | None = None
    told_above_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Step:
    does: str
    at: datetime


def next_step(
    owed: Owed, *, patience: timedelta, every: timedelta | None = None
) -> Step | None:
    """The owner is reminded when it is due; after `patience` it goes above; then both
    hear of it again `every` so often, if that is told."""
    if owed.due_at is None:
        return None
    if owed.reminded_at is None:
        return Step(REMIND, owed.due_at)
    if owed.told_above_at is None:
        return Step(ESCALATE, owed.due_at + patience)
    return Step(ESCALATE, owed.told_above_at + every) if every else None


def taken(owed: Owed, step: Step, now: datetime) -> Owed:
    """After a step. What was missed while nothing ran is done once."""
    if step.does == REMIND:
        return Owed(owed.due_at, now, owed.told_above_at)
    return Owed(owed.due_at, owed.reminded_at, now)
