"""Which page goes first, when it is told how, and when it is tried again. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from math import ceil
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

PAGE, DUTY, VERIFICATION, TEST = "page", "duty", "verification", "test"
# What goes to rooms: word of a page for their team's incident; what a swarm says.
ROOM, POST = "room", "post"
TO_ROOMS = (ROOM, POST)
KINDS = (PAGE, DUTY, VERIFICATION, TEST, *TO_ROOMS)
LOUD, QUIET = "loud", "quiet"
URGENCIES = (LOUD, QUIET)
MAIL = "mail"

# In what order pages leave when many are due: the first page of an incident before all
# others, so that one incident's storm holds up no other's first word.
FIRST = 0
_RANKS = {VERIFICATION: 1, TEST: 2}
_LOUD, _QUIET, _NOTICE = 3, 4, 5

# Whoever lives keeps what they took, and says anew now and then that it goes on. After
# so long without a word it is taken from them as well: a page must not wait for ever
# for a process that was stopped. What somebody held who is gone is free at once.
LEASE = timedelta(seconds=60)
# After a round in which every provider of the channel failed.
_PAUSES = (2, 5, 15, 30, 60, 120)
# How long a message is worth being sent.
LIVES: Mapping[str, timedelta] = {
    PAGE: timedelta(minutes=30),
    DUTY: timedelta(hours=12),
    POST: timedelta(hours=12),
    VERIFICATION: timedelta(minutes=10),
    TEST: timedelta(minutes=10),
}
CODE_LIVES = timedelta(minutes=15)
# A call waits a little for what is read in silence.
_CALL_AFTER = timedelta(minutes=1)
CALLS = frozenset({"voice"})


def rank_of(kind: str, loud: bool, *, first: bool = False) -> int:
    """The smaller, the sooner."""
    if kind in _RANKS:
        return _RANKS[kind]
    if kind != PAGE:
        return _NOTICE
    if first and loud:
        return FIRST
    return _LOUD if loud else _QUIET


def pause_after(rounds: int) -> timedelta:
    """How long to wait after so many rounds through all providers."""
    return timedelta(seconds=_PAUSES[min(max(rounds, 1), len(_PAUSES)) - 1])


def at_once(waiting: int, each: float, within: float, most: int) -> int:
    """How many messages of one channel are under way side by side: one, unless so many
    wait that they would not be gone within so many seconds, at what `each` takes. A
    sender that dies doubles no more of them. Within 0: always one."""
    if within <= 0:
        return 1
    return min(max(ceil(waiting * each / within), 1), max(most, 1))


def life_of(kind: str) -> timedelta:
    return LIVES.get(kind, LIVES[PAGE])


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours in which nothing quiet is told: on these days (0 is Monday) from then on,
    until that time of the same day, or of the next where it is not later."""

    begins: time
    ends: time
    days: frozenset[int] = frozenset(range(7))


@dataclass(frozen=True, slots=True)
class Method:
    """One way to reach a person. `id` is 0 for the address they sign in with."""

    id: int
    channel: str
    address: str
    is_loud: bool
    data: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """By this method (its id), so long after the page."""

    method: int
    delay: timedelta


@dataclass(frozen=True, slots=True)
class Manner:
    """How one person is reached: their verified methods in their order, their steps by
    urgency, their quiet hours."""

    zone: str = "UTC"
    methods: Sequence[Method] = ()
    steps: Mapping[str, Sequence[Step]] = field(default_factory=dict)
    quiet: Sequence[Quiet] = ()


@dataclass(frozen=True, slots=True)
class Planned:
    """One message to be, and when it is due."""

    method: Method
    delay: timedelta
    due_at: datetime


def usual_steps(methods: Sequence[Method], urgency: str) -> list[Step]:
    """How somebody is told who wished nothing: what is loud by all that is loud, calls
    a minute later, and by mail beside it; what is quiet by all that is not."""
    quiet = [each for each in methods if not each.is_loud]
    if urgency == QUIET:
        return [Step(each.id, timedelta()) for each in quiet or methods]
    loud = [each for each in methods if each.is_loud]
    others = any(each.channel not in CALLS for each in methods)
    wait = _CALL_AFTER if others else timedelta()
    return [
        Step(each.id, wait if each.channel in CALLS else timedelta())
        for each in (*loud, *quiet)
    ]


def plan(manner: Manner, *, loud: bool, at: datetime) -> list[Planned]:
    """The messages that a page becomes, in the order of their time. Quiet hours put
    off what is quiet, and nothing that is loud."""
    urgency = LOUD if loud else QUIET
    known = {method.id: method for method in manner.methods}
    steps = [s for s in manner.steps.get(urgency, ()) if s.method in known]
    steps = steps or usual_steps(manner.methods, urgency)
    planned = []
    for step in steps:
        due_at = at + step.delay
        if not loud:
            due_at = quiet_until(due_at, manner.zone, manner.quiet)
        planned.append(Planned(known[step.method], step.delay, due_at))
    return sorted(planned, key=lambda it: (it.due_at, it.delay))


def quiet_until(at: datetime, zone: str, windows: Sequence[Quiet]) -> datetime:
    """The first instant from `at` on in no quiet hours; `at` itself where there is
    none within a fortnight."""
    here, found = zone_named(zone), at
    for _window in range(_MOST_WINDOWS):
        until = max(
            (
                end
                for window in windows
                for begin, end in _around(found, here, window)
                if begin <= found < end
            ),
            default=None,
        )
        if until is None:
            return found
        found = until
    return at


_MOST_WINDOWS = 14


def _around(
    at: datetime, zone: ZoneInfo, window: Quiet
) -> list[tuple[datetime, datetime]]:
    """The window's hours of the day before, this day and the next, by the wall."""
    today = at.astimezone(zone).date()
    spans = []
    for day in (today - timedelta(days=1), today, today + timedelta(days=1)):
        if day.weekday() not in window.days:
            continue
        last = day if window.begins < window.ends else day + timedelta(days=1)
        spans.append((_wall(day, window.begins, zone), _wall(last, window.ends, zone)))
    return spans


def _wall(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, tzinfo=zone).astimezone(ZoneInfo("UTC"))


def zone_named(name: str) -> ZoneInfo:
    """The zone of this name, or UTC where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
