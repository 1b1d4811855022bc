"""Open tasks of somebody who leaves: a successor's, or the incident's team's."""

from tocsin.foundation.accounts.rules import Actor
from tocsin.register.core.actions.writer import Draft, append
from tocsin.register.core.entries import Kind
from tocsin.register.core.models import Incident
from tocsin.register.core.reads.visible import visible_to
from tocsin.register.tasks.actions.keeping import keep_tasks
from tocsin.register.tasks.models import Task
from tocsin.register.work.actions.frame import naming


def hand_over_tasks(person: str, *, by: Actor, to: str | None = None) -> int:
    """No open task is this person's (a key) any more; says how many were. They are the
    successor's `to`, or the team's that has the incident.

    Part of a verb of `by` whose right was checked.
    """
    tasks = Task.objects.filter(owner=person, done_at=None)
    ids = sorted(set(tasks.values_list("incident_id", flat=True)))
    rows = Incident.objects.filter(id__in=ids).order_by("id")
    held = {row.id: row for row in rows.select_for_update(no_key=True)}
    seen = set(visible_to(by).filter(id__in=ids).values_list("id", flat=True))
    drafts: list[Draft] = []
    for task in tasks.order_by("incident_id", "number"):
        row = held[task.incident_id]
        owner = to if to and row.id in seen else ""
        if owner:
            drafts += naming(row, [owner])
        whose = {"owner": owner, "team": "" if owner else row.team_id or ""}
        body = {"task": task.number, **whose}
        drafts.append(Draft(row.id, Kind.TASK_CHANGED, body, happened_basis="clock"))
    append(drafts, by=by)
    keep_tasks(ids)
    return sum(draft.kind == Kind.TASK_CHANGED for draft in drafts)
