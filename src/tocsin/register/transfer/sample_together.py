"""Who works together on what happens at Halden: tasks, time, watchers, tags.

By the title of a story; a step is who, when, which verb, and what the verb needs.
"""

from collections.abc import Mapping
from typing import Any

from tocsin.register.tasks import actions as tasks
from tocsin.register.transfer.sample_stories import Step, step
from tocsin.register.watching import actions as watching
from tocsin.register.work import actions as work

# What these verbs call their values, in their order.
VALUES: Mapping[str, tuple[str, ...]] = {
    "add_task": ("title", "owner", "team", "due_in"),
    "finish_task": ("task", "note"),
    "spend_time": ("minutes", "activity", "note"),
    "tag": ("add",),
    "watch": ("person",),
}
VERBS: Mapping[str, Any] = {
    "add_task": tasks.add_task,
    "finish_task": tasks.finish_task,
    "spend_time": tasks.spend_time,
    "tag": work.tag,
    "watch": watching.watch,
}

TOGETHER: Mapping[str, tuple[Step, ...]] = {
    "Checkout: no orders": (
        step("marc", 4, "tag", ["black-friday", "database"]),
        step("marc", 3, "watch"),
        step("marc", 3, "add_task", "Raise the limit of connections", "ada", "", 20),
        step("marc", 3, "add_task", "Tell the shops what to say", "", "service-desk"),
        step("marc", 2, "note", "@priya, the next update is due at the half hour."),
    ),
    "VPN drops in Lyon": (
        step("noor", 6, "tag", ["lyon"]),
        step(
            "noor", 5, "add_task", "Ask the provider for the line's log", "", "network"
        ),
    ),
    "Order confirmations arrive late": (
        step("ben", 30, "tag", ["black-friday"]),
        step("ben", 29, "add_task", "Look after the queue once more", "ben", "", -5),
        step("ben", 12, "spend_time", 25, "repair", "The queue and its disk"),
    ),
    "Search finds nothing": (
        step("mei", 100, "add_task", "Index last night's goods again", "mei", "", -10),
        step("mei", 60, "finish_task", 1, "All 1,204 are in."),
        step("mei", 51, "spend_time", 55, "diagnosis"),
    ),
}


def steps_of(title: str) -> tuple[Step, ...]:
    return TOGETHER.get(title, ())
