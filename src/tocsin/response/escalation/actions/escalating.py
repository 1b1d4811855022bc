"""Somebody asks for the next level."""

from typing import Any

from django.db import transaction

from tocsin.foundation.accounts.rules import Actor
from tocsin.kernel import clock
from tocsin.register.work.actions.escalating import begin_escalating
from tocsin.response.escalation import queries
from tocsin.response.escalation.actions.climbing import advance
from tocsin.response.escalation.actions.following import follow
from tocsin.response.escalation.refusals import NoLevelLeft, NothingClimbs
from tocsin.response.escalation.rules import BY_HAND
from tocsin.response.escalation.standing import QUIET, rows_of
from tocsin.response.escalation.words import why_words


@transaction.atomic
def escalate(incident_id: int, *, by: Actor, seq: int | None = None) -> Any:
    """The next level is reached now, whether or not somebody has acknowledged; who owns
    the incident stays so. Where nobody is there, it is the first one beyond that has
    somebody. Returns the incident as it then is."""
    follow([incident_id])
    runs = queries.runs_of([incident_id])
    incident = begin_escalating(incident_id, by=by)
    if not runs or not runs[0].row or runs[0].why == QUIET:
        raise NothingClimbs(
            ref=incident.ref, why=why_words(runs[0].why if runs else "")
        )
    run = runs[0]
    row = rows_of([run]).get(run.id)
    if row is None or not any(level.number > run.level for level in row.levels):
        raise NoLevelLeft(ref=incident.ref, row=row.name if row else run.row)
    run.hurry, run.why = BY_HAND, ""
    advance([run], clock.now(), by)
    incident.refresh_from_db()
    return incident
