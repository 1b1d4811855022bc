"""What the register tells: incidents come, are answered, change, and are over."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from typing import Any

from django.db import transaction
from msgspec import structs

from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.kernel import clock
from tocsin.register.core.entries import Kind
from tocsin.register.work.actions.escalating import tell_levels
from tocsin.register.work.actions.monitors import Deed
from tocsin.register.work.answering import Answerable, answerable
from tocsin.response.escalation import queries
from tocsin.response.escalation.choosing import Circumstances
from tocsin.response.escalation.matrix import Matrix, Row
from tocsin.response.escalation.models import Run
from tocsin.response.escalation.published import OWN_PATH, matrices, matrix_in_force
from tocsin.response.escalation.queries import RunRow
from tocsin.response.escalation.rules import Progress, next_step
from tocsin.response.escalation.standing import (
    NO_ROW,
    OVER,
    QUIET,
    Known,
    rest,
    rows_of,
    settle,
)

NEW = "new"


@transaction.atomic
def follow(ids: Collection[int]) -> int:
    """Each of these incidents has one run that stands where it is to stand by what is
    true now, however often it is told; says how many moved."""
    if not ids:
        return 0
    _make(ids)
    runs = queries.runs_of(ids)
    # Read once the runs are held: what changes later is told later.
    incidents = answerable([run.incident_id for run in runs])
    before = {run.id: replace(run) for run in runs}
    again = {run.incident_id for run in runs if _is_back(run, incidents)}
    incidents |= {id: _unanswered(incidents[id]) for id in again}
    chosen = _choose(runs, incidents)
    rows = rows_of(runs)
    held = [(run.incident_id, rows[run.id]) for run in runs if run.id in rows]
    known = Known(incidents, held)
    for run in runs:
        _stand(run, rows.get(run.id), known)
    moved = [run for run in runs if run != before[run.id]]
    queries.move_runs(moved, chosen)
    tell_levels([deed for run in moved for deed in _tells(run, rows, chosen, again)])
    return len(moved)


def _is_back(run: RunRow, incidents: Mapping[int, Answerable]) -> bool:
    """What was over or restored goes on, and who answered then has not answered now."""
    incident = incidents[run.incident_id]
    return incident.is_open and run.why != NEW and _begins(run, incident)


def _unanswered(incident: Answerable) -> Answerable:
    return replace(incident, acknowledged_at=None, accepted_at=None)


def _make(ids: Collection[int]) -> None:
    """What was lived has a run, also what was over before it was heard of: it may go
    on. What was brought in as history has none."""
    lived = [row for row in answerable(ids).values() if row.origin == "lived"]
    found = {row.id: row.registered_at for row in lived if row.registered_at}
    if found:
        drills = [row.is_drill for row in lived if row.id in found]
        queries.make_runs(list(found), drills, list(found.values()))


def _choose(
    runs: Iterable[RunRow], incidents: dict[int, Answerable]
) -> dict[int, list[Any]]:
    """Gives a row to each run that has none yet, or whose incident was classified
    anew; says why, by run, where it is another row than before."""
    now = clock.now()
    here, force = Circumstances(now), matrix_in_force()
    told = [(run, incidents[run.incident_id]) for run in runs]
    wanting = [(r, i) for r, i in told if i.is_open and _wants_row(r, i)]
    frozen = matrices({run.matrix for run, _incident in wanting if run.row})
    chosen: dict[int, list[Any]] = {}
    for run, incident in wanting:
        begins = _begins(run, incident) or not run.row
        matrix = force if begins else frozen.get(run.matrix, force)
        matrix = OWN_PATH if incident.is_own_path else matrix
        _give(run, incident, matrix, here, chosen)
    return chosen


def _wants_row(run: RunRow, incident: Answerable) -> bool:
    return _begins(run, incident) or run.asked != _asked(incident)


def _begins(run: RunRow, incident: Answerable) -> bool:
    was_restored = run.state == Run.State.RESTORED and incident.restored_at is None
    return run.why in {NEW, OVER} or was_restored


def _asked(incident: Answerable) -> str:
    told = (incident.category_id, incident.priority, incident.service_id)
    return "|".join("" if each is None else str(each) for each in told)[:400]


def _give(
    run: RunRow,
    incident: Answerable,
    matrix: Matrix,
    here: Circumstances,
    chosen: dict[int, list[Any]],
) -> None:
    """A run that is given another row begins at its first level; one that was over
    begins again."""
    choice = here.choose(matrix, incident)
    key = choice.row.key if choice.row else ""
    run.asked = _asked(incident)
    if not _begins(run, incident) and key == run.row:
        return
    began = run.began_at if run.why == NEW else here.now
    run.follow(Progress(began))
    run.life, run.followed, run.told, run.failed = run.life + 1, False, 0, 0
    run.matrix, run.row, run.why = matrix.number, key, ""
    chosen[run.id] = [asdict(reason) for reason in choice.because]


def _stand(run: RunRow, row: Row | None, known: Known) -> None:
    incident = known.incidents[run.incident_id]
    facts = known.facts(run)
    if facts.is_over:
        rest(run, OVER)
    elif incident.is_quiet:
        rest(run, QUIET)
    elif row is None:
        rest(run, NO_ROW)
    else:
        if incident.acknowledged_at is None and run.followed:
            run.followed, facts = False, structs.replace(facts, followed=False)
        settle(run, next_step(row, run.progress, facts), facts)


def _tells(
    run: RunRow,
    rows: Mapping[int, Row],
    chosen: Mapping[int, list[Any]],
    again: Collection[int],
) -> Iterator[tuple[Kind, Deed]]:
    """That nobody has answered any more, where somebody had; and that it begins."""
    place = f"run:{run.id}:{run.life}"
    if run.incident_id in again:
        yield (
            Kind.ACKNOWLEDGEMENT_LAPSED,
            Deed(run.incident_id, SYSTEM, f"{place}:back"),
        )
    row = rows.get(run.id)
    if row and run.id in chosen and run.state == Run.State.CLIMBING:
        because = chosen[run.id]
        body = {"row": row.name, "matrix": run.matrix, "because": because}
        yield Kind.ESCALATION_BEGAN, Deed(run.incident_id, SYSTEM, place, body)
