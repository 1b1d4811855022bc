"""Runs are carried out: told, planned, looked at, applied; safe to repeat."""

from collections.abc import Callable
from datetime import timedelta

from django.db import DatabaseError
from django.db.models import Q

from tocsin.foundation.accounts.keys import new_person_key
from tocsin.foundation.accounts.rules import SYSTEM, Actor
from tocsin.foundation.config.reads import value
from tocsin.foundation.directory.actions.applying import apply_plan
from tocsin.foundation.directory.actions.runs import GOING, end_run
from tocsin.foundation.directory.asking import told_by
from tocsin.foundation.directory.known import known_for
from tocsin.foundation.directory.models import Refused, Run
from tocsin.foundation.directory.options import MOST_LEAVING
from tocsin.foundation.directory.planning import plan_of
from tocsin.foundation.directory.refusals import TooManyLeave
from tocsin.foundation.directory.rules import Plan, Told
from tocsin.kernel import clock
from tocsin.kernel.refusal import Refusal

# A run that has not moved for so long was broken off.
_BROKEN = timedelta(minutes=2)
Tell = Callable[[int, int | None], None]


def plan_run(told: Told) -> Plan:
    """What bringing this in would do now; nothing is changed."""
    return plan_of(told, known_for(told), new_person_key)


def carry_out(run: Run, told: Told, *, by: Actor, tell: Tell | None = None) -> Run:
    """Everybody is as the source tells them, or the run is held: then more people
    would leave than may, and nothing was changed."""
    plan = plan_run(told)
    _begin(run, plan)
    if not run.is_confirmed and plan.leaves_too_many(value(MOST_LEAVING)):
        why = TooManyLeave(
            leaving=len(plan.leaving),
            known=plan.tied,
            source=plan.source,
            most=value(MOST_LEAVING),
        )
        end_run(run.pk, Run.State.HELD, str(why))
        return Run.objects.get(id=run.pk)
    whole = len(plan.moves)

    def goes_on(done: int) -> bool:
        if tell is not None:
            tell(done, whole)
        return Run.objects.filter(id=run.pk, state__in=GOING).exists()

    apply_plan(plan, by=by, run_id=run.pk, tell=goes_on)
    end_run(run.pk, Run.State.DONE)
    return Run.objects.get(id=run.pk)


def _claim(run: Run) -> bool:
    """Whether it is this process that goes on with the run."""
    seen = Run.objects.filter(id=run.pk, state=run.state, moved_at=run.moved_at)
    return bool(seen.update(state=Run.State.RUNNING, moved_at=clock.now()))


def _begin(run: Run, plan: Plan) -> None:
    counts = plan.counts
    Refused.objects.filter(run=run).delete()
    Run.objects.filter(id=run.pk, state__in=GOING).update(
        state=Run.State.RUNNING,
        moved_at=clock.now(),
        todo=run.done + len(plan.moves),
        told=counts["told"],
        unchanged=counts["unchanged"],
        passed_over=counts["passed_over"],
        refused=0,
    )


def carry_out_runs() -> int:
    """The oldest run that waits, or was broken off, is carried out; says how many
    people came through."""
    since = clock.now() - _BROKEN
    waits = Q(state=Run.State.WAITING) | Q(state=Run.State.RUNNING, moved_at__lt=since)
    run = Run.objects.filter(waits).order_by("id").first()
    if run is None or not _claim(run):
        return 0
    by = Actor(kind=run.by_kind, id=run.by, via="engine") if run.by else SYSTEM
    try:
        done = carry_out(run, told_by(run), by=by)
    except (Refusal, DatabaseError, ValueError) as why:
        end_run(run.pk, Run.State.FAILED, str(why))
        return 0
    return done.done - run.done
