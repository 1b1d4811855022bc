"""The rows of tasks follow the timeline."""

from collections.abc import Sequence

from django.db import transaction

from tocsin.register.tasks.models import Task
from tocsin.register.tasks.projection import TaskState
from tocsin.register.tasks.reads import folded

_KEPT = "place title_seq owner team due_at added_at done_at".split()


@transaction.atomic
def keep_tasks(ids: Sequence[int]) -> int:
    """The rows of these incidents' tasks say what their timelines say; says how many
    tasks that are. Also after a register came back; repeating it changes nothing."""
    said = folded(ids)
    rows = [
        _row(id, place, task)
        for id, tasks in said.items()
        for place, task in enumerate(tasks, start=1)
    ]
    untold = [id for id in ids if id not in said]
    if untold:
        Task.objects.filter(incident_id__in=untold).delete()
    Task.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["incident", "number"],
        update_fields=_KEPT,
    )
    return len(rows)


def _row(incident_id: int, place: int, task: TaskState) -> Task:
    return Task(
        incident_id=incident_id,
        number=task.number,
        place=place,
        title_seq=task.title_seq,
        owner=task.owner,
        team=task.team,
        due_at=task.due_at,
        added_at=task.added_at,
        done_at=task.done_at,
    )
