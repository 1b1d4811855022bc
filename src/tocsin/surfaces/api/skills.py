"""/skills: what people can do, and who knows this."""

from datetime import date
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from tocsin.foundation.accounts import actions
from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.accounts.skills import skill_for, skills, who_knows
from tocsin.foundation.idempotency.rules import Answer
from tocsin.kernel.text import holdable
from tocsin.surfaces.api.bearer import ApiRequest
from tocsin.surfaces.api.needs import kept
from tocsin.surfaces.api.operations import keeping, reading
from tocsin.surfaces.api.people_shapes import Key
from tocsin.surfaces.api.shapes import Asked, Level, Words
from tocsin.surfaces.api.writing import acting, once

router = Router(tags=["Skills"])


class SkillShape(Schema):
    key: str = Field(examples=["postgresql"])
    name: str
    about: str
    is_active: bool


class KnowingShape(Schema):
    person: str = Field(description="A person's key.")
    name: str
    level: int
    evidence: str
    expires_on: date | None
    is_expired: bool
    is_away: bool


class SkillWhole(SkillShape):
    known_by: list[KnowingShape] = Field([], description="Who is there first.")


class SkillList(Schema):
    items: list[SkillShape]


class Knowing(Schema):
    team: Words = ""
    level: Annotated[int, Field(ge=1, le=3)] = 1


Name = Annotated[Words, Field(min_length=1, max_length=120, pattern=r"\S")]


class SkillFacts(Asked):
    name: Name = "-"
    about: Annotated[Words, Field(max_length=300)] = ""


class NewSkill(SkillFacts):
    key: Key
    name: Name


class ChangedSkill(SkillFacts):
    is_active: bool = True
    why: Words = ""


@reading(router, "", SkillList)
def get_skills(request: ApiRequest) -> dict[str, Any]:
    """Every skill that is offered, by name."""
    return {"items": [each.skill for each in skills(request.auth)]}


@keeping(router, "POST", "", SkillWhole, 201)
def post_skill(request: ApiRequest, body: NewSkill) -> HttpResponse:
    """Add a skill."""
    by, told = acting(request), body.model_dump(exclude_unset=True)

    def deed() -> Answer:
        facts = dict(told)
        made = actions.add_skill(facts.pop("key"), facts.pop("name"), by=by, **facts)
        return kept(_whole(by, made.key), 201)

    return once(request, deed)


@reading(router, "/{key}", SkillWhole, Knowing)
def get_skill(request: ApiRequest, key: str, asked: Query[Knowing]) -> SkillWhole:
    """One skill, and who knows this: who is there first, the best first."""
    return _whole(request.auth, key, team=asked.team, level=asked.level)


@keeping(router, "PATCH", "/{key}", SkillWhole)
def patch_skill(request: ApiRequest, key: str, body: ChangedSkill) -> HttpResponse:
    """Change the facts that are told; the others stay."""
    by, told = acting(request), body.model_dump(exclude_unset=True)

    def deed() -> Answer:
        actions.change_skill(holdable(key), by=by, **told)
        return kept(_whole(by, key))

    return once(request, deed)


def _whole(by: Actor, key: str, *, team: str = "", level: Level = 1) -> SkillWhole:
    found = skill_for(by, key)
    told = SkillWhole.from_orm(found)
    told.known_by = [
        KnowingShape(
            person=each.held.person.key,
            name=str(each.held.person),
            level=each.held.level,
            evidence=each.held.evidence,
            expires_on=each.held.expires_on,
            is_expired=each.is_expired,
            is_away=each.away is not None,
        )
        for each in who_knows(found, team=team, level=level)
    ]
    return told
