"""Teams, services and categories as a set-up tells them, and the verbs behind it."""

from collections.abc import Container
from datetime import UTC, datetime
from typing import Any

from tocsin.foundation.accounts.actions import (
    add_team,
    change_team,
    join_team,
    leave_team,
)
from tocsin.foundation.accounts.models import Membership, Team
from tocsin.foundation.accounts.reads import person_called
from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.calendars.actions import publish_calendar, retire_calendar
from tocsin.foundation.calendars.reads import CALENDAR
from tocsin.foundation.classification.actions import (
    add_category,
    change_category,
    hand_over,
)
from tocsin.foundation.classification.models import Category, Responsibility
from tocsin.foundation.config.reads import all_published
from tocsin.foundation.services.actions import (
    add_service,
    change_service,
    depend,
    undepend,
)
from tocsin.foundation.services.models import Dependency, Service
from tocsin.register.transfer.setup.estate import sites_of_services
from tocsin.register.transfer.setup.refusals import SetupNotApplicable

TEAM: dict[str, Any] = {
    "name": "",
    "purpose": "",
    "zone": "UTC",
    "calendar": "",
    "email": "",
    "chat": "",
    "active": True,
}
SERVICE: dict[str, Any] = {
    "name": "",
    "nature": "business",
    "purpose": "",
    "team": "",
    "criticality": 3,
    "users": None,
    "outage_cost": None,
    "currency": "",
    "calendar": None,
    "sites": [],
    "active": True,
}
NUMBERS = frozenset({"criticality", "users", "outage_cost"})
CATEGORY: dict[str, Any] = {"name": "", "fallback": "", "active": True}


def need(known: Container[str], name: str) -> None:
    """Refuses what is not known here."""
    if name not in known:
        raise SetupNotApplicable(line="?", place=name, told=name, help="")


def keep(_key: str, _before: Any, _by: Actor, _why: str) -> None:
    """What the set-up does not name stays as it is."""


def teams() -> dict[str, Any]:
    rows = Team.objects.order_by("key")
    return {row.key: _told(row, TEAM) for row in rows}


def put_team(key: str, before: Any, after: Any, by: Actor, why: str) -> None:
    facts = _facts(after)
    if before is None:
        facts.pop("is_active")
        add_team(key, facts.pop("name"), by=by, **facts)
    else:
        change_team(key, by=by, why=why, **facts)


def drop_team(key: str, _before: Any, by: Actor, why: str) -> None:
    change_team(key, is_active=False, by=by, why=why)


def members() -> dict[str, Any]:
    rows = Membership.objects.select_related("team", "person")
    found: dict[str, Any] = {}
    for row in rows.order_by("team__key", "person__username"):
        held = "lead" if row.is_lead else "member"
        found.setdefault(row.team.key, {})[row.person.username] = held
    return found


def put_members(key: str, before: Any, after: Any, by: Actor, _why: str) -> None:
    for name in sorted((before or {}).keys() - after.keys()):
        if person := person_called(name):
            leave_team(key, person.key, by=by)
    for name, held in sorted(after.items()):
        person = person_called(name)
        if person is None:
            raise SetupNotApplicable(line="?", place=key, told=name, help="")
        join_team(key, person.key, is_lead=held == "lead", by=by)


def calendars() -> dict[str, Any]:
    return {key: held.body for key, held in all_published(CALENDAR).items()}


def put_calendar(key: str, _before: Any, after: Any, by: Actor, why: str) -> None:
    publish_calendar(key, after, by=by, why=why, override=bool(why))


def drop_calendar(key: str, _before: Any, by: Actor, why: str) -> None:
    retire_calendar(key, by=by, why=why)


def services() -> dict[str, Any]:
    at, facts = sites_of_services(), {n: v for n, v in SERVICE.items() if n != "sites"}
    return {
        row.key: _told(row, facts) | {"sites": at.get(row.key, [])}
        for row in Service.objects.order_by("key")
    }


def put_service(key: str, before: Any, after: Any, by: Actor, why: str) -> None:
    facts = _facts(after)
    if before is None:
        add_service(key, facts.pop("name"), team=facts.pop("team"), by=by, **facts)
    else:
        change_service(key, by=by, why=why, **facts)


def drop_service(key: str, _before: Any, by: Actor, why: str) -> None:
    change_service(key, by=by, why=why, is_active=False)


def needs() -> dict[str, Any]:
    """By service, which services it needs; empty, or of which group so many."""
    rows = Dependency.objects.filter(service__isnull=False, needs__isnull=False)
    related = rows.select_related("service", "needs", "redundancy")
    found: dict[str, Any] = {}
    for row in related.order_by("service__key", "needs__key"):
        if row.service is None or row.needs is None:
            continue
        group = row.redundancy
        told = {"group": group.name, "works_with": group.works_with} if group else {}
        found.setdefault(row.service.key, {})[row.needs.key] = told
    return found


def put_needs(key: str, before: Any, after: Any, by: Actor, why: str) -> None:
    for needed in sorted((before or {}).keys() - after.keys()):
        undepend(key, needed, by=by, why=why)
    for needed, told in sorted(after.items()):
        if (before or {}).get(needed) != told:
            depend(key, needed, by=by, why=why, **(told or {}))


def drop_needs(key: str, before: Any, by: Actor, why: str) -> None:
    put_needs(key, before, {}, by, why)


def categories() -> dict[str, Any]:
    rows = Category.objects.order_by("key")
    return {row.key: _told(row, CATEGORY) for row in rows}


def put_category(key: str, before: Any, after: Any, by: Actor, why: str) -> None:
    facts = _facts(after)
    if before is None:
        parent = key.rpartition("/")[0] or None
        name, fallback = facts["name"], facts["fallback"]
        add_category(key, name, fallback=fallback, parent=parent, by=by)
    else:
        change_category(key, by=by, why=why, **facts)


def drop_category(key: str, _before: Any, by: Actor, why: str) -> None:
    change_category(key, is_active=False, by=by, why=why)


def answering() -> dict[str, Any]:
    """By category, which team answers from which instant."""
    found: dict[str, Any] = {}
    rows = Responsibility.objects.select_related("category")
    for row in rows.order_by("category__key", "starts_at"):
        start = row.starts_at.astimezone(UTC).isoformat()
        found.setdefault(row.category.key, {})[start] = row.team_id
    return found


def put_answering(key: str, before: Any, after: Any, by: Actor, why: str) -> None:
    """What has been is not rewritten: periods are added only, past ones where there
    was none at all. `now` begins at once."""
    held, is_filling = before or {}, before is None
    for start, team in sorted(after.items()):
        if held.get(start) != team:
            begins = None if start == "now" else _instant(start, key)
            hand_over(
                key, team, starts_at=begins, by=by, why=why, is_filling=is_filling
            )


def _instant(told: str, key: str) -> datetime:
    try:
        at = datetime.fromisoformat(told)
    except ValueError as found:
        raise SetupNotApplicable(line="?", place=key, told=told, help="") from found
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _told(row: Any, fields: dict[str, Any]) -> dict[str, Any]:
    return {
        name: getattr(row, {"active": "is_active"}.get(name, _column(row, name)))
        for name in fields
    }


def _column(row: Any, name: str) -> str:
    """What a row points at is told by its key."""
    return f"{name}_id" if hasattr(row, f"{name}_id") else name


def _facts(told: Any) -> dict[str, Any]:
    return {{"active": "is_active"}.get(name, name): v for name, v in told.items()}
