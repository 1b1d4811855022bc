"""/teams: who works together, and who is in which team."""

from typing import Any

from ninja import Router, Schema
from pydantic import Field

from tocsin.foundation.accounts import reads
from tocsin.kernel.text import holdable
from tocsin.surfaces.api.bearer import ApiRequest
from tocsin.surfaces.api.operations import reading

router = Router(tags=["Teams"])


class TeamShape(Schema):
    key: str = Field(examples=["network"])
    name: str
    purpose: str
    zone: str
    is_active: bool


class MemberShape(Schema):
    person: str = Field(description="A person's key.")
    name: str
    is_lead: bool


class TeamWhole(TeamShape):
    members: list[MemberShape] = []


class TeamList(Schema):
    items: list[TeamShape]


@reading(router, "", TeamList)
def get_teams(request: ApiRequest) -> dict[str, Any]:
    """Every active team, by name."""
    return {"items": reads.teams()}


@reading(router, "/{key}", TeamWhole)
def get_team(request: ApiRequest, key: str) -> TeamWhole:
    """One team with its members, leads first."""
    team = reads.team_for(request.auth, holdable(key))
    told = TeamWhole.from_orm(team)
    told.members = [
        MemberShape(person=held.person.key, name=str(held.person), is_lead=held.is_lead)
        for held in reads.members(team)
    ]
    return told
