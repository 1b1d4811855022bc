"""Skills: which there are, who knows them, what a team lacks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from tocsin.foundation.accounts.absences import away_at
from tocsin.foundation.accounts.models import (
    HeldSkill,
    Person,
    Skill,
    Team,
    WantedSkill,
)
from tocsin.foundation.accounts.refusals import NotAllowed, SkillUnknown
from tocsin.foundation.accounts.rules import Actor, Away, may_look
from tocsin.kernel import clock
from tocsin.kernel.text import holdable


@dataclass(frozen=True, slots=True)
class Known:
    """A skill as somebody holds it now; one that expired counts no more."""

    held: HeldSkill
    is_expired: bool
    away: Away | None = None


@dataclass(frozen=True, slots=True)
class Lack:
    """A skill that a team wants: who of it has it, and how many are missing."""

    wanted: WantedSkill
    people: Sequence[Person]

    @property
    def missing(self) -> int:
        return max(0, self.wanted.people - len(self.people))


@dataclass(frozen=True, slots=True)
class Listed:
    """A skill of the catalogue: how many active people hold it, and teams want it."""

    skill: Skill
    holders: int
    wanted_by: int


def skills(actor: Actor, *, retired: bool = False) -> list[Listed]:
    """The catalogue by name; what expired is held by nobody."""
    _look(actor)
    unexpired = Q(held__expires_on=None) | Q(held__expires_on__gte=_today())
    active = Q(held__person__is_active=True) & unexpired
    rows = Skill.objects.annotate(
        holders=Count("held", filter=active, distinct=True),
        wanted_by=Count(
            "wanted", filter=Q(wanted__team__is_active=True), distinct=True
        ),
    )
    shown = rows if retired else rows.filter(is_active=True)
    return [Listed(row, row.holders, row.wanted_by) for row in shown]


def skill_for(actor: Actor, key: str) -> Skill:
    _look(actor)
    found = Skill.objects.filter(key=holdable(key)).first()
    if found is None:
        raise SkillUnknown(key=holdable(key))
    return found


def who_knows(skill: Skill, *, team: str = "", level: int = 1) -> list[Known]:
    """Active people who can do it, those who are there and know it best first."""
    rows = HeldSkill.objects.filter(
        skill__key=skill.key, person__is_active=True, level__gte=level
    ).select_related("person")
    if team:
        rows = rows.filter(person__memberships__team__key=holdable(team))
    held = list(rows.order_by("-level", "person__name", "person_id"))
    away = away_at([each.person.key for each in held], clock.now())
    found = [Known(it, _is_expired(it), away.get(it.person.key)) for it in held]
    return sorted(found, key=lambda it: (it.is_expired, it.away is not None))


def skills_of(person: Person) -> list[Known]:
    """What a person can do, the best first."""
    rows = HeldSkill.objects.filter(person=person).select_related("skill")
    found = rows.order_by("-level", "skill__name")
    return [Known(each, _is_expired(each)) for each in found]


def lacks_of(team: Team) -> list[Lack]:
    """Every skill that a team wants, with who of its people has it well enough."""
    wanted = WantedSkill.objects.filter(team=team).select_related("skill")
    rows = HeldSkill.objects.filter(
        Q(expires_on=None) | Q(expires_on__gte=_today()),
        person__is_active=True,
        person__memberships__team=team,
        skill__wanted__team=team,
    ).select_related("person")
    held = list(rows.order_by("-level", "person__name"))
    return [
        Lack(it, [h.person for h in held if _fits(h, it)])
        for it in wanted.order_by("skill__name")
    ]


def wanting(skill: Skill) -> list[WantedSkill]:
    """Which teams want it."""
    rows = WantedSkill.objects.filter(skill__key=skill.key, team__is_active=True)
    return list(rows.select_related("team").order_by("team__name"))


def _fits(held: HeldSkill, wanted: WantedSkill) -> bool:
    return held.skill_id == wanted.skill_id and held.level >= wanted.level


def _is_expired(held: HeldSkill) -> bool:
    return held.expires_on is not None and held.expires_on < _today()


def _today() -> date:
    return clock.now().date()


def _look(actor: Actor) -> None:
    if not may_look(actor):
        raise NotAllowed
