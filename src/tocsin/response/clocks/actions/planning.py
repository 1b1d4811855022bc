"""What is promised has changed: open incidents are planned anew, some at a time; what
was brought in before anything was promised is counted."""

from django.db import transaction

from tocsin.kernel import clock
from tocsin.register.work.spoken import history_after, open_after
from tocsin.response.clocks.actions.settling import settle
from tocsin.response.clocks.models import Replanning
from tocsin.response.clocks.plan import Plan, current_plan
from tocsin.response.clocks.queries import uncounted

# So many are planned in one transaction: a quarter of a second, about.
_BATCH = 500


@transaction.atomic
def plan_on() -> int:
    """The next open incidents follow the targets and calendars in force, if these have
    changed; says how many did. One process at a time."""
    Replanning.objects.get_or_create(pk=1)
    rows = Replanning.objects.select_for_update(no_key=True, skip_locked=True)
    row = rows.filter(pk=1).first()
    if row is None:
        return 0
    plan = current_plan()
    if row.digest != plan.digest:
        row.digest, row.after, row.past = plan.digest, 0, 0
    elif row.after is None and row.past is None:
        return 0
    done = _open(row, plan) or _past(row, plan)
    row.moved_at = clock.now()
    row.save()
    return done


def _open(row: Replanning, plan: Plan) -> int:
    if row.after is None:
        return 0
    ids = open_after(row.after, _BATCH)
    settle(ids, planning=plan)
    row.after = ids[-1] if len(ids) == _BATCH else None
    return len(ids)


def _past(row: Replanning, plan: Plan) -> int:
    """History keeps what it was counted by at first; what has no clocks gets them."""
    if row.past is None:
        return 0
    ids = history_after(row.past, _BATCH) if plan.targets else []
    settle(uncounted(ids), planning=plan)
    row.past = ids[-1] if len(ids) == _BATCH else None
    return len(ids)
