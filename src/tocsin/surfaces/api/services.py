"""/services: what can be missing or slow, what it needs and what needs it."""

from typing import Any

from ninja import Router, Schema
from pydantic import Field

from tocsin.foundation.services import reads
from tocsin.kernel.text import holdable
from tocsin.surfaces.api.bearer import ApiRequest
from tocsin.surfaces.api.operations import reading

router = Router(tags=["Services"])


class ServiceShape(Schema):
    key: str = Field(examples=["checkout"])
    name: str
    nature: str = Field(description="business or technical.")
    purpose: str
    team: str = Field(validation_alias="team_id", description="Who runs it.")
    owner: str | None = Field(validation_alias="owner_id")
    criticality: int = Field(description="1 vital, 2 important, 3 ordinary.")
    is_active: bool


class NeighbourShape(Schema):
    key: str
    name: str
    team: str
    criticality: int
    distance: int = Field(description="So many steps away.")


class ServiceWhole(ServiceShape):
    needs: list[NeighbourShape] = []
    needed_by: list[NeighbourShape] = []


class ServiceList(Schema):
    items: list[ServiceShape]


@reading(router, "", ServiceList)
def get_services(request: ApiRequest) -> dict[str, Any]:
    """Every active service, by name."""
    return {"items": reads.services(request.auth)}


@reading(router, "/{key}", ServiceWhole)
def get_service(request: ApiRequest, key: str) -> ServiceWhole:
    """One service, with what it needs and what needs it, nearest first."""
    service = reads.service_for(request.auth, holdable(key))
    told = ServiceWhole.from_orm(service)
    told.needs = _shapes(reads.needed_by(service))
    told.needed_by = _shapes(reads.affected_by(service))
    return told


def _shapes(neighbours: list[reads.Neighbour]) -> list[NeighbourShape]:
    return [NeighbourShape.from_orm(neighbour) for neighbour in neighbours]
