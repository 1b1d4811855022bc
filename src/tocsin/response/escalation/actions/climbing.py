"""Runs that are due climb: the level is reached, its people are told, and who comes
next is planned, in one transaction for a whole set."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from tocsin.foundation.accounts.rules import SYSTEM, Actor
from tocsin.foundation.notify.models import Room
from tocsin.foundation.notify.pages import NEVER, Wanted, send_pages
from tocsin.foundation.notify.reads.rooms import told_rooms
from tocsin.foundation.notify.rooms import ALL
from tocsin.foundation.notify.rules import ROOM
from tocsin.kernel import clock
from tocsin.kernel.collecting import uncollected
from tocsin.register.core.entries import Kind
from tocsin.register.work.actions.escalating import tell_levels
from tocsin.register.work.actions.monitors import Deed
from tocsin.register.work.answering import answerable, followed
from tocsin.response.escalation import queries
from tocsin.response.escalation.matrix import UPDATED, Level, Row
from tocsin.response.escalation.queries import RunRow
from tocsin.response.escalation.rules import (
    BY_HAND,
    END,
    LAPSE,
    REPEAT,
    Facts,
    Step,
    next_step,
    reached_nobody,
    take,
)
from tocsin.response.escalation.standing import (
    NO_ROW,
    OVER,
    QUIET,
    Known,
    rest,
    rows_of,
    settle,
)
from tocsin.response.escalation.targets import People, Told, named_people

# So many runs climb in one transaction: about a quarter of a second.
BATCH = 2000
# While one set is written by the database, the next is thought of: so many sets of a
# process are under way at once.
CLIMBERS = 2
_MOST_STEPS = 40


@transaction.atomic
def climb(batch: int = BATCH) -> int:
    """Takes what is due, the longest due first; says how many runs moved."""
    now = clock.now()
    with uncollected():
        runs = queries.claim_due(now, batch)
        if runs:
            advance(runs, now)
    return len(runs)


def advance(runs: Sequence[RunRow], now: datetime, by: Actor = SYSTEM) -> None:
    """These runs, whose rows the caller holds, take every step that is due."""
    incidents = answerable([run.incident_id for run in runs], lock=True)
    rows = rows_of(runs)
    held = [(run.incident_id, rows[run.id]) for run in runs if run.id in rows]
    turn = _Turn(now, Known(incidents, held), by)
    turn.named = named_people(incidents.values())
    turn.rooms = told_rooms({it.team_id for it in incidents.values() if it.team_id})
    answered = [run.incident_id for run in runs if run.next_does == LAPSE]
    turn.followed = followed(answered) if answered else ()
    for run in runs:
        turn.climb(run, rows.get(run.id))
    turn.people.keep_turns()
    queries.move_runs(runs)
    send_pages(turn.pages, now=now)
    tell_levels(turn.told)


@dataclass(slots=True)
class _Turn:
    """What one set of runs tells and whom."""

    now: datetime
    known: Known
    by: Actor
    named: Mapping[int, set[str]] = field(default_factory=dict)
    followed: Collection[int] = ()
    rooms: Mapping[str, Sequence[Room]] = field(default_factory=dict)
    people: People = field(init=False)
    pages: list[Wanted] = field(default_factory=list)
    told: list[tuple[Kind, Deed]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.people = People(self.now)

    def climb(self, run: RunRow, row: Row | None) -> None:
        incident = self.known.incidents.get(run.incident_id)
        facts = self.known.facts(run)
        if facts.is_over or incident is None:
            rest(run, OVER)
        elif incident.is_quiet:
            rest(run, QUIET)
        elif row is None:
            rest(run, NO_ROW)
        else:
            self._steps(run, row, facts)

    def _steps(self, run: RunRow, row: Row, facts: Facts) -> None:
        """Every step that is due, one after the other."""
        coming = next_step(row, run.progress, facts)
        for _step in range(_MOST_STEPS):
            if not isinstance(coming, Step) or coming.at > self.now:
                break
            facts = self._take(run, row, coming, facts)
            coming = next_step(row, run.progress, facts)
        settle(run, coming, facts)

    def _take(self, run: RunRow, row: Row, step: Step, facts: Facts) -> Facts:
        if step.does == LAPSE:
            return self._lapse(run, row, step, facts)
        progress = take(row, run.progress, step, self.now)
        run.follow(progress)
        if step.does == END:
            run.why = "spent"
            self._say(run, Kind.ESCALATION_ENDED, "end", cause="spent", row=row.name)
            return facts
        level = row.level(run.level)
        found = self._reach(run, row, level, step)
        run.told, run.failed = len(found), 0
        if not found:
            run.follow(reached_nobody(run.progress))
        return facts

    def _lapse(self, run: RunRow, row: Row, step: Step, facts: Facts) -> Facts:
        """Nothing followed, so nobody has answered; the row begins again. Where
        something did, the acknowledgement stays."""
        if run.incident_id in self.followed:
            run.followed = True
            return self.known.facts(run)
        run.follow(take(row, run.progress, step, self.now))
        self._say(run, Kind.ACKNOWLEDGEMENT_LAPSED, "lapsed", minutes=row.lapses)
        run.life, run.told, run.failed = run.life + 1, 0, 0
        return self.known.unanswered(run)

    def _reach(self, run: RunRow, row: Row, level: Level, step: Step) -> list[Told]:
        incident = self.known.incidents[run.incident_id]
        named = self.named.get(run.incident_id)
        found = self.people.told(level.target, incident, named)
        place = f"{run.level}:{run.repeats if step.does == REPEAT else 0}"
        why = {"matrix": run.matrix, "row": row.key, "level": run.level}
        for person, schedule in found:
            self.pages.append(
                Wanted(
                    person=person,
                    cause=f"run:{run.id}:{run.life}:{place}:{person}",
                    incident_id=run.incident_id,
                    ref=incident.ref,
                    loud=level.loud,
                    why={**why, "schedule": schedule},
                    is_drill=incident.is_drill,
                    unless=_worthless(level, step),
                )
            )
        self._tell_rooms(run, level, step, [person for person, _schedule in found])
        self._say(
            run,
            Kind.LEVEL_REACHED,
            place,
            level=run.level,
            row=row.key,
            matrix=run.matrix,
            target=level.target.kind,
            people=[person for person, _schedule in found],
            loud=level.loud,
            repeat=run.repeats,
            because=step.because,
        )
        return found

    def _tell_rooms(
        self, run: RunRow, level: Level, step: Step, people: Sequence[str]
    ) -> None:
        """Whoever reads the team's rooms learns of it: each room once, however many are
        paged. A drill is nobody's but theirs who are listed for it."""
        incident = self.known.incidents[run.incident_id]
        if incident.is_drill:
            return
        place = f"{run.level}:{run.repeats if step.does == REPEAT else 0}"
        for room in self.rooms.get(incident.team_id or "", ()):
            if level.loud or room.urgency == ALL:
                self.pages.append(
                    Wanted(
                        person=room.key,
                        cause=f"room:{run.id}:{run.life}:{place}:{room.pk}",
                        kind=ROOM,
                        incident_id=run.incident_id,
                        ref=incident.ref,
                        loud=level.loud,
                        why={"room": room.team, "people": list(people)},
                        unless=_worthless(level, step),
                    )
                )

    def _say(self, run: RunRow, kind: Kind, place: str, **body: Any) -> None:
        by = self.by if body.get("because") == BY_HAND else SYSTEM
        cause = f"run:{run.id}:{run.life}:{place}"
        self.told.append((kind, Deed(run.incident_id, by, cause, body)))


def _worthless(level: Level, step: Step) -> str:
    """What makes the page needless before it is sent. Asked for by hand, it is sent
    even though somebody has acknowledged."""
    if level.unless == UPDATED or step.because == BY_HAND:
        return NEVER
    return level.unless
