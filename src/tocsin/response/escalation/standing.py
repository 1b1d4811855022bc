"""Where runs stand: what the rules are told of them, and what comes next."""

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from tocsin.register.work.answering import Answerable, told_reporters
from tocsin.response.escalation.clocks import Instants, instants
from tocsin.response.escalation.matrix import Matrix, Row
from tocsin.response.escalation.models import Run
from tocsin.response.escalation.published import matrices
from tocsin.response.escalation.queries import RunRow
from tocsin.response.escalation.rules import (
    Facts,
    Step,
    Wait,
)

QUIET, NO_ROW, OVER, SPENT = "quiet", "no_row", "over", "spent"
# What may be said of a run for which nothing is due though nobody answered.
REASONS = frozenset({QUIET, NO_ROW, SPENT, "clock"})


class Known:
    """What is true of a set of incidents, read at once, as far as rows ask for it."""

    def __init__(
        self, incidents: Mapping[int, Answerable], rows: Iterable[tuple[int, Row]]
    ) -> None:
        self.incidents = incidents
        told = list(rows)
        self._instants: dict[int, Instants] = instants(told)
        asked = [number for number, row in told if row.waits_for_updates]
        self._updates = told_reporters(asked) if asked else {}

    def facts(self, run: RunRow) -> Facts:
        row = self.incidents.get(run.incident_id)
        if row is None:
            return Facts(is_over=True)
        return Facts(
            is_over=not row.is_open,
            acknowledged_at=row.acknowledged_at,
            followed=run.followed or row.is_worked_on,
            restored_at=row.restored_at,
            updated_at=self._updates.get(run.incident_id),
            instants=self._instants.get(run.incident_id, {}),
        )

    def unanswered(self, run: RunRow) -> Facts:
        """The same, now that the acknowledgement has lapsed."""
        return replace(self.facts(run), acknowledged_at=None)


def rows_of(runs: Iterable[RunRow]) -> dict[int, Row]:
    """By run: the row that it climbs, as it was when it began; none, if it has none."""
    told = [run for run in runs if run.row]
    found: dict[int, Matrix] = matrices({run.matrix for run in told})
    rows: dict[int, Row] = {}
    for run in told:
        matrix = found.get(run.matrix)
        if matrix and (row := matrix.row(run.row)):
            rows[run.id] = row
    return rows


def settle(run: RunRow, coming: Step | Wait, facts: Facts) -> None:
    """The run says what comes next and when, or why nothing does."""
    if isinstance(coming, Step):
        run.due_at, run.why, run.state = coming.at, "", Run.State.CLIMBING
        run.next_does, run.next_level = coming.does, coming.level
    else:
        rest(run, coming.why)
    if facts.restored_at is not None:
        run.state = Run.State.RESTORED
    elif facts.acknowledged_at is not None:
        run.state = Run.State.ANSWERED


def rest(run: RunRow, why: str) -> None:
    """Nothing is due, for this reason."""
    run.state = Run.State.ENDED if why == OVER else Run.State.RESTED
    run.due_at, run.why, run.next_does, run.next_level = None, why, "", 0
