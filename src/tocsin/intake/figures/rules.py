"""What values say: whether a bound was kept, how fast a counter grew. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Told:
    """A value at an instant."""

    at: datetime
    value: float


@dataclass(frozen=True, slots=True)
class Bound:
    """At least, at most, or both."""

    at_least: float | None = None
    at_most: float | None = None

    def holds(self, value: float) -> bool:
        if self.at_least is not None and value < self.at_least:
            return False
        return self.at_most is None or value <= self.at_most

    def __str__(self) -> str:
        told = []
        if self.at_least is not None:
            told.append(f"≥ {self.at_least:g}")
        if self.at_most is not None:
            told.append(f"≤ {self.at_most:g}")
        return ", ".join(told)


# Why a bound was not kept: nothing was told; not for as long; a value is beyond it.
NOTHING, NOT_YET, BEYOND, KEPT = "nothing", "not_yet", "beyond", "kept"


def kept_for(
    values: Sequence[Told], bound: Bound, length: timedelta, now: datetime
) -> str:
    """Whether every value of the last `length` keeps the bound, and the one before it
    too, for that one held when the time began. Silence proves nothing: a value of that
    time is wanted, and one before it that is no older than as much again."""
    begins = now - length
    within = [each for each in values if begins < each.at <= now]
    before = [each for each in values if begins - length <= each.at <= begins]
    if not within:
        return NOTHING
    if not all(bound.holds(each.value) for each in within):
        return BEYOND
    if not before or not bound.holds(max(before, key=lambda one: one.at).value):
        return NOT_YET
    return KEPT


def rate_of(values: Sequence[Told]) -> float | None:
    """How fast a counter grew, per second; where it fell it began anew at nothing.
    None with fewer than two values."""
    ordered = sorted(values, key=lambda one: one.at)
    if len(ordered) < 2:
        return None
    grown = sum(
        later.value - (earlier.value if later.value >= earlier.value else 0.0)
        for earlier, later in pairwise(ordered)
    )
    seconds = (ordered[-1].at - ordered[0].at).total_seconds()
    return grown / seconds if seconds else None
