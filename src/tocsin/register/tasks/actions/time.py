"""Time spent: who worked on it, how long and at what."""

from datetime import datetime

from django.db import transaction

from tocsin.foundation.accounts.reads import actor_of, person_named
from tocsin.foundation.accounts.rules import Actor
from tocsin.register.core.entries import Kind
from tocsin.register.core.models import Incident
from tocsin.register.tasks.models import Task
from tocsin.register.tasks.refusals import MinutesUnfit, PersonWanted, TaskUnknown
from tocsin.register.tasks.rules import ACTIVITIES, MOST_MINUTES, team_worked_for
from tocsin.register.work.actions.frame import begin, refuse_unless_known, say
from tocsin.register.work.refusals import UnknownValue


@transaction.atomic
def spend_time(
    incident_id: int,
    *,
    minutes: int,
    by: Actor,
    activity: str = "other",
    person: str | None = None,
    task: int | None = None,
    note: str = "",
    happened_at: datetime | None = None,
) -> Incident:
    """A person worked on it for so many minutes, until `happened_at`.

    Everybody tells their own time; that of others is told by those who work on the
    incident. `retract` takes it back, and it counts no more.
    """
    who = person or (by.id if by.is_person else by.on_behalf_of)
    if not who:
        raise PersonWanted
    verb = "spend_time" if by.is_person and who == by.id else "add_task"
    incident = begin(incident_id, verb, by, None)
    if not 1 <= minutes <= MOST_MINUTES:
        raise MinutesUnfit(most=MOST_MINUTES)
    refuse_unless_known("activity", activity, ACTIVITIES)
    if task and not Task.objects.filter(incident=incident, number=task).exists():
        raise TaskUnknown(ref=incident.ref, task=task)
    body = {"person": who, "team": _team_of(who, incident.team_id), "minutes": minutes}
    body |= {"activity": activity, "task": task, "note": note.strip()}
    return say(incident, Kind.TIME_SPENT, body, by, happened_at)


def _team_of(key: str, incident_team: str | None) -> str:
    person = person_named(key)
    if person is None:
        raise UnknownValue(field="person", value=key, known="people's keys")
    return team_worked_for(incident_team, sorted(actor_of(person).teams))
