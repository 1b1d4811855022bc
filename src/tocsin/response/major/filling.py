"""Who could have which role: by the roster of the document, and who is on call now."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from tocsin.foundation.accounts.holders import active_among
from tocsin.foundation.config.reads import value
from tocsin.foundation.notify.options import DRILLS
from tocsin.foundation.oncall.reads import on_call
from tocsin.register.work.answering import Answerable, named_on
from tocsin.response.major.published import Book


@dataclass(frozen=True, slots=True)
class Found:
    """A person for a role, and the schedule that puts them there."""

    person: str
    schedule: str


class Roster:
    """Who is on call at an instant, read once for as many roles as are asked."""

    def __init__(self, book: Book, now: datetime) -> None:
        self._book, self._now = book, now

    @cached_property
    def _duties(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for duty in on_call(self._now):
            found.setdefault(duty.schedule, []).append(duty.person)
        return found

    def offered(self, role: str, incident: Answerable) -> list[Found]:
        """Those on call for a role, for this service and priority, in the order of the
        roster; of a restricted incident who sees it, of a drill who takes part."""
        told: dict[str, Found] = {}
        for row in self._book.roster:
            if row["role"] == role and _fits(row, incident):
                for person in self._duties.get(row["schedule"], ()):
                    told.setdefault(person, Found(person, row["schedule"]))
        able = fit_for(incident, told)
        return [each for each in told.values() if each.person in able]

    def chosen(
        self, role: str, incident: Answerable, without: Collection[str], busy: Any = ()
    ) -> Found | None:
        """The first who has not declined; somebody without another role before others,
        so that nobody has two while somebody has none."""
        able = [f for f in self.offered(role, incident) if f.person not in without]
        free = [found for found in able if found.person not in set(busy)]
        return next(iter(free or able), None)


def _fits(row: Mapping[str, Any], incident: Answerable) -> bool:
    services, priorities = row.get("services") or (), row.get("priorities") or ()
    return (not services or incident.service_id in services) and (
        not priorities or incident.priority in priorities
    )


def fit_for(incident: Answerable, people: Collection[str]) -> set[str]:
    """Those of these people who may be told of the incident and paged for it."""
    able = active_among(list(people))
    if incident.restricted:
        able &= named_on([incident.id])[incident.id]
    if incident.is_drill:
        able &= set(value(DRILLS))
    return able
