"""Tasks inside incidents, and time spent: verbs on an incident, and lists of both."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from tocsin.foundation.accounts.rules import Actor
from tocsin.kernel.text import holdable
from tocsin.register.tasks import actions, reads
from tocsin.register.tasks.rules import ACTIVITIES, MOST_MINUTES
from tocsin.register.work.reads import incident_for
from tocsin.surfaces.api.bearer import WORKERS, ApiRequest
from tocsin.surfaces.api.operations import reading, writing
from tocsin.surfaces.api.shapes import (
    Asked,
    Cursor,
    Instant,
    Late,
    Limit,
    Number,
    OneOf,
    Words,
)
from tocsin.surfaces.api.writing import act

verbs = Router(tags=["Tasks"])
router = Router(tags=["Tasks"])
times = Router(tags=["Time"])


class TaskFacts(Asked):
    owner: str | None = Field(None, description="A person's key; or tell a team.")
    team: str | None = Field(None, description="A team's key.")
    due_at: Instant | None = None


class NewTask(TaskFacts):
    title: str = Field(min_length=1, max_length=200, examples=["Order a disk"])


@writing(verbs, "/{ref}/add-task", WORKERS)
def add_task(request: ApiRequest, ref: str, body: NewTask) -> HttpResponse:
    """Something is to be done, by a person, a team or nobody yet. `If-Match` is not
    looked at by verbs on tasks."""
    return act(request, ref, actions.add_task, body, seen=False)


class TaskChanges(TaskFacts):
    task: Number = Field(description="Its number within the incident.")
    title: str = Field("", max_length=200)
    place: Number | None = Field(None, description="Where it stands, 1 is first.")


@writing(verbs, "/{ref}/change-task", WORKERS)
def change_task(request: ApiRequest, ref: str, body: TaskChanges) -> HttpResponse:
    """What is told of the task is another now; null takes an owner, a team or a due
    instant away."""
    return act(request, ref, _changing, body, seen=False)


def _changing(incident_id: int, *, by: Actor, task: int, **changes: Any) -> Any:
    return actions.change_task(incident_id, task=task, changes=changes, by=by)


class WhichTask(Asked):
    task: Number
    note: str = ""


@writing(verbs, "/{ref}/finish-task", WORKERS)
def finish_task(request: ApiRequest, ref: str, body: WhichTask) -> HttpResponse:
    """The task is done."""
    return act(request, ref, actions.finish_task, body, seen=False)


@writing(verbs, "/{ref}/reopen-task", WORKERS)
def reopen_task(request: ApiRequest, ref: str, body: WhichTask) -> HttpResponse:
    """The task is to be done again."""
    return act(request, ref, actions.reopen_task, body, seen=False)


class Spending(Late):
    minutes: Annotated[int, Field(ge=1, le=MOST_MINUTES)]
    activity: Annotated[str, OneOf(ACTIVITIES)] = "other"
    person: str | None = Field(
        None, description="Who worked; else the person on whose behalf this is told."
    )
    task: Number | None = None
    note: str = ""


@writing(verbs, "/{ref}/spend-time", WORKERS)
def spend_time(request: ApiRequest, ref: str, body: Spending) -> HttpResponse:
    """A person worked on it for so many minutes; `retract` takes it back. `If-Match`
    is not looked at."""
    return act(request, ref, actions.spend_time, body, seen=False)


class TaskShape(Schema):
    """One task. Empty `owner` and `team`: it is nobody's yet."""

    incident: str
    task: int
    place: int
    title: str = Field(description="Empty once it was erased.")
    owner: str
    team: str
    due_at: datetime | None
    added_at: datetime
    done_at: datetime | None


class TaskList(Schema):
    items: list[TaskShape]


class TaskPage(TaskList):
    next: str | None = Field(description="The cursor of the next page, or null.")


def _shape(held: reads.Held) -> TaskShape:
    names = "place title owner team due_at added_at done_at".split()
    told = {name: getattr(held, name) for name in names}
    return TaskShape(incident=held.incident.ref, task=held.number, **told)


@reading(verbs, "/{ref}/tasks", TaskList)
def get_incident_tasks(request: ApiRequest, ref: str) -> TaskList:
    """The tasks of one incident, in their order."""
    incident = incident_for(request.auth, holdable(ref))
    held = reads.tasks_of(incident, request.auth)
    return TaskList(items=[_shape(each) for each in held])


class TaskFilters(Schema):
    owner: Words = Field("", description="A person's key.")
    team: Words = Field("", description="A team's key.")
    state: Annotated[str, OneOf(reads.STATES)] = "open"
    cursor: Cursor = ""
    limit: Limit = 50


@reading(router, "", TaskPage, TaskFilters)
def get_tasks(request: ApiRequest, asked: Query[TaskFilters]) -> TaskPage:
    """Tasks of all incidents; what is due first stands first."""
    page = reads.find_tasks(request.auth, **asked.model_dump())
    return TaskPage(items=[_shape(each) for each in page.rows], next=page.cursor)


class SpentShape(Schema):
    """Time that was told, by the entry that told it."""

    entry: int
    person: str
    team: str = Field(description="For which team they worked; empty: for none.")
    activity: str
    minutes: int
    happened_at: datetime


class WorkedShape(Schema):
    minutes: int
    by_person: dict[str, int]
    by_team: dict[str, int]
    by_activity: dict[str, int]
    items: list[SpentShape]


@reading(verbs, "/{ref}/time", WorkedShape)
def get_incident_time(request: ApiRequest, ref: str) -> WorkedShape:
    """What was spent on one incident, without what was taken back."""
    incident = incident_for(request.auth, holdable(ref))
    worked = reads.time_on(incident, request.auth)
    names = "person team activity minutes happened_at".split()
    return WorkedShape(
        minutes=worked.minutes,
        by_person=dict(worked.by_person),
        by_team=dict(worked.by_team),
        by_activity=dict(worked.by_activity),
        items=[
            SpentShape(entry=s.seq, **{name: getattr(s, name) for name in names})
            for s in worked.spent
        ],
    )


class Period(Schema):
    by: Annotated[str, OneOf(("person", "team", "activity"))] = "person"
    since: Instant
    until: Instant


class SumShape(Schema):
    key: str
    minutes: int
    incidents: int


class SumList(Schema):
    items: list[SumShape]


@reading(times, "", SumList, Period)
def get_time(request: ApiRequest, asked: Query[Period]) -> dict[str, Any]:
    """Minutes spent in a period by person, team or activity, the most first."""
    found = reads.minutes_by(
        request.auth, asked.by, since=asked.since, until=asked.until
    )
    return {"items": found}
