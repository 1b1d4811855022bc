"""Tasks and time: every verb is one transaction, and tells it in the timeline.

Tasks and times of several people never collide, so no verb asks what was seen.
"""

from tocsin.register.tasks.actions.keeping import keep_tasks
from tocsin.register.tasks.actions.leaving import hand_over_tasks
from tocsin.register.tasks.actions.tasks import (
    add_task,
    change_task,
    finish_task,
    reopen_task,
    settle_tasks,
)
from tocsin.register.tasks.actions.time import spend_time

__all__ = [
    "add_task",
    "change_task",
    "finish_task",
    "hand_over_tasks",
    "keep_tasks",
    "reopen_task",
    "settle_tasks",
    "spend_time",
]
