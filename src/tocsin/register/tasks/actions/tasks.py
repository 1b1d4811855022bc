"""Tasks: added, changed, finished, taken up again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from tocsin.foundation.accounts.reads import actor_of, person_named, team_names
from tocsin.foundation.accounts.rules import Actor
from tocsin.register.core.actions.writer import Draft, append
from tocsin.register.core.entries import Kind
from tocsin.register.core.models import Incident
from tocsin.register.tasks.actions.keeping import keep_tasks
from tocsin.register.tasks.models import Task
from tocsin.register.tasks.reads import task_at
from tocsin.register.tasks.refusals import (
    NotForRequesters,
    PersonOrTeam,
    TasksOpen,
    TaskUnknown,
    TitleWanted,
)
from tocsin.register.tasks.rules import LONGEST_TITLE, has_it
from tocsin.register.work.actions.frame import begin, fresh, naming
from tocsin.register.work.refusals import NothingToDo, UnknownValue

STAY, FINISH = "stay", "finish"


@transaction.atomic
def add_task(
    incident_id: int,
    *,
    title: str,
    by: Actor,
    owner: str | None = None,
    team: str | None = None,
    due_at: datetime | None = None,
) -> Incident:
    """Something is to be done, by a person, a team or nobody yet; it stands last.

    A person who is given a task on a restricted incident is named on it.
    """
    incident = begin(incident_id, "add_task", by, None)
    body = _fitting({"title": title, "owner": owner, "team": team, "due_at": due_at})
    if "title" not in body:
        raise TitleWanted
    number = Task.objects.filter(incident=incident).count() + 1
    return _tell(incident, Kind.TASK_ADDED, {"task": number, **body}, by)


@transaction.atomic
def change_task(
    incident_id: int, *, task: int, changes: Mapping[str, Any], by: Actor
) -> Incident:
    """Its title, owner, team, due instant or place in the list is another. What is
    named and empty is taken away; what is not named stays."""
    incident, held = _begin(incident_id, "change_task", task, by)
    now = {n: getattr(held, n) for n in ("title", "owner", "team", "due_at", "place")}
    told = _fitting(changes)
    if "place" in told:
        last = Task.objects.filter(incident=incident).count()
        told["place"] = min(max(told["place"], 1), last)
    if {"owner", "team"} & told.keys():
        told = {"owner": "", "team": ""} | told
    changed = {n: v for n, v in told.items() if v != now[n] and (v or now[n])}
    if {"owner", "team"} & changed.keys():  # whose it is, is told whole
        changed |= {n: told[n] for n in ("owner", "team")}
    if not changed:
        raise NothingToDo
    return _tell(incident, Kind.TASK_CHANGED, {"task": task, **changed}, by)


@transaction.atomic
def finish_task(incident_id: int, *, task: int, by: Actor, note: str = "") -> Incident:
    """The task is done; done already, nothing changes."""
    incident, held = _begin(incident_id, "finish_task", task, by)
    if held.done_at:
        return incident
    return _tell(incident, Kind.TASK_DONE, _noted(task, note), by)


@transaction.atomic
def reopen_task(incident_id: int, *, task: int, by: Actor, note: str = "") -> Incident:
    """The task is to be done again; open already, nothing changes."""
    incident, held = _begin(incident_id, "reopen_task", task, by)
    if held.done_at is None:
        return incident
    return _tell(incident, Kind.TASK_REOPENED, _noted(task, note), by)


@transaction.atomic
def settle_tasks(
    incident_id: int, *, by: Actor, how: str = "", seq: int | None = None
) -> Incident:
    """Before an incident ends: its open tasks stay open, or are finished with it.

    Whoever did not say which is asked, so that none gets lost unseen. Part of a verb
    that ends the incident, which checks its right itself.
    """
    incident = begin(incident_id, "note", by, seq)
    found = Task.objects.filter(incident=incident, done_at=None).order_by("place")
    numbers = list(found.values_list("number", flat=True))
    if not numbers or how == STAY:
        return incident
    if how != FINISH:
        raise TasksOpen(ref=incident.ref, count=len(numbers))
    begin(incident_id, "finish_task", by, None)
    drafts = [_draft(incident, Kind.TASK_DONE, {"task": n}) for n in numbers]
    append(drafts, by=by)
    keep_tasks([incident.id])
    return fresh(incident)


def _begin(incident_id: int, verb: str, number: int, by: Actor) -> tuple[Incident, Any]:
    """The incident, locked, and its task. Whoever has the task needs no other right;
    all others need the verb's."""
    incident = begin(incident_id, "note", by, None)
    held = task_at(incident, number)
    if held is None or not has_it(by, held):
        begin(incident_id, verb, by, None)
    if held is None:
        raise TaskUnknown(ref=incident.ref, task=number)
    return incident, held


def _fitting(told: Mapping[str, Any]) -> dict[str, Any]:
    """What was told of a task, as the entry says it; refuses what cannot be."""
    body: dict[str, Any] = {}
    if title := (told.get("title") or "").strip():
        body["title"] = title[:LONGEST_TITLE]
    for name in ("owner", "team", "due_at"):
        if name in told:
            body[name] = told[name] or ""
    if body.get("owner") and body.get("team"):
        raise PersonOrTeam
    _refuse_unless_known(body.get("owner"), body.get("team"))
    if place := told.get("place"):
        body["place"] = place
    return body


def _refuse_unless_known(owner: str | None, team: str | None) -> None:
    if owner:
        person = person_named(owner)
        if person is None or not person.is_active:
            raise UnknownValue(field="owner", value=owner, known="people's keys")
        if actor_of(person).is_requester:
            raise NotForRequesters(person=str(person))
    if team and not team_names([team]):
        raise UnknownValue(field="team", value=team, known="teams' keys")


def _tell(
    incident: Incident, kind: Kind, body: Mapping[str, Any], by: Actor
) -> Incident:
    """The entry, and the rows with it; who is given a task is named where that is
    needed to see it."""
    named = naming(incident, [body.get("owner")])
    append([*named, _draft(incident, kind, body)], by=by)
    keep_tasks([incident.id])
    return fresh(incident)


def _draft(incident: Incident, kind: Kind, body: Mapping[str, Any]) -> Draft:
    """Unlike others, an entry of a task says what is empty: nobody's, due never."""
    is_new = kind == Kind.TASK_ADDED
    told = {n: v for n, v in body.items() if not is_new or v not in ("", None)}
    return Draft(incident.id, kind, told, happened_basis="clock")


def _noted(task: int, note: str) -> dict[str, Any]:
    return {"task": task, "note": note.strip()} if note.strip() else {"task": task}
