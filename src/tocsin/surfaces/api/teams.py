"""/teams: who works together, who is in which team, and what it wants to know."""

from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Router, Schema
from pydantic import BeforeValidator, Field

from tocsin.foundation.accounts import actions, reads
from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.accounts.skills import lacks_of
from tocsin.foundation.calendars.reads import row_for
from tocsin.foundation.idempotency.rules import Answer
from tocsin.kernel.text import holdable
from tocsin.surfaces.api.bearer import ApiRequest
from tocsin.surfaces.api.needs import kept
from tocsin.surfaces.api.operations import keeping, reading
from tocsin.surfaces.api.people_shapes import Key, NoSkill
from tocsin.surfaces.api.shapes import Asked, Level, Words, whole
from tocsin.surfaces.api.writing import acting, once

router = Router(tags=["Teams"])


class TeamShape(Schema):
    key: str = Field(examples=["network"])
    name: str
    purpose: str
    zone: str
    calendar: str = Field(description="A calendar's key; empty: it works always.")
    email: str
    chat: str
    is_active: bool


class MemberShape(Schema):
    person: str = Field(description="A person's key.")
    name: str
    is_lead: bool


class WantedShape(Schema):
    skill: str
    level: int = Field(description="At least so well: 1, 2 or 3.")
    people: int = Field(description="So many of its people.")
    held_by: list[str] = Field(description="Who of them has it, by key.")
    missing: int


class TeamWhole(TeamShape):
    members: list[MemberShape] = []
    skills: list[WantedShape] = []


class TeamList(Schema):
    items: list[TeamShape]


Name = Annotated[Words, Field(min_length=1, max_length=120, pattern=r"\S")]
Count = Annotated[int, Field(ge=1, le=1000), BeforeValidator(whole)]


class TeamFacts(Asked):
    name: Name = "-"
    purpose: Annotated[Words, Field(max_length=200)] = ""
    zone: Annotated[Words, Field(max_length=64, examples=["Europe/Paris"])] = "UTC"
    calendar: Annotated[Words, Field(max_length=80)] = ""
    email: Annotated[Words, Field(max_length=254)] = ""
    chat: Annotated[Words, Field(max_length=200)] = ""


class NewTeam(TeamFacts):
    key: Key
    name: Name


class ChangedTeam(TeamFacts):
    is_active: bool = True
    why: Words = ""


class Joining(Asked):
    person: Words = Field(description="A person's key.")
    is_lead: bool = False


class LeavingTeam(Asked):
    person: Words


class Wanting(Asked):
    skill: Words
    level: Level = 2
    people: Count = 1
    why: Words = ""


@reading(router, "", TeamList)
def get_teams(request: ApiRequest) -> dict[str, Any]:
    """Every active team, by name."""
    return {"items": reads.teams()}


@keeping(router, "POST", "", TeamWhole, 201)
def post_team(request: ApiRequest, body: NewTeam) -> HttpResponse:
    """Add a team."""
    by, told = acting(request), body.model_dump(exclude_unset=True)

    def deed() -> Answer:
        _need_calendar(by, told)
        facts = dict(told)
        made = actions.add_team(facts.pop("key"), facts.pop("name"), by=by, **facts)
        return kept(_whole(by, made.key), 201)

    return once(request, deed)


@reading(router, "/{key}", TeamWhole)
def get_team(request: ApiRequest, key: str) -> TeamWhole:
    """One team with its members, leads first, and the skills it wants."""
    return _whole(request.auth, key)


@keeping(router, "PATCH", "/{key}", TeamWhole)
def patch_team(request: ApiRequest, key: str, body: ChangedTeam) -> HttpResponse:
    """Change the facts that are told; the others stay."""
    by, told = acting(request), body.model_dump(exclude_unset=True)

    def deed() -> Answer:
        _need_calendar(by, told)
        actions.change_team(holdable(key), by=by, **told)
        return kept(_whole(by, key))

    return once(request, deed)


@keeping(router, "POST", "/{key}/members", TeamWhole)
def post_team_member(request: ApiRequest, key: str, body: Joining) -> HttpResponse:
    """Add a person to the team, as a member or a lead; told again, as told."""
    by = acting(request)

    def deed() -> Answer:
        actions.join_team(holdable(key), body.person, is_lead=body.is_lead, by=by)
        return kept(_whole(by, key))

    return once(request, deed)


@keeping(router, "POST", "/{key}/members-no-more", TeamWhole)
def post_team_member_no_more(
    request: ApiRequest, key: str, body: LeavingTeam
) -> HttpResponse:
    """Take a person out of the team."""
    by = acting(request)

    def deed() -> Answer:
        actions.leave_team(holdable(key), body.person, by=by)
        return kept(_whole(by, key))

    return once(request, deed)


@keeping(router, "POST", "/{key}/skills", TeamWhole)
def post_team_skill(request: ApiRequest, key: str, body: Wanting) -> HttpResponse:
    """Tell that the team wants a skill, how well, and of how many of its people."""
    by, told = acting(request), body.model_dump()

    def deed() -> Answer:
        facts = dict(told)
        actions.want_skill(holdable(key), facts.pop("skill"), by=by, **facts)
        return kept(_whole(by, key))

    return once(request, deed)


@keeping(router, "POST", "/{key}/skills-no-more", TeamWhole)
def post_team_skill_no_more(
    request: ApiRequest, key: str, body: NoSkill
) -> HttpResponse:
    """Tell that the team does not ask for it any more."""
    by = acting(request)

    def deed() -> Answer:
        actions.want_skill_no_more(holdable(key), body.skill, by=by, why=body.why)
        return kept(_whole(by, key))

    return once(request, deed)


def _need_calendar(by: Actor, told: dict[str, Any]) -> None:
    """Refuses a calendar that there is not."""
    if told.get("calendar"):
        row_for(by, told["calendar"])


def _whole(by: Actor, key: str) -> TeamWhole:
    team = reads.team_for(by, holdable(key))
    told = TeamWhole.from_orm(team)
    told.members = [
        MemberShape(person=held.person.key, name=str(held.person), is_lead=held.is_lead)
        for held in reads.members(team)
    ]
    told.skills = [
        WantedShape(
            skill=each.wanted.skill_id,
            level=each.wanted.level,
            people=each.wanted.people,
            held_by=[person.key for person in each.people],
            missing=each.missing,
        )
        for each in lacks_of(team)
    ]
    return told
