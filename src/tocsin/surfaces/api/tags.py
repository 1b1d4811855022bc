"""/tags: words that incidents are gathered under; and tagging one."""

from typing import Any

from django.http import HttpResponse
from ninja import Router, Schema
from pydantic import Field

from tocsin.register.work import actions
from tocsin.register.work.tags import tags_used
from tocsin.surfaces.api.bearer import ADMINISTRATORS, WORKERS, ApiRequest
from tocsin.surfaces.api.operations import reading, writing
from tocsin.surfaces.api.problems import problems
from tocsin.surfaces.api.shapes import Asked, Words
from tocsin.surfaces.api.writing import act, acting

router = Router(tags=["Tags"])
verbs = Router(tags=["Tags"])


class Tagging(Asked):
    add: list[str] = Field([], examples=[["black-friday"]])
    remove: list[str] = []


@writing(verbs, "/{ref}/tag", WORKERS)
def tag(request: ApiRequest, ref: str, body: Tagging) -> HttpResponse:
    """The incident bears these tags and no longer those. Capitals and spaces make no
    difference. `If-Match` is not looked at."""
    return act(request, ref, actions.tag, body, seen=False)


class TagShape(Schema):
    tag: str
    incidents: int = Field(description="Those that this key may see.")
    open: int = Field(validation_alias="still_open")


class TagList(Schema):
    items: list[TagShape]


@reading(router, "", TagList)
def get_tags(request: ApiRequest) -> dict[str, Any]:
    """Every tag that is borne, the most used first."""
    return {"items": tags_used(request.auth)}


class Renaming(Asked):
    tag: Words
    to: Words


class Renamed(Schema):
    incidents: int = Field(description="How many bore it.")


@router.post(
    "/rename",
    auth=ADMINISTRATORS,
    response={200: Renamed, **problems(400, 401, 403, 404, 409, 413, 415, 422)},
)
def post_tag_rename(request: ApiRequest, body: Renaming) -> Renamed:
    """One tag is called otherwise on every incident, and every timeline tells so. It
    is safe to repeat: then nothing bears it any more."""
    return Renamed(incidents=actions.rename_tag(body.tag, body.to, by=acting(request)))
