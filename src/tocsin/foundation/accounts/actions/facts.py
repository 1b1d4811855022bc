"""Facts of people and teams: looked at one by one, then put in their columns."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.models import Person, Team
from tocsin.foundation.accounts.queries import managers_above
from tocsin.foundation.accounts.refusals import (
    FactUnusable,
    ManagerCircle,
    NotAllowed,
    PersonUnknown,
)
from tocsin.foundation.accounts.rules import ADMINISTRATOR, Actor
from tocsin.kernel.text import holdable
from tocsin.kernel.zones import known_zones

# What tells who a person is, and is emptied when they are erased.
PERSONAL: dict[str, Any] = {
    "name": "",
    "email": "",
    "phone": "",
    "site": "",
    "languages": [],
    "job_title": "",
    "department": "",
    "employee_number": "",
    "source": "",
    "external_id": "",
    "line_manager_id": None,
    "deputy_id": None,
    "is_vip": False,
}
# What people keep themselves, and what administrators keep for them.
OWN = ("name", "email", "phone", "site", "zone", "language", "languages", "deputy")
KEPT = (
    "job_title",
    "department",
    "employee_number",
    "source",
    "external_id",
    "line_manager",
    "is_vip",
)
_POINTS = ("line_manager", "deputy")
# What the audit may hold: keys, and yes or no. Of the rest it holds the names only.
_TELLABLE = (*_POINTS, "is_vip")
# BCP 47, as much of it as people write: language, then script, region or variant.
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_MOST_LANGUAGES = 20


def unusable(fact: str, value: Any, hint: str) -> FactUnusable:
    return FactUnusable(fact=fact, value=str(value)[:80] or "“”", hint=hint)


def need_right(person: str, facts: Iterable[str], by: Actor) -> None:
    """Administrators change everybody; people what is their own to say of them."""
    if by.has(ADMINISTRATOR):
        return
    if not (by.is_person and by.id == person) or set(facts) & set(KEPT):
        raise NotAllowed


def put_facts(person: Person, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The person's row holds these facts; says which differ from what it held."""
    told = {name: _usable(Person, name, value) for name, value in facts.items()}
    found = {n: v for n, v in told.items() if getattr(person, _column(n)) != v}
    for name in _POINTS:
        if found.get(name):
            _need_other(person, name, found[name])
    for name, value in found.items():
        setattr(person, _column(name), value)
    return found


def audited(before: Mapping[str, Any], changed: Mapping[str, Any]) -> dict[str, Any]:
    """How a change of these facts is told in the audit: of most only that."""
    tellable = [name for name in _TELLABLE if name in changed]
    return {
        "before": {name: before[name] for name in tellable} or None,
        "after": {"facts": sorted(changed)} | {n: changed[n] for n in tellable},
    }


def held_facts(person: Person) -> dict[str, Any]:
    return {name: getattr(person, _column(name)) for name in _TELLABLE}


def usable_team(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _usable(Team, name, value) for name, value in facts.items()}


def _column(name: str) -> str:
    return f"{name}_id" if name in _POINTS else name


def _usable(model: type[Person] | type[Team], name: str, value: Any) -> Any:
    if model is Person and name not in (*OWN, *KEPT):
        raise TypeError(f"{name} is no fact of a person")
    if name in _POINTS:
        return holdable(value) if value else None
    if name == "languages":
        return _usable_languages(value)
    if not isinstance(value, str):
        return value
    told = holdable(value).strip()
    longest = getattr(model._meta.get_field(name), "max_length", None)
    if longest and len(told) > longest:
        raise unusable(name, told, _("At most {n} characters.").format(n=longest))
    if hint := _complaint(name, told):
        raise unusable(name, told, hint)
    return told


def _complaint(name: str, told: str) -> str:
    if name == "zone" and told not in known_zones():
        return _("Write it as Europe/Paris.")
    if name == "language" and not _LANGUAGE.fullmatch(told):
        return _("Write it as en or pt-BR.")
    if name == "email" and told and not is_email(told):
        return _("Write it as ada@example.org.")
    return ""


def is_email(told: str) -> bool:
    try:
        validate_email(told)
    except ValidationError:
        return False
    return True


def _usable_languages(value: Iterable[str]) -> list[str]:
    found = [holdable(each).strip() for each in value]
    told = list(dict.fromkeys(each for each in found if each))
    for each in told:
        if not _LANGUAGE.fullmatch(each):
            raise unusable("languages", each, _("Write it as en or pt-BR."))
    if len(told) > _MOST_LANGUAGES:
        hint = _("At most {n} of them.").format(n=_MOST_LANGUAGES)
        raise unusable("languages", len(told), hint)
    return told


def _need_other(person: Person, name: str, key: str) -> None:
    """Refuses an unknown person, and a line manager who reports to them."""
    if key == person.key:
        raise unusable(name, key, _("Name another person."))
    if not Person.objects.filter(key=key, erased_at=None).exists():
        raise PersonUnknown(key=key)
    if name == "line_manager":
        _lock_managers()
        if person.key in managers_above(key):
            raise ManagerCircle(manager=key, person=person.key)


def _lock_managers() -> None:
    """One line manager told at a time: two at once could close a circle together."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 0))",
            ["accounts line managers"],
        )
