"""What became of pages: one that cannot be delivered escalates by itself."""

from collections.abc import Sequence

from django.db import transaction

from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.notify.pages import Outcome, unheard_outcomes
from tocsin.register.core.entries import Kind
from tocsin.register.work.actions.escalating import tell_levels
from tocsin.register.work.actions.monitors import Deed
from tocsin.register.work.answering import answerable
from tocsin.response.escalation import queries
from tocsin.response.escalation.queries import RunRow
from tocsin.response.escalation.rules import UNDELIVERABLE, next_step, reached_nobody
from tocsin.response.escalation.standing import Known, rows_of, settle

BATCH = 500


@transaction.atomic
def hear_outcomes(batch: int = BATCH) -> int:
    """Pages that failed are said on their timelines; when none of a level's people
    could be told, the next level comes at once. Says how many outcomes were heard."""
    heard = unheard_outcomes(batch)
    hear(heard)
    return len(heard)


@transaction.atomic
def hear(outcomes: Sequence[Outcome]) -> None:
    """The same, of outcomes that are told."""
    failed = [o for o in outcomes if o.result == "failed"]
    ids = [o.incident_id for o in failed if o.incident_id is not None]
    if not ids:
        return
    runs = {run.incident_id: run for run in queries.runs_of(ids)}
    told = []
    for outcome in failed:
        run = runs.get(outcome.incident_id or 0)
        if run is None:
            continue
        told.append((Kind.PAGE_FAILED, _deed(outcome, run)))
        if outcome.cause.startswith(_place(run)):
            run.failed += 1
    _hurry([run for run in runs.values() if 0 < run.told <= run.failed])
    tell_levels(told)


def _hurry(runs: Sequence[RunRow]) -> None:
    incidents = answerable([run.incident_id for run in runs]) if runs else {}
    rows = rows_of(runs)
    held = [(run.incident_id, rows[run.id]) for run in runs if run.id in rows]
    known = Known(incidents, held)
    for run in runs:
        facts = known.facts(run)
        if run.due_at is None or facts.is_over or run.id not in rows:
            continue
        run.follow(reached_nobody(run.progress, UNDELIVERABLE))
        settle(run, next_step(rows[run.id], run.progress, facts), facts)
    queries.move_runs(runs)


def _place(run: RunRow) -> str:
    """How the causes of the pages begin that its last level told."""
    return f"run:{run.id}:{run.life}:{run.level}:{run.repeats}:"


def _deed(outcome: Outcome, run: RunRow) -> Deed:
    body = {
        "person": outcome.person,
        "channel": outcome.channel,
        "level": run.level,
        "told": outcome.told,
    }
    cause = f"page:{outcome.page_id}:failed"
    return Deed(run.incident_id, SYSTEM, cause, body)
