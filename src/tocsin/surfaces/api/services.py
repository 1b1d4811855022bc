"""/services: what can be missing or slow, what it needs and what needs it."""

from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Router, Schema
from pydantic import BeforeValidator, Field

from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.idempotency.rules import Answer
from tocsin.foundation.services import actions, reads
from tocsin.kernel.text import holdable
from tocsin.surfaces.api.bearer import ApiRequest
from tocsin.surfaces.api.needs import (
    ImpactShape,
    TieShape,
    Told,
    impact_shape,
    kept,
    need,
    need_no_more,
    tie_shapes,
)
from tocsin.surfaces.api.operations import keeping, reading
from tocsin.surfaces.api.shapes import Asked, Level, Words, whole
from tocsin.surfaces.api.writing import acting, once

router = Router(tags=["Services"])


class ServiceShape(Schema):
    key: str = Field(examples=["checkout"])
    name: str
    nature: str = Field(description="business or technical.")
    purpose: str
    team: str = Field(validation_alias="team_id", description="Who runs it.")
    owner: str | None = Field(validation_alias="owner_id")
    calendar: str | None = Field(validation_alias="calendar_id")
    criticality: int = Field(description="1 vital, 2 important, 3 ordinary.")
    users: int | None
    outage_cost: int | None = Field(
        description="What an hour's outage costs, in the currency's smallest unit."
    )
    currency: str
    is_active: bool


class NeighbourShape(Schema):
    key: str
    name: str
    team: str
    criticality: int
    distance: int = Field(description="So many steps away.")
    mood: str = Field(description="down, or weakened: works with less in reserve.")


class ServiceWhole(ServiceShape):
    sites: list[str] = []
    needs: list[NeighbourShape] = []
    needed_by: list[NeighbourShape] = []
    needs_directly: list[TieShape] = []


class ServiceList(Schema):
    items: list[ServiceShape]


Name = Annotated[Words, Field(min_length=1, max_length=120)]
Count = Annotated[int, Field(ge=0, le=2**31 - 1), BeforeValidator(whole)]
Money = Annotated[int, Field(ge=0, le=10**15), BeforeValidator(whole)]


class ServiceFacts(Asked):
    name: Name | None = None
    nature: Literal["business", "technical"] = "business"
    purpose: Annotated[Words, Field(max_length=200)] = ""
    team: Words | None = None
    owner: Words | None = Field(None, description="A person's key.")
    calendar: Words | None = None
    criticality: Level = 3
    users: Count | None = None
    outage_cost: Money | None = None
    currency: Annotated[str, Field(pattern=r"^([A-Z]{3})?$")] = ""
    sites: list[Words] = []
    is_active: bool = True


class NewService(ServiceFacts):
    key: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,79}$")]
    name: Name
    team: Words


@reading(router, "", ServiceList)
def get_services(request: ApiRequest) -> dict[str, Any]:
    """Every active service, by name."""
    return {"items": reads.services(request.auth)}


@keeping(router, "POST", "", ServiceWhole, 201)
def post_service(request: ApiRequest, body: NewService) -> HttpResponse:
    """Add a service."""
    by, told = acting(request), body.model_dump(exclude_unset=True)

    def deed() -> Answer:
        service = actions.add_service(
            told.pop("key"), told.pop("name"), team=told.pop("team"), by=by, **told
        )
        return kept(_whole(by, service.key), 201)

    return once(request, deed)


@reading(router, "/{key}", ServiceWhole)
def get_service(request: ApiRequest, key: str) -> ServiceWhole:
    """One service, with what it needs and what suffers with it, nearest first."""
    return _whole(request.auth, key)


@keeping(router, "PATCH", "/{key}", ServiceWhole)
def patch_service(request: ApiRequest, key: str, body: ServiceFacts) -> HttpResponse:
    """Change the facts that are told; the others stay."""
    by, told = acting(request), body.model_dump(exclude_unset=True)

    def deed() -> Answer:
        actions.change_service(key, by=by, **told)
        return kept(_whole(by, key))

    return once(request, deed)


@reading(router, "/{key}/affected", ImpactShape)
def get_service_affected(request: ApiRequest, key: str) -> ImpactShape:
    """What suffers when this service fails, by which path."""
    return impact_shape(reads.impact_of([reads.service_for(request.auth, key)]))


@keeping(router, "POST", "/{key}/needs", ServiceWhole)
def post_service_need(request: ApiRequest, key: str, body: Told) -> HttpResponse:
    """Tell that it needs a service or an item, alone or in a group."""
    return need(request, "service", key, body, lambda by: _whole(by, key))


@keeping(router, "POST", "/{key}/needs-no-more", ServiceWhole)
def post_service_need_no_more(
    request: ApiRequest, key: str, body: Told
) -> HttpResponse:
    """Tell that it no longer needs a service or an item."""
    return need_no_more(request, "service", key, body, lambda by: _whole(by, key))


def _whole(by: Actor, key: str) -> ServiceWhole:
    service = reads.service_for(by, holdable(key))
    told = ServiceWhole.from_orm(service)
    told.sites = [site.key for site in reads.sites_of([service])[service.key]]
    told.needs = _shapes(reads.needed_by(service))
    told.needed_by = _shapes(reads.affected_by(service))
    told.needs_directly = tie_shapes(reads.needs_of(service))
    return told


def _shapes(neighbours: list[reads.Neighbour]) -> list[NeighbourShape]:
    return [NeighbourShape.from_orm(neighbour) for neighbour in neighbours]
