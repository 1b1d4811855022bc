"""Whether what a line tells can be used, and as what."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from tocsin.foundation.accounts.models import Person, Team
from tocsin.foundation.calendars.models import Calendar
from tocsin.foundation.services.importing.lines import ITEM, SERVICE, SITE, Line
from tocsin.foundation.services.models import Item, Service, Site
from tocsin.foundation.services.rules import CURRENCY, KEY, SERVICE_KEY
from tocsin.kernel.text import holdable
from tocsin.kernel.zones import known_zones

_MOST_MONEY = 10**15
_MOST_USERS = 2**31 - 1
_MODELS: Mapping[str, Any] = {SITE: Site, SERVICE: Service, ITEM: Item}
_TRUE, _FALSE = ("true", "yes", "1"), ("false", "no", "0")


class Unusable(Exception):
    """This value cannot be used; the words say why."""


@dataclass(slots=True)
class Known:
    """What facts may name: keys of sites and teams, and people by both their names."""

    sites: set[str] = field(default_factory=set)
    teams: set[str] = field(default_factory=set)
    people: dict[str, str] = field(default_factory=dict)
    calendars: set[str] = field(default_factory=set)

    @classmethod
    def now(cls, in_file: set[str]) -> "Known":
        people = dict(Person.objects.values_list("username", "key"))
        return cls(
            set(Site.objects.values_list("key", flat=True)) | in_file,
            set(Team.objects.values_list("key", flat=True)),
            people | {key: key for key in people.values()},
            set(Calendar.objects.values_list("key", flat=True)),
        )


def usable(line: Line, known: Known) -> dict[str, Any]:
    """The line's facts as they are kept; the first that cannot be used is told."""
    pattern = KEY if line.kind == ITEM else SERVICE_KEY
    if not pattern.fullmatch(line.key):
        raise Unusable(_("“{key}” is no key").format(key=line.key[:60]))
    takers = _TAKERS.get(line.kind)
    if takers is None:
        why = _("“{kind}” is none of site, service, item")
        raise Unusable(why.format(kind=line.kind[:40]))
    found = {}
    for name, value in line.facts.items():
        take = takers.get(name)
        if take is None:
            why = _("{kind} has no fact “{name}”")
            raise Unusable(why.format(kind=line.kind, name=str(name)[:40]))
        found[name] = take(value, name, line.kind, known)
    return found


def _text(value: Any, name: str, kind: str, known: Known) -> str:
    told = holdable("" if value is None else str(value)).strip()
    longest = _MODELS[kind]._meta.get_field(name).max_length
    if len(told) > longest:
        why = _("{name} has more than {n} characters")
        raise Unusable(why.format(name=name, n=longest))
    return told


def _name(value: Any, name: str, kind: str, known: Known) -> str:
    if told := _text(value, name, kind, known):
        return told
    raise Unusable(_("it has no name"))


def _word(*choices: str) -> Callable[..., str]:
    def take(value: Any, name: str, kind: str, known: Known) -> str:
        if str(value) in choices:
            return str(value)
        why = _("{name} is none of {choices}")
        raise Unusable(why.format(name=name, choices=", ".join(choices)))

    return take


def _number(least: int, most: int, *, empty: bool = True) -> Callable[..., int | None]:
    def take(value: Any, name: str, kind: str, known: Known) -> int | None:
        if value in (None, "") and empty:
            return None
        told = str(value)
        if told.isascii() and told.isdecimal() and least <= int(told[:20]) <= most:
            return int(told)
        why = _("{name} is no whole number from {least} to {most}")
        raise Unusable(why.format(name=name, least=least, most=most))

    return take


def _site(value: Any, name: str, kind: str, known: Known) -> str | None:
    return _one_of(known.sites, value, _("there is no site {key}"))


def _team(value: Any, name: str, kind: str, known: Known) -> str | None:
    return _one_of(known.teams, value, _("there is no team {key}"))


def _calendar(value: Any, name: str, kind: str, known: Known) -> str | None:
    return _one_of(known.calendars, value, _("there is no calendar {key}"))


def _owner(value: Any, name: str, kind: str, known: Known) -> str | None:
    found = _one_of(known.people.keys(), value, _("nobody here is called {key}"))
    return known.people[found] if found else None


def _sites(value: Any, name: str, kind: str, known: Known) -> list[str]:
    told = value if isinstance(value, list) else [value] if value else []
    return sorted({key for each in told if (key := _site(each, name, kind, known))})


def _one_of(known: Any, value: Any, why: str) -> str | None:
    if value in (None, ""):
        return None
    if str(value) in known:
        return str(value)
    raise Unusable(why.format(key=str(value)[:80]))


def _zone(value: Any, name: str, kind: str, known: Known) -> str:
    if value in (None, ""):
        return ""
    if str(value) in known_zones():
        return str(value)
    raise Unusable(_("{zone} is no time zone").format(zone=str(value)[:60]))


def _currency(value: Any, name: str, kind: str, known: Known) -> str:
    if value in (None, "") or CURRENCY.fullmatch(str(value)):
        return str(value or "")
    raise Unusable(_("a currency is three capitals, as in EUR"))


def _yes(value: Any, name: str, kind: str, known: Known) -> bool:
    told = str(value).lower()
    if told in _TRUE or told in _FALSE:
        return told in _TRUE
    raise Unusable(_("{name} is neither true nor false").format(name=name))


def _attributes(value: Any, name: str, kind: str, known: Known) -> dict[str, Any]:
    if value is None:
        return {}
    if isinstance(value, dict) and len(str(value)) < 20_000 and _is_finite(value):
        return value
    raise Unusable(_("its attributes are no table, or a very long one"))


def _is_finite(value: Any) -> bool:
    """JSON knows no infinity, and no number that is none."""
    if isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        return all(map(_is_finite, inner))
    return not isinstance(value, float) or math.isfinite(value)


_TAKERS: Mapping[str, Mapping[str, Callable[..., Any]]] = {
    SITE: {
        "name": _name,
        "zone": _zone,
        "address": _text,
        "parent": _site,
        "is_active": _yes,
    },
    SERVICE: {
        "name": _name,
        "nature": _word("business", "technical"),
        "purpose": _text,
        "team": _team,
        "owner": _owner,
        "calendar": _calendar,
        "criticality": _number(1, 3, empty=False),
        "users": _number(0, _MOST_USERS),
        "outage_cost": _number(0, _MOST_MONEY),
        "currency": _currency,
        "sites": _sites,
        "is_active": _yes,
    },
    ITEM: {
        "name": _name,
        "kind": _text,
        "site": _site,
        "team": _team,
        "attributes": _attributes,
        "status": _word("in_service", "retired"),
        "source": _text,
        "source_id": _text,
    },
}
