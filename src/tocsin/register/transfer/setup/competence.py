"""Skills, and which of them teams want, as a set-up tells them."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from tocsin.foundation.accounts.actions import (
    add_skill,
    change_skill,
    want_skill,
    want_skill_no_more,
)
from tocsin.foundation.accounts.models import Skill, WantedSkill
from tocsin.foundation.accounts.rules import Actor

SKILL: dict[str, Any] = {"name": "", "about": "", "active": True}
_WANT = {"level": int, "people": int}


def skills() -> dict[str, Any]:
    rows = Skill.objects.order_by("key")
    return {
        row.key: {"name": row.name, "about": row.about, "active": row.is_active}
        for row in rows
    }


def put_skill(key: str, before: Any, after: Any, by: Actor, why: str) -> None:
    facts = {"name": after["name"], "about": after["about"]}
    if before is None:
        add_skill(key, by=by, **facts)
    if before is not None or not after["active"]:
        change_skill(key, by=by, why=why, is_active=after["active"], **facts)


def drop_skill(key: str, _before: Any, by: Actor, why: str) -> None:
    change_skill(key, is_active=False, by=by, why=why)


def wants() -> dict[str, Any]:
    """By team, how many of its people are to know which skill how well."""
    found: dict[str, Any] = {}
    rows = WantedSkill.objects.select_related("team")
    for row in rows.order_by("team__key", "skill_id"):
        told = {"level": row.level, "people": row.people}
        found.setdefault(row.team.key, {})[row.skill_id] = told
    return found


def put_wants(key: str, before: Any, after: Any, by: Actor, why: str) -> None:
    for skill in sorted((before or {}).keys() - after.keys()):
        want_skill_no_more(key, skill, by=by, why=why)
    for skill, told in sorted(after.items()):
        if (before or {}).get(skill) != told:
            want_skill(key, skill, by=by, why=why, **told)


def drop_wants(key: str, before: Any, by: Actor, why: str) -> None:
    put_wants(key, before, {}, by, why)


def complaint(thing: Any) -> str:
    """What is wrong with what a team wants; nothing where all is well."""
    if isinstance(thing, Mapping) and all(map(_is_want, thing.values())):
        return ""
    return _("it names skills: {level: 1 to 3, people: how many}")


def _is_want(told: Any) -> bool:
    return (
        isinstance(told, Mapping)
        and told.keys() == _WANT.keys()
        and all(type(value) is _WANT[name] for name, value in told.items())
    )
