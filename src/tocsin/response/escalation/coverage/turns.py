"""A run that nobody answers, as turns counted from where it began. Pure.

The rules of runs say what comes next; they are asked once for each way a row can go,
not for each instant. A turn leads to one of two others: one where it found somebody,
and one where it found nobody.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tocsin.response.escalation.matrix import Row
from tocsin.response.escalation.rules import (
    AFTER,
    LEVEL,
    PERCENT,
    REPEAT,
    Facts,
    Progress,
    Step,
    next_step,
    reached_nobody,
    take,
)

# Any instant will do: what is read off are waits.
_BEGAN = datetime(2000, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)

Named = tuple[str, int]
"""A share of a clock: its measure and percent."""
Waits = Mapping[Named, int]
"""How long after the beginning clocks reach a share."""


@dataclass(slots=True)
class Turn:
    """A level is told, or told again, so long after the run began, and why then."""

    row: Row
    facts: Facts
    run: Progress
    level: int
    wait: int
    again: bool
    because: str
    _then: dict[bool, "Turn | None"] = field(default_factory=dict)

    def is_pinned(self, still: frozenset[Named], was_pinned: bool) -> bool:
        """Whether it comes at an instant, however long ago the run began: brought by a
        clock that stands still, or by what such a clock brought."""
        if self.because == PERCENT:
            level = self.row.level(self.level)
            return (level.measure, level.percent) in still
        return was_pinned and (self.again or self.because != AFTER)

    def then(self, somebody: bool) -> "Turn | None":
        """What comes next, having found somebody or nobody; None at the row's end."""
        if somebody not in self._then:
            run = self.run if somebody else reached_nobody(self.run)
            self._then[somebody] = _turn(self.row, run, self.facts)
        return self._then[somebody]


def first_turn(row: Row, waits: Waits) -> Turn | None:
    """How a run on this row begins; levels of clocks that are not among `waits` come
    only when the one before them found nobody or was not answered."""
    instants = {share: _BEGAN + wait * _TICK for share, wait in waits.items()}
    return _turn(row, Progress(_BEGAN), Facts(instants=instants))


def _turn(row: Row, run: Progress, facts: Facts) -> Turn | None:
    step = next_step(row, run, facts)
    if not isinstance(step, Step) or step.does not in {LEVEL, REPEAT}:
        return None
    after = take(row, run, step, step.at)
    wait = (step.at - _BEGAN) // _TICK
    again = step.does == REPEAT
    return Turn(row, facts, after, step.level, wait, again, step.because)
