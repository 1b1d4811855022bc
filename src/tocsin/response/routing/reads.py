"""A team's queue in its order, and whether a team or person has too much in hand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tocsin.foundation.accounts.callers import callers_of
from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.calendars.reads import calendars
from tocsin.foundation.calendars.rules import peaks_at
from tocsin.foundation.workspace.reads import limits_each_of, limits_of
from tocsin.kernel import clock
from tocsin.register.core.rules import DIAGNOSIS
from tocsin.register.work.bouncing import to_and_fro
from tocsin.register.work.progress import TeamLoad, work_in_progress
from tocsin.register.work.reads import Filters, queue
from tocsin.response.routing.ordering import Ranked, Work, ranked

MOST = 500


@dataclass(frozen=True, slots=True)
class Place:
    """One incident of a queue, where it stands, and why."""

    number: int
    incident: Any
    ranked: Ranked


def team_queue(actor: Actor, team: str) -> list[Place]:
    """What is open with the team, as far as the actor may see, in the order in which it
    is best taken up. At most the first 500 of the usual order are ranked."""
    rows = queue(actor, "all", filters=Filters(team=team), limit=MOST).rows
    now = clock.now()
    found = ranked(_works(rows), now)
    by_id = {row.id: row for row in rows}
    return [
        Place(number, by_id[one.work.id], one)
        for number, one in enumerate(found, start=1)
    ]


def _works(rows: Sequence[Any]) -> Iterator[Work]:
    people = callers_of({row.reporter_id for row in rows if row.reporter_id})
    held = {each.key: each.calendar for each in calendars() if each.calendar}
    bounced = {one.incident.id: one.way.bounced for one in to_and_fro(rows)}
    now = clock.now()
    for row in rows:
        calendar = held.get(row.service.calendar_id or "") if row.service else None
        peaks = peaks_at(calendar, now) if calendar else []
        caller = people.get(row.reporter_id)
        yield Work(
            id=row.id,
            priority=row.priority,
            registered_at=row.registered_at or row.changed_at,
            due_at=row.next_due_at,
            major=row.major,
            vip=caller is not None and caller.is_vip,
            peak=max(peaks, key=lambda peak: peak.weight).name if peaks else "",
            bounced=bounced.get(row.id, 0),
            waiting_cause=row.waiting_cause,
        )


@dataclass(frozen=True, slots=True)
class Crowding:
    """A team (or a person in it, by key) has, or would have, more in diagnosis than it
    means to. It warns, and stops nobody."""

    team: str
    count: int
    limit: int
    person: str = ""


def crowding(actor: Actor, incident: Any) -> list[Crowding]:
    """Beyond which limits this incident is; or would be, once it is in diagnosis."""
    team = incident.team_id
    limit, each = (
        (limits_of([team])[team], limits_each_of([team])[team]) if team else (0, 0)
    )
    if not (limit or each):
        return []
    load = work_in_progress(actor, [team]).get(team, TeamLoad(team))
    more = 0 if incident.state == DIAGNOSIS else 1
    found = [Crowding(team, load.whole.diagnosis + more, limit)]
    person = incident.owner_id or (actor.id if actor.is_person else "")
    if person:
        own = load.people.get(person)
        had = own.diagnosis if own else 0
        found.append(Crowding(team, had + more, each, person))
    return [one for one in found if 0 < one.limit < one.count]
