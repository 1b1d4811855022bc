"""What verbs of this room have in common: facts that are usable, one at a time."""

from collections.abc import Mapping
from typing import Any

from django.db import connection, models
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.models import Person, Team
from tocsin.foundation.accounts.refusals import PersonUnknown, TeamUnknown
from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.audit.actions import record_change
from tocsin.foundation.calendars.models import Calendar
from tocsin.foundation.calendars.refusals import CalendarUnknown
from tocsin.foundation.services.models import Item, Service, Site
from tocsin.foundation.services.refusals import FactUnusable, SiteUnknown
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.text import holdable
from tocsin.kernel.zones import known_zones

_Refusing = tuple[type[models.Model], type[Refusal]]

_POINTS: Mapping[str, _Refusing] = {
    "team": (Team, TeamUnknown),
    "owner": (Person, PersonUnknown),
    "calendar": (Calendar, CalendarUnknown),
    "site": (Site, SiteUnknown),
    "parent": (Site, SiteUnknown),
}


def lock_directory() -> None:
    """One change of the directory at a time: two told at once could close a circle
    together, and whoever changes the graph writes its version last."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 0))", ["services"]
        )


def put(row: Service | Item | Site, facts: Mapping[str, Any]) -> None:
    """The facts stand in their columns, each looked at before; things by key."""
    for name, value in facts.items():
        field = row._meta.get_field(name)
        told = holdable(value) if isinstance(value, str) else value
        if name in _POINTS:
            told = told or None
            _need_known(name, told)
            setattr(row, f"{name}_id", told)
        else:
            _need_usable(field, name, told)
            setattr(row, name, told)


def told_of(row: Service | Item | Site, facts: tuple[str, ...]) -> dict[str, Any]:
    """The facts of a row as they are audited, things by key."""
    return {
        name: getattr(row, f"{name}_id" if name in _POINTS else name) for name in facts
    }


def need_facts(facts: Mapping[str, Any], known: tuple[str, ...]) -> None:
    if strange := facts.keys() - set(known):
        raise TypeError(f"{', '.join(sorted(strange))}: no such fact")


def unusable(fact: str, value: Any, hint: str) -> FactUnusable:
    return FactUnusable(fact=fact, value=str(value)[:80] or "“”", hint=hint)


def audit(row: Service | Item | Site, verb: str, by: Actor, **facts: Any) -> None:
    subject = f"{row._meta.model_name}:{row.key}"
    record_change(subject, verb, by=(by.kind, by.id), **facts)


def _need_known(name: str, key: str | None) -> None:
    model, refusal = _POINTS[name]
    if key and not model._default_manager.filter(key=key).exists():
        raise refusal(key=key)


def _need_usable(field: Any, name: str, value: Any) -> None:
    longest = getattr(field, "max_length", None)
    if isinstance(value, str) and longest and len(value) > longest:
        raise unusable(name, value, _("At most {n} characters.").format(n=longest))
    if name == "name" and not str(value).strip():
        raise unusable(name, value, _("Give it a name."))
    if field.choices and value not in dict(field.choices):
        known = ", ".join(str(code) for code, _said in field.choices)
        raise unusable(name, value, _("One of: {known}.").format(known=known))
    if name == "zone" and value and value not in known_zones():
        raise unusable(name, value, _("Write it as Europe/Paris."))
