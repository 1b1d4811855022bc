"""Questions about runs and the matrix."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tocsin.foundation.accounts.reads import names_of
from tocsin.foundation.config.reads import published
from tocsin.foundation.oncall.models import Schedule
from tocsin.kernel import clock
from tocsin.register.work.answering import answerable, named_on
from tocsin.response.escalation.matrix import MATRIX, Row
from tocsin.response.escalation.models import Run
from tocsin.response.escalation.published import matrices
from tocsin.response.escalation.rules import LAPSE, LEVEL, REPEAT
from tocsin.response.escalation.targets import People
from tocsin.response.escalation.usual import USUAL
from tocsin.response.escalation.words import reasons_words, why_words


@dataclass(frozen=True, slots=True)
class Shown:
    """A run as people look at it: by which row and why, and what comes next, when, and
    to whom as things stand now."""

    run: Run
    row: Row | None
    because: str
    why: str
    next_at: datetime | None = None
    next_does: str = ""
    next_level: int = 0
    next_people: list[str] = field(default_factory=list)

    @property
    def may_climb(self) -> bool:
        """Whether there is a further level that somebody could ask for."""
        return self.row is not None and self.run.level < len(self.row.levels)


def body_in_force() -> Mapping[str, Any]:
    """The document of the published matrix; failing one, the usual."""
    document = published(MATRIX)
    body: Mapping[str, Any] = USUAL if document is None else document.body
    return body


def run_shown(incident_id: int) -> Shown | None:
    """The run of an incident, for somebody who sees the incident; none, if escalation
    has not heard of it."""
    run = Run.objects.filter(incident_id=incident_id).first()
    if run is None:
        return None
    matrix = matrices([run.matrix]).get(run.matrix)
    row = matrix.row(run.row) if matrix and run.row else None
    because, why = reasons_words(run.because), why_words(run.why) if run.why else ""
    if run.due_at is None or row is None:
        return Shown(run, row, because, why)
    people = []
    if run.next_does in {LEVEL, REPEAT} and run.next_level:
        people = _next_people(run, row)
    return Shown(
        run, row, because, why, run.due_at, run.next_does, run.next_level, people
    )


def _next_people(run: Run, row: Row) -> list[str]:
    """Whom the next level would tell, were it reached now."""
    incident = answerable([run.incident_id])[run.incident_id]
    named = (
        named_on([run.incident_id])[run.incident_id] if incident.restricted else None
    )
    told = People(clock.now()).told(row.level(run.next_level).target, incident, named)
    names = names_of(person for person, _schedule in told)
    return [names.get(person, person) for person, _schedule in told]


def next_steps(incident_ids: Collection[int]) -> dict[int, tuple[datetime, int]]:
    """By incident: when the next level comes, and which, where one is planned."""
    rows = Run.objects.filter(incident_id__in=incident_ids, due_at__isnull=False)
    rows = rows.exclude(next_does=LAPSE).filter(next_level__gt=0)
    found = rows.values_list("incident_id", "due_at", "next_level")
    return {number: (at, level) for number, at, level in found if at}


def schedule_names(keys: Collection[str]) -> dict[str, str]:
    if not keys:
        return {}
    rows = Schedule.objects.filter(key__in=keys)
    return dict(rows.values_list("key", "name"))


def schedule_choices() -> list[tuple[str, str]]:
    rows = Schedule.objects.filter(is_active=True)
    return list(rows.values_list("key", "name"))
