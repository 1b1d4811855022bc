"""What is to be done, by whom and until when; and how long was worked."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

import orjson
from django.db.models import Count, F, Q, QuerySet

from tocsin.foundation.accounts.rules import Actor
from tocsin.kernel.text import holdable
from tocsin.register.core.models import Entry, Incident, Private
from tocsin.register.core.reads.visible import visible_to
from tocsin.register.core.rules import sight_of
from tocsin.register.tasks import queries
from tocsin.register.tasks.models import Task
from tocsin.register.tasks.projection import KINDS, Said, TaskState, fold
from tocsin.register.tasks.queries import Spent, Sum

STATES = ("open", "done", "all")


@dataclass(frozen=True, slots=True)
class Held:
    """A task as people read it; `title` is empty once it was erased."""

    incident: Incident
    number: int
    place: int
    title: str
    owner: str
    team: str
    due_at: datetime | None
    added_at: datetime
    done_at: datetime | None

    def is_overdue(self, now: datetime) -> bool:
        return self.done_at is None and self.due_at is not None and self.due_at < now


def tasks_of(incident: Incident, actor: Actor) -> list[Held]:
    """The tasks of an incident in their order; requesters are shown none."""
    if actor.is_requester:
        return []
    return _held(Task.objects.filter(incident=incident).order_by("place"))


def task_at(incident: Incident, number: int) -> Held | None:
    held = _held(Task.objects.filter(incident=incident, number=number))
    return held[0] if held else None


@dataclass(frozen=True, slots=True)
class TaskPage:
    rows: Sequence[Held]
    cursor: str | None


def find_tasks(
    actor: Actor,
    *,
    owner: str = "",
    team: str = "",
    state: str = "open",
    cursor: str = "",
    limit: int = 50,
) -> TaskPage:
    """Tasks on what the actor may see: what is due first stands first, what is due
    never last. The cursor counts rows."""
    if actor.is_requester:
        return TaskPage((), None)
    found = _narrowed(Task.objects.filter(incident__in=visible_to(actor)), state)
    found = found.filter(owner=holdable(owner)) if owner else found
    found = found.filter(team=holdable(team)) if team else found
    found = found.order_by(
        F("due_at").asc(nulls_last=True), "incident__priority", "incident_id", "place"
    )
    start = int(cursor) if cursor.isdecimal() and len(cursor) < 19 else 0
    rows = _held(found[start : start + limit + 1])
    return TaskPage(rows[:limit], str(start + limit) if len(rows) > limit else None)


def _narrowed(found: QuerySet[Task], state: str) -> QuerySet[Task]:
    wanted = {"open": Q(done_at=None), "done": Q(done_at__isnull=False)}
    return found.filter(wanted.get(state, Q()))


def open_task_counts(ids: Iterable[int]) -> dict[int, int]:
    """How many tasks are open on these incidents, where there are any."""
    found = Task.objects.filter(incident_id__in=list(ids), done_at=None)
    rows = found.values_list("incident_id").annotate(Count("id")).order_by()
    return dict(rows)


def open_counts_of(actor: Actor, teams: Iterable[str]) -> dict[str, int]:
    """How many tasks are open for each of these teams, and, by the empty key, for the
    actor, on what they may see."""
    seen = Task.objects.filter(incident__in=visible_to(actor), done_at=None)
    counts = {team: seen.filter(team=team).count() for team in teams}
    return counts | {"": seen.filter(owner=actor.id).count()}


def _held(rows: QuerySet[Task]) -> list[Held]:
    found = list(rows.select_related("incident"))
    titles = _titles({(row.incident_id, row.title_seq) for row in found})
    return [
        Held(
            incident=row.incident,
            number=row.number,
            place=row.place,
            title=titles.get((row.incident_id, row.title_seq), ""),
            owner=row.owner,
            team=row.team,
            due_at=row.due_at,
            added_at=row.added_at,
            done_at=row.done_at,
        )
        for row in found
    ]


def _titles(places: set[tuple[int, int]]) -> dict[tuple[int, int], str]:
    beside = Private.objects.filter(
        incident_id__in={id for id, _ in places}, seq__in={seq for _, seq in places}
    )
    return {
        (row.incident_id, row.seq): str(row.values["title"][1])
        for row in beside
        if "title" in row.values
    }


def folded(ids: Sequence[int]) -> dict[int, list[TaskState]]:
    """The tasks of these incidents as their timelines say."""
    said = Entry.objects.filter(incident_id__in=ids, kind__in=KINDS)
    names = ("incident_id", "seq", "kind", "body", "happened_at")
    rows = said.order_by("incident_id", "seq").values_list(*names)
    return {
        id: fold(Said(seq, kind, _parsed(body), at) for _, seq, kind, body, at in group)
        for id, group in groupby(rows.iterator(chunk_size=5000), key=itemgetter(0))
    }


def _parsed(body: Any) -> dict[str, Any]:
    return dict(body if isinstance(body, dict) else orjson.loads(body))


def drifted_tasks(since: int = 0) -> Iterator[tuple[str, list[int]]]:
    """Incidents whose tasks are not what their timeline says, and which tasks."""
    told = Entry.objects.filter(incident_id__gt=since, kind__in=KINDS)
    ids = {*told.values_list("incident_id", flat=True).distinct()}
    kept = Task.objects.filter(incident_id__gt=since)
    ids |= {*kept.values_list("incident_id", flat=True)}
    refs = dict(Incident.objects.filter(id__in=ids).values_list("id", "ref"))
    said = folded(sorted(ids))
    rows: dict[int, list[Any]] = {}
    for row in Task.objects.filter(incident_id__in=ids).order_by("place"):
        rows.setdefault(row.incident_id, []).append(row)
    for id in sorted(ids):
        if wrong := _different(rows.get(id, []), said.get(id, [])):
            yield refs.get(id, str(id)), wrong


def _different(rows: list[Any], said: list[TaskState]) -> list[int]:
    names = TaskState.__slots__
    ours = [tuple(getattr(row, name) for name in names) for row in rows]
    theirs = [tuple(getattr(task, name) for name in names) for task in said]
    return sorted({each[0] for each in {*ours} ^ {*theirs}}) or (
        [] if ours == theirs else [each[0] for each in theirs]
    )


@dataclass(frozen=True, slots=True)
class Worked:
    """All time spent on one incident: entry by entry, and summed."""

    spent: Sequence[Spent]
    minutes: int
    by_person: Mapping[str, int] = field(default_factory=dict)
    by_team: Mapping[str, int] = field(default_factory=dict)
    by_activity: Mapping[str, int] = field(default_factory=dict)


def time_on(incident: Incident, actor: Actor) -> Worked:
    """What was spent on the incident; requesters are shown nothing of it."""
    spent = [] if actor.is_requester else queries.time_spent([incident.id])
    return Worked(
        spent,
        sum(each.minutes for each in spent),
        _summed((each.person, each.minutes) for each in spent),
        _summed((each.team, each.minutes) for each in spent if each.team),
        _summed((each.activity, each.minutes) for each in spent),
    )


def _summed(parts: Iterable[tuple[str, int]]) -> Mapping[str, int]:
    sums: Counter[str] = Counter()
    for key, minutes in parts:
        sums[key] += minutes
    return dict(sums.most_common())


def minutes_on(ids: Sequence[int]) -> Mapping[int, int]:
    """Minutes spent on each of these incidents, where any were."""
    sums: Counter[int] = Counter()
    for each in queries.time_spent(ids):
        sums[each.incident_id] += each.minutes
    return sums


def minutes_by(actor: Actor, by: str, *, since: datetime, until: datetime) -> list[Sum]:
    """Minutes spent in a period by person, team or activity, most first, on what the
    actor may see."""
    if actor.is_requester:
        return []
    sight = sight_of(actor).value
    return queries.minutes_by(by, since=since, until=until, sight=sight, actor=actor.id)
