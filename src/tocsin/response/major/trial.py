"""Criteria tried on the incidents of the last days: which would have been proposed.

Nothing is written. Each incident is taken as it was when its facts had been set first;
services, calendars and people are taken as they are today.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tocsin.foundation.accounts.rules import Actor
from tocsin.kernel import clock
from tocsin.register.work.routable import Routable, opened_between
from tocsin.response.major.facts import Surroundings
from tocsin.response.major.judging import judged
from tocsin.response.major.kinds import complaints, placed
from tocsin.response.major.models import Major
from tocsin.response.major.published import Book
from tocsin.response.major.refusals import MajorUnfit
from tocsin.response.major.rules import DECLARED, ENDED

DAYS, MOST_DAYS, MOST = 30, 365, 5000
_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Candidate:
    """An incident that would have been proposed; `was` is what became of it as a
    major incident, or nothing."""

    ref: str
    title: str
    at: datetime | None
    criteria: tuple[str, ...]
    priority: int | None
    was: str


@dataclass(slots=True)
class Trial:
    """What criteria would have proposed. `declared` counts those of them that were
    declared major in fact, `missed` those that were and would not be proposed."""

    since: datetime
    until: datetime
    incidents: int = 0
    is_cut: bool = False
    proposed: int = 0
    declared: int = 0
    missed: int = 0
    by_criterion: Counter[str] = field(default_factory=Counter)
    candidates: list[Candidate] = field(default_factory=list)
    warnings: dict[str, str] = field(default_factory=dict)


def try_criteria(body: Any, *, by: Actor, days: int = DAYS) -> Trial:
    """What this document would have proposed of the incidents of the last days that
    `by` may see; refused where it is unfit. At most the last 5,000 are looked at."""
    if found := complaints(body):
        raise MajorUnfit(complaints="; ".join(placed(each) for each in found[:20]))
    until = clock.now()
    since = until - timedelta(days=min(max(days, 1), MOST_DAYS))
    opened = list(opened_between(by, since, until + timedelta(seconds=1), MOST))
    trial = Trial(since, until, len(opened), len(opened) == MOST)
    book = Book(body)
    trial.warnings |= book.warnings
    rows = [
        (each.title, _first(each.routable, each.first), each.routable.id)
        for each in opened
    ]
    around = Surroundings([row for _title, row, _id in rows])
    known = Major.objects.filter(incident_id__in=[row[2] for row in rows])
    states = dict(known.values_list("incident_id", "state"))
    for title, row, number in rows:
        at = row.state.registered_at or until
        verdict = judged(book, row, around, at)
        trial.warnings |= verdict.warnings
        _count(trial, title, row, tuple(verdict.met), states.get(number, ""))
    return trial


def _first(routable: Routable, first: Any) -> Routable:
    return Routable(routable.id, routable.ref, routable.source, first)


def _count(
    trial: Trial, title: str, row: Routable, met: tuple[str, ...], was: str
) -> None:
    happened = was in (DECLARED, ENDED)
    if not met:
        trial.missed += happened
        return
    trial.proposed += 1
    trial.declared += happened
    trial.by_criterion.update(met)
    if len(trial.candidates) < _SHOWN:
        state = row.state
        told = Candidate(row.ref, title, state.registered_at, met, state.priority, was)
        trial.candidates.append(told)
