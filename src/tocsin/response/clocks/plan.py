"""The targets and calendars in force, read once for a set of incidents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import Any

from tocsin.foundation.accounts.models import Team
from tocsin.foundation.calendars.reads import ALWAYS, CALENDAR, calendar_at
from tocsin.foundation.calendars.rules import Calendar, always, peaks_at
from tocsin.foundation.config import reads as config
from tocsin.foundation.config.models import Document
from tocsin.foundation.services.models import Service
from tocsin.response.clocks.target_rules import (
    OF_SERVICE,
    OF_TEAM,
    Facts,
    Target,
    target_of,
)

TARGETS = "service_targets"
_ALWAYS = always()


@dataclass
class Plan:
    """What is promised now, and by whose time; the same for all incidents of a set."""

    targets: Sequence[Target]
    teams: Mapping[str, str]
    services: Mapping[str, str]
    documents: Mapping[str, Document]
    _calendars: dict[str, Calendar] = field(default_factory=dict)

    def calendar(self, target: Target, facts: Facts) -> Calendar:
        named = {
            OF_TEAM: self.teams.get(facts.team, ALWAYS),
            OF_SERVICE: self.services.get(facts.service, ALWAYS),
        }
        return self._called(named.get(target.calendar, target.calendar))

    def peak(self, target: Target, facts: Facts, at: datetime) -> str:
        """A peak of the service's calendar, or failing one of the target's."""
        service = self.services.get(facts.service)
        found = peaks_at(self._called(service), at) if service else []
        found = found or peaks_at(self.calendar(target, facts), at)
        return found[0].name if found else ""

    def _called(self, key: str) -> Calendar:
        if key not in self._calendars:
            self._calendars[key] = _calendar(key, self.documents.get(key))
        return self._calendars[key]

    @property
    def digest(self) -> str:
        """Another whenever something else is promised, or other time counts."""
        parts = [f"{each.key} {each.version}" for each in self.targets]
        parts += [f"{key} {held.id}" for key, held in sorted(self.documents.items())]
        parts += [f"{key}={of}" for key, of in sorted(self.teams.items())]
        parts += [f"{key}={of}" for key, of in sorted(self.services.items())]
        return blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()


def _calendar(key: str, document: Document | None) -> Calendar:
    """One that is retired counts on as it did last, until nothing names it."""
    if key == ALWAYS:
        return _ALWAYS
    if document is not None:
        return calendar_at(key, document.version)
    kept = [row for row in config.history(CALENDAR, key) if row.published_at]
    return calendar_at(key, kept[0].version) if kept else _ALWAYS


def targets_in_force() -> list[Target]:
    """What is promised now, by key."""
    return list(_parsed(config.all_published(TARGETS)))


_last: tuple[Mapping[str, Document], Sequence[Target]] | None = None


def _parsed(found: Mapping[str, Document]) -> Sequence[Target]:
    """As these documents have it; what was read last is the same while they are."""
    global _last
    held = _last
    if held is None or held[0] is not found:
        targets = [
            target_of(key, it.version, it.body) for key, it in sorted(found.items())
        ]
        held = _last = (found, targets)
    return held[1]


def current_plan() -> Plan:
    teams = Team.objects.exclude(calendar="").values_list("key", "calendar")
    services: Any = Service.objects.exclude(calendar=None)
    return Plan(
        targets=targets_in_force(),
        teams=dict(teams),
        services=dict(services.values_list("key", "calendar_id")),
        documents=config.all_published(CALENDAR),
    )


@dataclass
class Kept:
    """The hours by which an ended life was judged, whatever has changed since."""

    held: Calendar
    peak_name: str

    def calendar(self, target: Target, facts: Facts) -> Calendar:
        return self.held

    def peak(self, target: Target, facts: Facts, at: datetime) -> str:
        return self.peak_name


class Versions:
    """Targets and calendars as they were, each read once."""

    def __init__(self, plan: Plan) -> None:
        self._targets = {(each.key, each.version): each for each in plan.targets}
        self._calendars: dict[tuple[str, int], Calendar] = {}
        self._plan = plan

    def target(self, key: str, version: int) -> Target:
        if (key, version) not in self._targets:
            row = config.document(TARGETS, key, version)
            self._targets[key, version] = target_of(key, version, row.body)
        return self._targets[key, version]

    def calendar(self, key: str, version: int) -> Calendar:
        if key == ALWAYS:
            return _ALWAYS
        if (key, version) not in self._calendars:
            self._calendars[key, version] = calendar_at(key, version)
        return self._calendars[key, version]
