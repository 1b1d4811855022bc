"""Whether what a source tells of somebody can be used, and as what."""

import re
from collections.abc import Mapping
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from tocsin.foundation.directory.rules import FACTS
from tocsin.kernel.text import holdable
from tocsin.kernel.zones import known_zones

_LONGEST: Mapping[str, int] = {
    "username": 150,
    "name": 150,
    "email": 254,
    "phone": 40,
    "site": 120,
    "zone": 64,
    "language": 16,
    "job_title": 120,
    "department": 120,
    "employee_number": 60,
}
_LONGEST_REF = 250
_LONGEST_TEAM = {"name": 120, "purpose": 200, "zone": 64}
# BCP 47, as much of it as directories write: a language, then a region or a script.
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")


class Unfit(Exception):
    """This cannot be used; the words say why."""


def usable(ref: str, facts: Mapping[str, str]) -> dict[str, str]:
    """The facts as they are kept; the first that cannot be used is told."""
    if not ref.strip():
        raise Unfit(_("it has no identifier, sign-in name or address"))
    _bound("identifier", ref, _LONGEST_REF)
    return {name: _fact(name, facts[name]) for name in FACTS if name in facts}


def usable_team(ref: str, facts: Mapping[str, str]) -> dict[str, str]:
    _bound("identifier", ref, _LONGEST_REF)
    told = {name: holdable(value).strip() for name, value in facts.items()}
    for name, value in told.items():
        _bound(name, value, _LONGEST_TEAM[name])
    if not told.get("name"):
        raise Unfit(_("it has no name"))
    return told


def _fact(name: str, value: str) -> str:
    told = holdable(value).strip()
    if name == "language":
        told = told.split(",")[0].partition(";")[0].replace("_", "-")
    _bound(name, told, _LONGEST[name])
    if told and name == "zone" and told not in known_zones():
        raise Unfit(_("“{value}” is no time zone").format(value=told))
    if told and name == "email":
        _need_address(told)
    if told and name == "language" and not is_language(told):
        raise Unfit(_("“{value}” is no language, such as en").format(value=told))
    return told


def is_language(told: str) -> bool:
    return bool(_LANGUAGE.fullmatch(told)) and len(told) <= _LONGEST["language"]


def _bound(name: str, value: str, most: int) -> None:
    if len(value) > most:
        why = _("{name} has more than {n} characters")
        raise Unfit(why.format(name=name, n=most))


@lru_cache(maxsize=100_000)
def _is_address(told: str) -> bool:
    try:
        validate_email(told)
    except ValidationError:
        return False
    return True


def _need_address(told: str) -> None:
    if not _is_address(told):
        raise Unfit(_("“{value}” is no e-mail address").format(value=told[:80]))
