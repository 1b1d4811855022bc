"""Which row an incident goes by: what the rules ask, read from the rooms below."""

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

from tocsin.foundation.accounts.models import Person, Team
from tocsin.foundation.calendars.reads import ALWAYS, calendar_named
from tocsin.foundation.calendars.refusals import CalendarUnknown
from tocsin.foundation.calendars.rules import Calendar, is_open, peaks_at
from tocsin.foundation.services.models import Offered, Site
from tocsin.register.work.answering import Answerable
from tocsin.response.escalation.matrix import Matrix
from tocsin.response.escalation.rules import Choice, Situation, choose_row


class Circumstances:
    """Calendars and sites at one instant, read as far as they are asked for."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self._calendars: dict[str, Calendar] = {}

    def choose(self, matrix: Matrix, incident: Answerable) -> Choice:
        return choose_row(matrix, self.situation(incident, matrix))

    def situation(self, incident: Answerable, matrix: Matrix) -> Situation:
        team = self._teams.get(incident.team_id or "", "")
        asks_sites = any(row.when.sites for row in matrix.rows)
        return Situation(
            category=incident.category_id,
            priority=incident.priority,
            service=incident.service_id,
            sites=self._sites(incident) if asks_sites else frozenset(),
            is_open=lambda key: is_open(self._calendar(key or team), self.now),
            is_peak=lambda key: bool(peaks_at(self._calendar(key or team), self.now)),
        )

    def _calendar(self, key: str) -> Calendar:
        """The calendar in force; one that is not there any more is always open."""
        if key not in self._calendars:
            try:
                self._calendars[key] = calendar_named(key or ALWAYS)
            except CalendarUnknown:
                self._calendars[key] = calendar_named(ALWAYS)
        return self._calendars[key]

    @cached_property
    def _teams(self) -> Mapping[str, str]:
        return dict(Team.objects.exclude(calendar="").values_list("key", "calendar"))

    @cached_property
    def _site_keys(self) -> Mapping[str, str]:
        """Sites by key and by name, for people's sites are told in words."""
        rows = list(Site.objects.values_list("key", "name"))
        return {name: key for key, name in rows} | {key: key for key, _name in rows}

    def _sites(self, incident: Answerable) -> frozenset[str]:
        """Its reporter's; where nobody reported it, those that have its service."""
        if incident.reporter_id:
            person = Person.objects.filter(key=incident.reporter_id)
            told = person.values_list("site", flat=True).first() or ""
            key = self._site_keys.get(told)
            return frozenset({key} if key else ())
        offered: Any = Offered.objects.filter(service__key=incident.service_id)
        return frozenset(offered.values_list("site_id", flat=True))
