"""/sites: where things stand and people work."""

from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Router, Schema
from pydantic import Field

from tocsin.foundation.idempotency.rules import Answer
from tocsin.foundation.services import actions, reads
from tocsin.surfaces.api.bearer import ApiRequest
from tocsin.surfaces.api.needs import kept
from tocsin.surfaces.api.operations import keeping, reading
from tocsin.surfaces.api.shapes import Asked, Words
from tocsin.surfaces.api.writing import acting, once

router = Router(tags=["Sites"])


class SiteShape(Schema):
    key: str = Field(examples=["paris"])
    name: str
    zone: str
    address: str
    parent: str | None = Field(validation_alias="parent_id")
    is_active: bool


class SiteList(Schema):
    items: list[SiteShape]


Name = Annotated[Words, Field(min_length=1, max_length=120, pattern=r"\S")]


class SiteFacts(Asked):
    name: Name = "-"
    zone: Annotated[Words, Field(max_length=64, examples=["Europe/Paris"])] = ""
    address: Annotated[Words, Field(max_length=300)] = ""
    parent: Words | None = None
    is_active: bool = True


class NewSite(SiteFacts):
    key: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,79}$")]
    name: Name


@reading(router, "", SiteList)
def get_sites(request: ApiRequest) -> dict[str, Any]:
    """Every site in use, by name."""
    return {"items": reads.sites(request.auth)}


@keeping(router, "POST", "", SiteShape, 201)
def post_site(request: ApiRequest, body: NewSite) -> HttpResponse:
    """Add a site."""
    by, told = acting(request), body.model_dump(exclude_unset=True)

    def deed() -> Answer:
        site = actions.add_site(told.pop("key"), told.pop("name"), by=by, **told)
        return kept(SiteShape.from_orm(site), 201)

    return once(request, deed)


@reading(router, "/{key}", SiteShape)
def get_site(request: ApiRequest, key: str) -> Any:
    """One site."""
    return reads.site_for(request.auth, key)


@keeping(router, "PATCH", "/{key}", SiteShape)
def patch_site(request: ApiRequest, key: str, body: SiteFacts) -> HttpResponse:
    """Change the facts that are told; the others stay."""
    by, told = acting(request), body.model_dump(exclude_unset=True)

    def deed() -> Answer:
        return kept(SiteShape.from_orm(actions.change_site(key, by=by, **told)))

    return once(request, deed)
