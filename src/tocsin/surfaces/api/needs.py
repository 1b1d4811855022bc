"""What services and items need and pull down, in the shapes both share."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Query, Router, Schema
from pydantic import BaseModel, Field, model_validator

from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.idempotency.rules import Answer
from tocsin.foundation.services import actions, reads
from tocsin.surfaces.api.bearer import ApiRequest
from tocsin.surfaces.api.operations import reading
from tocsin.surfaces.api.renderer import rendered
from tocsin.surfaces.api.shapes import Asked, Words, whole
from tocsin.surfaces.api.writing import acting, once

router = Router(tags=["Services"])
Kind = Literal["service", "item"]


class TieShape(Schema):
    kind: Kind
    key: str
    name: str
    is_active: bool
    group: str = Field(description="Empty: needed alone.")
    works_with: int = Field(description="So many of the group must work.")


class ThingShape(Schema):
    kind: Kind
    key: str
    name: str


class SufferingShape(ThingShape):
    mood: str = Field(description="down, or weakened: works with less in reserve.")
    distance: int
    path: list[ThingShape] = Field(description="The shortest, from what fails to it.")


class ImpactShape(Schema):
    """What fails, and what that pulls down and weakens."""

    failing: list[ThingShape]
    services: list[SufferingShape] = Field(description="Every one, the worst first.")
    items: list[SufferingShape] = Field(description="The nearest hundred.")
    counts: dict[str, int]


class Told(Asked):
    """What is needed: a service or an item, alone or in a group."""

    kind: Kind = "service"
    key: Annotated[Words, Field(max_length=120)]
    group: Annotated[Words, Field(max_length=60)] = ""
    works_with: Annotated[
        int | None, Field(ge=1, le=1000, description="So many of the group must work.")
    ] = None

    @model_validator(mode="before")
    @classmethod
    def _whole(cls, told: Any) -> Any:
        if isinstance(told, dict) and "works_with" in told:
            return told | {"works_with": whole(told["works_with"])}
        return told


class Failing(Schema):
    service: list[Words] = Field([], max_length=50, description="Keys of services.")
    item: list[Words] = Field([], max_length=50, description="Keys of items.")


@reading(router, "", ImpactShape, Failing)
def get_affected(request: ApiRequest, asked: Query[Failing]) -> ImpactShape:
    """What suffers when these services and items fail together."""
    failing = [reads.service_for(request.auth, key) for key in asked.service]
    things: list[Any] = [*failing]
    things += [reads.item_for(request.auth, key) for key in asked.item]
    return impact_shape(reads.impact_of(things))


def tie_shapes(ties: Sequence[reads.Tie]) -> list[TieShape]:
    return [
        TieShape(
            kind="item" if tie.is_item else "service",
            key=tie.key,
            name=tie.name,
            is_active=tie.is_active,
            group=tie.group,
            works_with=tie.works_with,
        )
        for tie in ties
    ]


def impact_shape(impact: reads.Impact) -> ImpactShape:
    return ImpactShape.model_construct(
        failing=[_thing(each) for each in impact.failing],
        services=[_suffering(each) for each in impact.services],
        items=[_suffering(each) for each in impact.items],
        counts=dict(impact.counts),
    )


def _thing(thing: reads.Thing) -> ThingShape:
    kind: Kind = "item" if thing.is_item else "service"
    return ThingShape.model_construct(kind=kind, key=thing.key, name=thing.name)


def _suffering(each: reads.Suffering) -> SufferingShape:
    return SufferingShape.model_construct(
        **_thing(each.thing).model_dump(),
        mood=each.mood,
        distance=each.distance,
        path=[_thing(step) for step in each.path],
    )


def need(
    request: ApiRequest, of: str, key: str, body: Told, shape: Callable[[Actor], Any]
) -> HttpResponse:
    """The need is told, and how the thing is now is answered."""
    by = acting(request)

    def deed() -> Answer:
        actions.depend(
            key,
            body.key,
            of=of,
            on=body.kind,
            group=body.group,
            works_with=body.works_with,
            by=by,
        )
        return kept(shape(by))

    return once(request, deed)


def need_no_more(
    request: ApiRequest, of: str, key: str, body: Told, shape: Callable[[Actor], Any]
) -> HttpResponse:
    by = acting(request)

    def deed() -> Answer:
        actions.undepend(key, body.key, of=of, on=body.kind, by=by)
        return kept(shape(by))

    return once(request, deed)


def kept(shape: BaseModel, status: int = 200) -> Answer:
    return Answer(status, rendered(shape.model_dump()), {})
