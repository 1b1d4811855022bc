"""The escalation matrix: which row an incident goes by, and what comes next. Pure.

A row has levels along time. A level is reached when its time has come, which counts
from where the run began or is a share of one of the incident's clocks; sooner, when
the level before it was not answered within its deadline, or could reach nobody. A
level that its `unless` makes needless is left out.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from msgspec import Struct, field
from msgspec.structs import replace

from tocsin.foundation.classification.rules import path_of
from tocsin.response.escalation.matrix import (
    ACKNOWLEDGED,
    ANY,
    EVERYWHERE,
    OPEN_HOURS,
    RESTORED,
    UPDATED,
    YES,
    Level,
    Matrix,
    Row,
    Target,
    When,
)

__all__ = [
    "Choice",
    "Facts",
    "Level",
    "Matrix",
    "Progress",
    "Reason",
    "Row",
    "Situation",
    "Step",
    "Target",
    "Wait",
    "When",
    "choose_row",
    "next_step",
    "reached_nobody",
    "take",
]

# A step that is taken later than this (the engine stood still) moves those after it,
# so that everybody who is told keeps the time there was to answer.
PATIENCE = timedelta(minutes=1)


def _never(_calendar: str) -> bool:
    return False


def _always(_calendar: str) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Situation:
    """What a row is chosen by. `is_open` and `is_peak` say so of a calendar's key, the
    empty one being the owning team's, at the instant of choosing."""

    category: str | None = None
    priority: int | None = None
    service: str | None = None
    sites: frozenset[str] = frozenset()
    is_open: Callable[[str], bool] = _always
    is_peak: Callable[[str], bool] = _never


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that spoke for the row: a code, and what it is about."""

    code: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """The row, if any fits; why; and which others fit as well, the nearest first."""

    row: Row | None
    because: tuple[Reason, ...] = ()
    over: tuple[Row, ...] = ()


def fits(row: Row, here: Situation) -> bool:
    """Whether everything that the row asks for holds."""
    return (
        (row.category == EVERYWHERE or row.category in _path(here.category))
        and (not row.priorities or here.priority in row.priorities)
        and (not row.when.services or here.service in row.when.services)
        and (not row.when.sites or bool(here.sites & {*row.when.sites}))
        and _hours_fit(row.when, here)
        and _peak_fits(row.when, here)
    )


def _path(category: str | None) -> Sequence[str]:
    return path_of(category) if category else ()


def _hours_fit(when: When, here: Situation) -> bool:
    if when.hours == ANY:
        return True
    return here.is_open(when.calendar) == (when.hours == OPEN_HOURS)


def _peak_fits(when: When, here: Situation) -> bool:
    return when.peak == ANY or here.is_peak(when.calendar) == (when.peak == YES)


def weight(row: Row) -> tuple[int, ...]:
    """How much a row asks for, what counts most first: a named service, the nearest
    category, a named site, named priorities, and hours or peak periods."""
    depth = 0 if row.category == EVERYWHERE else row.category.count("/") + 1
    times = (row.when.hours != ANY) + (row.when.peak != ANY)
    return (
        int(bool(row.when.services)),
        depth,
        int(bool(row.when.sites)),
        int(bool(row.priorities)),
        times,
    )


def choose_row(matrix: Matrix, here: Situation) -> Choice:
    """The row that asks for most among those that fit; of two alike the upper one."""
    fitting = [row for row in matrix.rows if fits(row, here)]
    if not fitting:
        return Choice(None, (Reason("no_row"),))
    fitting.sort(key=weight, reverse=True)
    first, *others = fitting
    return Choice(first, tuple(_reasons(first, here)), tuple(others))


def _reasons(row: Row, here: Situation) -> Iterator[Reason]:
    if row.when.services:
        yield Reason("service", here.service or "")
    if row.category != EVERYWHERE:
        near = row.category == here.category
        yield Reason("category" if near else "category_above", row.category)
    if row.when.sites:
        yield Reason("site", ", ".join(sorted(here.sites & {*row.when.sites})))
    if row.priorities:
        yield Reason("priority", f"P{here.priority}")
    if row.when.hours != ANY:
        yield Reason(f"hours_{row.when.hours}", row.when.calendar)
    if row.when.peak != ANY:
        yield Reason(f"peak_{row.when.peak}", row.when.calendar)
    if weight(row) == (0, 0, 0, 0, 0):
        yield Reason("everywhere")


# What comes next.

LEVEL, REPEAT, LAPSE, END = "level", "repeat", "lapse", "end"
NOBODY, UNDELIVERABLE, BY_HAND, UNANSWERED = (
    "nobody",
    "undeliverable",
    "by_hand",
    "unanswered",
)
AFTER, PERCENT = "after", "percent"
OVER, ANSWERED, CLOCK, SPENT = "over", "answered", "clock", "spent"


class Progress(Struct, frozen=True):
    """How far a run has come.

    `passed` are the numbers of the levels it has reached. `level` is the last of them
    (0 before the first), `reached_at` when it told people last, `repeats` how often it
    did so again. `hurry` says why the next level is to come at once: `nobody`,
    `undeliverable` or `by_hand`. `late` is by how much steps were taken too late.
    """

    began_at: datetime
    passed: frozenset[int] = frozenset()
    level: int = 0
    repeats: int = 0
    reached_at: datetime | None = None
    hurry: str = ""
    late: timedelta = timedelta()
    is_spent: bool = False


class Facts(Struct, frozen=True):
    """What is true of the incident. `followed` is whether work followed the
    acknowledgement; `instants` when clocks reach a share, None while they do not."""

    is_over: bool = False
    acknowledged_at: datetime | None = None
    followed: bool = False
    restored_at: datetime | None = None
    updated_at: datetime | None = None
    instants: Mapping[tuple[str, int], datetime | None] = field(default_factory=dict)

    @property
    def is_answered(self) -> bool:
        """What is restored needs nobody to be woken for it either."""
        return self.acknowledged_at is not None or self.restored_at is not None


class Step(Struct, frozen=True):
    """What comes next and when: a level, a repeat of the last one, an acknowledgement
    that lapses, or the end of the row. `because` is why then."""

    at: datetime
    does: str
    level: int = 0
    because: str = AFTER


class Wait(Struct, frozen=True):
    """Nothing comes by itself: the incident is `over`, `answered`, the row waits for a
    `clock` that does not run, or it is `spent`."""

    why: str


_ORDER = {LAPSE: 0, LEVEL: 1, REPEAT: 2, END: 3}


def next_step(row: Row, run: Progress, facts: Facts) -> Step | Wait:
    """What comes next on this row, by what is true now."""
    if facts.is_over:
        return Wait(OVER)
    if run.is_spent and not facts.is_answered:
        return Wait(SPENT)
    if run.hurry == BY_HAND and (step := _by_hand(row, run)):
        return step
    wanted = [
        level
        for level in row.levels
        if level.number not in run.passed and _is_wanted(level, run, facts)
    ]
    ahead = [level for level in wanted if level.number > run.level]
    steps = [*_levels(row, run, facts, wanted, ahead), *_lapse(row, facts)]
    if not (run.hurry and ahead):
        steps += _repeat(row, run, facts)
    if steps:
        return min(steps, key=lambda step: (step.at, _ORDER[step.does], step.level))
    if facts.is_answered:
        return Wait(ANSWERED)
    if wanted:
        return Wait(CLOCK)
    return Step(_deadline(row, run) or run.reached_at or run.began_at, END)


def _pending(row: Row, run: Progress) -> Iterator[Level]:
    return (level for level in row.levels if level.number not in run.passed)


def _by_hand(row: Row, run: Progress) -> Step | None:
    """Somebody asked for the next level, whatever it waits for."""
    for level in _pending(row, run):
        if level.number > run.level:
            return Step(run.reached_at or run.began_at, LEVEL, level.number, BY_HAND)
    return None


def _is_wanted(level: Level, run: Progress, facts: Facts) -> bool:
    if level.unless == ACKNOWLEDGED:
        return not facts.is_answered
    if level.unless == RESTORED:
        return facts.restored_at is None
    if level.unless == UPDATED:
        since = run.reached_at or run.began_at
        return facts.updated_at is None or facts.updated_at < since
    return True


def _levels(
    row: Row,
    run: Progress,
    facts: Facts,
    wanted: Sequence[Level],
    ahead: Sequence[Level],
) -> Iterator[Step]:
    sooner = _sooner(row, run, facts, ahead)
    for level in wanted:
        at, because = _instant(level, run, facts), PERCENT if level.percent else AFTER
        if sooner and sooner.level == level.number and (at is None or sooner.at < at):
            yield sooner
        elif at is not None:
            yield Step(at, LEVEL, level.number, because)


def _instant(level: Level, run: Progress, facts: Facts) -> datetime | None:
    if level.percent is not None:
        return facts.instants.get((level.measure, level.percent))
    return run.began_at + timedelta(minutes=level.after) + run.late


def _sooner(
    row: Row, run: Progress, facts: Facts, ahead: Sequence[Level]
) -> Step | None:
    """The next level comes before its time when the last one reached nobody, or when
    nobody answered it; then only a level that asks for an answer does."""
    if run.hurry and ahead and not facts.is_answered:
        at = run.reached_at or run.began_at
        return Step(at, LEVEL, ahead[0].number, run.hurry)
    deadline = _deadline(row, run)
    if deadline is None or facts.is_answered:
        return None
    asking = [level for level in ahead if level.unless == ACKNOWLEDGED]
    return Step(deadline, LEVEL, asking[0].number, UNANSWERED) if asking else None


def _deadline(row: Row, run: Progress) -> datetime | None:
    """Until when the last level can be answered, its repeats included."""
    if not run.level or run.reached_at is None:
        return None
    level = row.level(run.level)
    if level.acknowledge_within is None:
        return None
    left = max(0, level.times - run.repeats) * level.every
    return run.reached_at + timedelta(minutes=left + level.acknowledge_within)


def _repeat(row: Row, run: Progress, facts: Facts) -> Iterator[Step]:
    if not run.level or run.reached_at is None:
        return
    level = row.level(run.level)
    if run.repeats < level.times and _is_wanted(level, run, facts):
        yield Step(run.reached_at + timedelta(minutes=level.every), REPEAT, run.level)


def _lapse(row: Row, facts: Facts) -> Iterator[Step]:
    if facts.acknowledged_at is None or facts.followed or facts.restored_at:
        return
    if row.lapses:
        yield Step(facts.acknowledged_at + timedelta(minutes=row.lapses), LAPSE)


def take(row: Row, run: Progress, step: Step, now: datetime) -> Progress:
    """How far the run is once the step is taken. After an acknowledgement has lapsed it
    begins again at its first level; levels of clocks are not told twice."""
    late = run.late + _lateness(step, now)
    if step.does == LAPSE:
        told = {n for n in run.passed if row.level(n).percent is not None}
        return Progress(now, frozenset(told))
    if step.does == END:
        return replace(run, is_spent=True)
    if step.does == REPEAT:
        return replace(
            run, repeats=run.repeats + 1, reached_at=now, hurry="", late=late
        )
    moved = late if row.level(step.level).percent is None else run.late
    return replace(
        run,
        passed=run.passed | {step.level},
        level=step.level,
        repeats=0,
        reached_at=now,
        hurry="",
        late=moved,
    )


def _lateness(step: Step, now: datetime) -> timedelta:
    late = now - step.at
    planned = step.because in {AFTER, UNANSWERED}
    return late if planned and late > PATIENCE else timedelta()


def reached_nobody(run: Progress, why: str = NOBODY) -> Progress:
    """The next level comes at once."""
    return replace(run, hurry=why)
