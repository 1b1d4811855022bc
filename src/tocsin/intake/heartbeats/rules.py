"""How a heartbeat stands, after what was heard and what was not. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tocsin.foundation.accounts.rules import ADMINISTRATOR, Actor
from tocsin.intake.heartbeats.schedules import Schedule

NEW, UP, LATE, DOWN, PAUSED = "new", "up", "late", "down", "paused"
STATES = (NEW, UP, LATE, DOWN, PAUSED)

SUCCESS, START, FAIL, LOG = "success", "start", "fail", "log"
SAID = (SUCCESS, START, FAIL, LOG)

# Why one is down.
MISSED, FAILED, TOO_LONG = "missed", "failed", "too_long"

BODY_LIMIT = 100_000
# Who looks so long after the instant cannot pass over a ping that came in time: it has
# been stored, and is read first.
SETTLED = timedelta(seconds=2)
# Nobody looked for so long: Tocsin was not there to hear anything.
AWAY = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Standing:
    """`expected_at` is when it should be heard next, `due_at` when it is down unless it
    was: one instant, whichever of schedule and running job comes first."""

    state: str = NEW
    why: str = ""
    expected_at: datetime | None = None
    due_at: datetime | None = None
    started_at: datetime | None = None
    run: str = ""
    last_at: datetime | None = None
    last_said: str = ""
    last_length: timedelta | None = None
    exit_status: int | None = None

    def shown(self, now: datetime) -> str:
        """With `late` for what is past its time, and within its grace."""
        if self.state == UP and self.expected_at and now > self.expected_at:
            return LATE
        return self.state


@dataclass(frozen=True, slots=True)
class Said:
    """One ping: `said` is success, start, fail or log."""

    said: str
    at: datetime
    run: str = ""
    exit_status: int | None = None


def heard(before: Standing, schedule: Schedule, ping: Said) -> Standing:
    """How it stands after a ping. What is paused stays so; a log changes nothing."""
    noted = replace(before, last_at=ping.at, last_said=ping.said)
    if ping.said == LOG:
        return noted
    if ping.said == START:
        noted = replace(noted, started_at=ping.at, run=ping.run, last_length=None)
    else:
        noted = replace(_ended(noted, ping), exit_status=ping.exit_status)
    return noted if before.state == PAUSED else _moved(noted, schedule, ping)


def _ended(before: Standing, ping: Said) -> Standing:
    """A run is over with the ping that carries its id. Another run's success leaves it
    running; a failure, or a ping without an id, ends whatever runs."""
    if before.started_at is None:
        return replace(before, last_length=None)
    if before.run == ping.run:
        length = max(ping.at - before.started_at, timedelta(0))
        return replace(before, started_at=None, run="", last_length=length)
    if ping.said == FAIL or not ping.run:
        return replace(before, started_at=None, run="", last_length=None)
    return replace(before, last_length=None)


def _moved(before: Standing, schedule: Schedule, ping: Said) -> Standing:
    if ping.said == FAIL:
        return replace(before, state=DOWN, why=FAILED, due_at=None)
    if ping.said == START:
        if before.state == DOWN:
            return before
        started = replace(before, state=UP)
        return replace(started, due_at=due(started, schedule))
    expected = schedule.expected_after(ping.at)
    up = replace(before, state=UP, why="", expected_at=expected)
    return replace(up, due_at=due(up, schedule))


def due(standing: Standing, schedule: Schedule) -> datetime | None:
    """When it is down unless it is heard. A running job has as long as it may take,
    and what it was to be heard of is past with its start."""
    if standing.started_at is not None and schedule.longest_run is not None:
        return standing.started_at + schedule.longest_run
    if standing.expected_at is None:
        return None
    return standing.expected_at + schedule.grace


def unheard(before: Standing, schedule: Schedule, at: datetime) -> Standing:
    """How it stands when it is looked at: down, if it is due and up."""
    if before.state != UP or before.due_at is None or before.due_at > at:
        return before
    runs = before.started_at is not None and schedule.longest_run is not None
    return replace(before, state=DOWN, why=TOO_LONG if runs else MISSED, due_at=None)


def rescheduled(before: Standing, schedule: Schedule, now: datetime) -> Standing:
    """How it stands by another schedule: what is past by that one has its grace from
    now on, since nobody could have kept it."""
    if before.state != UP:
        return before
    from_ = before.last_at or now
    after = replace(before, expected_at=schedule.expected_after(from_))
    return replace(after, due_at=spared(due(after, schedule), schedule, now))


def resumed(schedule: Schedule, before: Standing, now: datetime) -> Standing:
    """After a pause: expected from now on; one never heard is new again."""
    if before.last_at is None:
        return Standing()
    fresh = replace(before, state=UP, why="", started_at=None, run="")
    fresh = replace(fresh, expected_at=schedule.expected_after(now))
    return replace(fresh, due_at=due(fresh, schedule))


def spared(
    due_at: datetime | None, schedule: Schedule, now: datetime
) -> datetime | None:
    """The due instant, but no earlier than its grace from now on."""
    return max(due_at, now + schedule.grace) if due_at else None


def read_said(tail: str) -> tuple[str, int | None] | None:
    """What the end of an address says: nothing, start, fail, log, or an exit status
    from 0 to 255. None when it says nothing known."""
    told = tail.strip("/")
    if told == "":
        return SUCCESS, None
    if told in (START, FAIL, LOG):
        return told, None
    if told.isascii() and told.isdecimal() and len(told) <= 3 and int(told) <= 255:
        return (FAIL if int(told) else SUCCESS), int(told)
    return None


def may_keep(actor: Actor, team: str) -> bool:
    """Whether the actor may set up a heartbeat whose service this team owns, or, where
    that is nobody, any: administrators, and leads."""
    if actor.has(ADMINISTRATOR):
        return True
    return team in actor.leads if team else bool(actor.leads)
