"""Verbs about skills: the catalogue, who holds them, which a team wants."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.actions.facts import unusable
from tocsin.foundation.accounts.actions.rights import (
    locked_person,
    need_administrator,
    signed,
)
from tocsin.foundation.accounts.actions.team_facts import locked_team
from tocsin.foundation.accounts.models import (
    HeldSkill,
    Person,
    Skill,
    SkillLevel,
    WantedSkill,
)
from tocsin.foundation.accounts.refusals import (
    AlreadyErased,
    NameTaken,
    NotAllowed,
    SkillUnknown,
)
from tocsin.foundation.accounts.rules import DIRECTORY_KEY, Actor, may_tend
from tocsin.foundation.audit.actions import record_change
from tocsin.kernel.text import holdable

_MOST_PEOPLE = 1000


@transaction.atomic
def add_skill(key: str, name: str, *, by: Actor, about: str = "") -> Skill:
    """The skill is in the catalogue: people can hold it and teams want it."""
    need_administrator(by)
    if not DIRECTORY_KEY.fullmatch(key) or key == "new":
        raise unusable("key", key, _("Small letters, figures and hyphens."))
    if Skill.objects.filter(key=key).exists():
        raise NameTaken(name=key)
    skill = Skill(key=key)
    _put(skill, {"name": name, "about": about})
    record_change(f"skill:{key}", "added", after={"name": skill.name}, by=signed(by))
    return skill


@transaction.atomic
def change_skill(key: str, *, by: Actor, why: str = "", **facts: Any) -> Skill:
    """The skill's name, what it is about, or whether it is still offered, are so."""
    need_administrator(by)
    skill = Skill.objects.select_for_update(no_key=True).filter(key=key).first()
    if skill is None:
        raise SkillUnknown(key=holdable(key))
    before = {name: getattr(skill, name) for name in facts}
    _put(skill, facts)
    after = {name: getattr(skill, name) for name in facts}
    if before != after:
        subject = f"skill:{key}"
        record_change(
            subject, "changed", before=before, after=after, why=why, by=signed(by)
        )
    return skill


@transaction.atomic
def set_skill(
    person: str,
    skill: str,
    level: int,
    *,
    by: Actor,
    evidence: str = "",
    expires_on: date | None = None,
    why: str = "",
) -> HeldSkill:
    """The person can do it this well: 1 basic, 2 on their own, 3 expert.

    Told by administrators and by leads of the person's teams, never of oneself
    alone: who says so has seen it.
    """
    member = _tended(person, by)
    _need_level(level)
    held = HeldSkill.objects.filter(person=member, skill=_offered(skill)).first()
    before = held.level if held else None
    held = held or HeldSkill(person=member, skill_id=skill)
    told = (level, _short(evidence), expires_on)
    if (held.level, held.evidence, held.expires_on) == told:
        return held
    held.level, held.evidence, held.expires_on = told
    held.save()
    _audit_held(person, skill, "skill told", by, why, before, level)
    return held


@transaction.atomic
def drop_skill(person: str, skill: str, *, by: Actor, why: str = "") -> None:
    """Nobody says any more that the person can do it."""
    member = _tended(person, by)
    held = HeldSkill.objects.filter(person=member, skill__key=holdable(skill)).first()
    if held is None:
        return
    before = held.level
    held.delete()
    _audit_held(person, skill, "skill taken back", by, why, before, None)


@transaction.atomic
def want_skill(
    team: str, skill: str, *, by: Actor, level: int = 2, people: int = 1, why: str = ""
) -> WantedSkill:
    """The team wants so many of its people to know it at least this well."""
    found = locked_team(team, by)
    _need_level(level)
    if not 1 <= people <= _MOST_PEOPLE:
        raise unusable("people", people, _("One or more."))
    wanted = WantedSkill.objects.filter(team=found, skill=_offered(skill)).first()
    before = _told(wanted)
    wanted = wanted or WantedSkill(team=found, skill_id=skill)
    wanted.level, wanted.people = level, people
    wanted.save()
    if before != _told(wanted):
        _audit_wanted(team, "skill wanted", by, why, before, _told(wanted))
    return wanted


@transaction.atomic
def want_skill_no_more(team: str, skill: str, *, by: Actor, why: str = "") -> None:
    """The team does not ask for it any more."""
    found = locked_team(team, by)
    wanted = WantedSkill.objects.filter(team=found, skill__key=holdable(skill)).first()
    if wanted is None:
        return
    before = _told(wanted)
    wanted.delete()
    _audit_wanted(team, "skill wanted no more", by, why, before, None)


def _put(skill: Skill, facts: dict[str, Any]) -> None:
    for name, value in facts.items():
        if name not in ("name", "about", "is_active"):
            raise TypeError(f"{name} is no fact of a skill")
        told = holdable(value).strip() if isinstance(value, str) else value
        longest = getattr(Skill._meta.get_field(name), "max_length", None)
        if longest and len(told) > longest:
            raise unusable(name, told, _("At most {n} characters.").format(n=longest))
        setattr(skill, name, told)
    if not skill.name:
        raise unusable("name", "", _("Give it a name."))
    try:
        with transaction.atomic():
            skill.save()
    except IntegrityError as found:
        raise NameTaken(name=skill.name) from found


def _tended(key: str, by: Actor) -> Person:
    """The person, locked, for one who may tell what they can do."""
    if not may_tend(by, key, by.leads):
        raise NotAllowed
    person = locked_person(key)
    if not may_tend(by, key, person.memberships.values_list("team__key", flat=True)):
        raise NotAllowed
    if person.erased_at:
        raise AlreadyErased(key=key)
    return person


def _offered(key: str) -> Skill:
    found = Skill.objects.filter(key=holdable(key)).first()
    if found is None:
        raise SkillUnknown(key=holdable(key))
    return found


def _need_level(level: int) -> None:
    if level not in SkillLevel.values:
        raise unusable("level", level, _("1, 2 or 3."))


def _short(evidence: str) -> str:
    told = holdable(evidence).strip()
    longest = HeldSkill._meta.get_field("evidence").max_length or 0
    if len(told) > longest:
        hint = _("At most {n} characters.").format(n=longest)
        raise unusable("evidence", told, hint)
    return told


def _told(wanted: WantedSkill | None) -> dict[str, Any] | None:
    if wanted is None:
        return None
    told = {"level": wanted.level, "people": wanted.people}
    return {"skill": wanted.skill_id} | told


# The evidence is personal, so the audit holds the skill and the level.
def _audit_held(
    person: str,
    skill: str,
    verb: str,
    by: Actor,
    why: str,
    before: int | None,
    after: int | None,
) -> None:
    record_change(
        f"person:{person}",
        verb,
        before=before and {"skill": skill, "level": before},
        after=after and {"skill": skill, "level": after},
        why=why,
        by=signed(by),
    )


def _audit_wanted(
    team: str, verb: str, by: Actor, why: str, before: Any, after: Any
) -> None:
    record_change(
        f"team:{team}", verb, before=before, after=after, why=why, by=signed(by)
    )
