"""Who was in which team, who had which role, and who managed or stood in for whom at an
instant that is over: today's state with the changes since then taken back, as the audit
tells them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tocsin.foundation.accounts.models import Person
from tocsin.foundation.audit.reads import changes_since

_ROLES = ("major_incident_manager",)


@dataclass(slots=True)
class Past:
    """What was different then from today: by team and person `lead`, `member` or
    nothing; by person whether they were active, whether they had a role, who managed
    them, and who was their deputy. Of whoever was erased since, nothing is known."""

    seats: dict[tuple[str, str], str] = field(default_factory=dict)
    active: dict[str, bool] = field(default_factory=dict)
    roles: dict[tuple[str, str], bool] = field(default_factory=dict)
    managers: dict[str, str | None] = field(default_factory=dict)
    deputies: dict[str, str | None] = field(default_factory=dict)

    def had(self, role: str, today: set[str]) -> set[str]:
        """Who had the role then, where these have it today."""
        then = {key: had for (name, key), had in self.roles.items() if name == role}
        return {key for key in today | then.keys() if then.get(key, key in today)}


def past_at(moment: datetime) -> Past:
    """The first change after an instant says what was before it."""
    found = Past()
    for change in changes_since(moment, ("team:", "person:")):
        kind, _colon, key = change.subject.partition(":")
        before, after = _table(change.before), _table(change.after)
        if kind == "team":
            if person := str((before or after).get("person", "")):
                found.seats.setdefault((key, person), _seat(before))
        elif change.verb in ("deactivated", "reactivated", "added"):
            found.active.setdefault(key, change.verb == "deactivated")
        elif change.verb == "duty set":
            found.roles.setdefault(("duty_manager", key), change.before is True)
        else:
            _take_back(found, key, before, after)
    found.active |= dict.fromkeys(_erased(found.active), False)
    return found


def _take_back(
    found: Past, key: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> None:
    """Roles and facts; of these facts the audit tells who it was, of others only that
    they were changed."""
    for role, had in _roles(before, after):
        found.roles.setdefault((role, key), had)
    told = {"line_manager": found.managers, "deputy": found.deputies}
    for name, then in told.items():
        if name in before or name in after:
            then.setdefault(key, before.get(name))


def _erased(keys: Iterable[str]) -> Iterable[str]:
    found = Person.objects.filter(key__in=list(keys), erased_at__isnull=False)
    return found.values_list("key", flat=True)


def _seat(before: Mapping[str, Any]) -> str:
    return str(before.get("as", "member")) if before else ""


def _roles(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[tuple[str, bool]]:
    for role in _ROLES:
        had = role in (before.get("roles") or ())
        if had or role in (after.get("roles") or ()):
            yield role, had


def _table(told: Any) -> Mapping[str, Any]:
    return told if isinstance(told, dict) else {}
