"""Somebody asks for the next level."""

from django.db import transaction

from tocsin.foundation.accounts.rules import Actor
from tocsin.kernel import clock
from tocsin.register.work.actions.escalating import begin_escalating
from tocsin.response.escalation import queries
from tocsin.response.escalation.actions.climbing import advance
from tocsin.response.escalation.actions.following import follow
from tocsin.response.escalation.queries import RunRow
from tocsin.response.escalation.refusals import NoLevelLeft, NothingClimbs
from tocsin.response.escalation.rules import BY_HAND
from tocsin.response.escalation.standing import QUIET, rows_of
from tocsin.response.escalation.words import why_words


@transaction.atomic
def escalate(incident_id: int, *, by: Actor) -> int:
    """The next level is reached now, whether or not somebody has acknowledged; who owns
    the incident stays so. Says which level it was; where nobody is there, it is the
    first one beyond that has somebody."""
    follow([incident_id])
    runs = queries.runs_of([incident_id])
    ref = begin_escalating(incident_id, by=by)
    if not runs or not runs[0].row or runs[0].why == QUIET:
        raise NothingClimbs(ref=ref, why=why_words(runs[0].why if runs else ""))
    run = runs[0]
    row = rows_of([run]).get(run.id)
    if row is None or not any(level.number > run.level for level in row.levels):
        raise NoLevelLeft(ref=ref, row=row.name if row else run.row)
    return _hurry(run, by)


def _hurry(run: RunRow, by: Actor) -> int:
    run.hurry, run.why = BY_HAND, ""
    advance([run], clock.now(), by)
    return run.level
