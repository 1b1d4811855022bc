"""Which incident of a team comes next, and why. Pure.

Impact and urgency give a priority; which work to take up first when there is more
than hands is another question (IM practice guide, 2.4.3). Points answer it: each
reason brings some, their sum is the place, and `docs/routing.md` has the table.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

OF_PRIORITY = {1: 400, 2: 250, 3: 120, 4: 40, 5: 0}
UNRATED = OF_PRIORITY[3]
MAJOR, VIP, PEAK, BOUNCED = 10_000, 80, 100, 60
OVER, OVER_HOUR, OVER_MOST = 500, 20, 300
DUE, DUE_WITHIN = 400, timedelta(hours=4)
AGE_HOUR, AGE_MOST = 3, 120
WAITS = -1000
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Work:
    """What of an incident its place comes from."""

    id: int
    priority: int | None
    registered_at: datetime
    due_at: datetime | None = None
    major: bool = False
    vip: bool = False
    peak: str = ""
    bounced: int = 0
    waiting_cause: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """So many points, and what for; `value` is what its words need."""

    code: str
    points: int
    value: Any = None


@dataclass(frozen=True, slots=True)
class Ranked:
    """An incident with its reasons, what weighs most first."""

    work: Work
    reasons: tuple[Reason, ...]

    @property
    def points(self) -> int:
        return sum(reason.points for reason in self.reasons)


def ranked(works: Iterable[Work], now: datetime) -> list[Ranked]:
    """What comes first, first; at equal points the older."""
    found = [Ranked(work, tuple(_weighed(work, now))) for work in works]
    return sorted(found, key=lambda one: (-one.points, one.work.id))


def _weighed(work: Work, now: datetime) -> list[Reason]:
    return sorted(_reasons(work, now), key=lambda reason: -abs(reason.points))


def _reasons(work: Work, now: datetime) -> Iterator[Reason]:
    if work.major:
        yield Reason("major", MAJOR)
    if work.priority is None:
        yield Reason("unrated", UNRATED)
    else:
        yield Reason("priority", OF_PRIORITY[work.priority], work.priority)
    if work.due_at is not None:
        yield _due(work.due_at - now)
    yield from _about_it(work)
    age = max(now - work.registered_at, timedelta(0))
    if points := min(age // _HOUR * AGE_HOUR, AGE_MOST):
        yield Reason("age", points, age)
    if work.waiting_cause:
        yield Reason("waiting", WAITS, work.waiting_cause)


def _about_it(work: Work) -> Iterator[Reason]:
    if work.vip:
        yield Reason("vip", VIP)
    if work.peak:
        yield Reason("peak", PEAK, work.peak)
    if work.bounced:
        yield Reason("bounced", BOUNCED, work.bounced)


def _due(left: timedelta) -> Reason:
    """The nearer it is due the more, within four hours; over it, more still."""
    if left <= timedelta(0):
        late = min(-left // _HOUR * OVER_HOUR, OVER_MOST)
        return Reason("over", OVER + late, -left)
    near = max(DUE_WITHIN - left, timedelta(0))
    return Reason("due", int(DUE * near / DUE_WITHIN), left)
