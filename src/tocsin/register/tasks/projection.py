"""From an incident's entries to its tasks, in their order. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from tocsin.register.core.entries import Kind

KINDS = (Kind.TASK_ADDED, Kind.TASK_CHANGED, Kind.TASK_DONE, Kind.TASK_REOPENED)


class Said(NamedTuple):
    """What the fold needs to know of an entry; private values are not in `body`."""

    seq: int
    kind: str
    body: Mapping[str, Any]
    happened_at: datetime


@dataclass(slots=True)
class TaskState:
    """One task; `title_seq` is the entry beside which its title lies."""

    number: int
    title_seq: int
    added_at: datetime
    owner: str = ""
    team: str = ""
    due_at: datetime | None = None
    done_at: datetime | None = None


def fold(entries: Iterable[Said]) -> list[TaskState]:
    """The tasks in the order in which they stand; `entries` are by `seq`."""
    tasks: list[TaskState] = []
    for entry in entries:
        _step(tasks, entry)
    return tasks


def _step(tasks: list[TaskState], entry: Said) -> None:
    body = entry.body
    if entry.kind == Kind.TASK_ADDED:
        added = TaskState(body["task"], entry.seq, entry.happened_at)
        _set(added, body)
        tasks.append(added)
        return
    task = next((task for task in tasks if task.number == body.get("task")), None)
    if task is None:
        return
    if entry.kind == Kind.TASK_CHANGED:
        _change(tasks, task, entry)
    else:
        task.done_at = entry.happened_at if entry.kind == Kind.TASK_DONE else None


def _change(tasks: list[TaskState], task: TaskState, entry: Said) -> None:
    _set(task, entry.body)
    if "title" in entry.body.get("private", ()):
        task.title_seq = entry.seq
    if place := entry.body.get("place"):
        tasks.remove(task)
        tasks.insert(place - 1, task)


def _set(task: TaskState, body: Mapping[str, Any]) -> None:
    """What the entry says of whose it is and when it is due; empty says nobody's."""
    if "owner" in body or "team" in body:
        task.owner, task.team = body.get("owner") or "", body.get("team") or ""
    if "due_at" in body:
        told = body["due_at"]
        task.due_at = datetime.fromisoformat(told) if told else None
