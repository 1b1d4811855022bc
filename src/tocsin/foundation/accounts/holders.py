"""Who holds a role over a piece of work, to be informed of it."""

from collections.abc import Collection, Iterable

from tocsin.foundation.accounts.models import Membership, Person
from tocsin.foundation.accounts.reads import duty_managers
from tocsin.foundation.accounts.rules import (
    DUTY_MANAGER,
    EXECUTIVE,
    MAJOR_INCIDENT_MANAGER,
    TEAM_LEAD,
)


def holders_of(
    role: str, *, owner: str | None, team: str | None, executives: Iterable[str]
) -> list[str]:
    """The keys of those active people who hold the role: the duty managers who answer
    now; the managers of major incidents; the owner's line manager, or without an owner
    those of the team's leads; the team's leads; the organisation's executives."""
    if role == DUTY_MANAGER:
        return [person.key for person in duty_managers()]
    found = Person.objects.filter(is_active=True)
    if role == MAJOR_INCIDENT_MANAGER:
        found = found.filter(is_major_incident_manager=True)
    elif role == EXECUTIVE:
        found = found.filter(key__in=set(executives))
    elif role == TEAM_LEAD:
        found = found.filter(key__in=_leads(team))
    else:
        under = {owner} if owner else _leads(team)
        above = Person.objects.filter(key__in=under).exclude(line_manager=None)
        found = found.filter(key__in=above.values_list("line_manager__key", flat=True))
    return sorted(found.values_list("key", flat=True))


def active_among(keys: Collection[str]) -> set[str]:
    """Those of these people who are active."""
    rows = Person.objects.filter(key__in=keys, is_active=True)
    return set(rows.values_list("key", flat=True))


def _leads(team: str | None) -> set[str]:
    rows = Membership.objects.filter(team__key=team or "", is_lead=True)
    return set(rows.values_list("person__key", flat=True))
