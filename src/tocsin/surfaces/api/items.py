"""/items: the configuration items that services stand on."""

from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.idempotency.rules import Answer
from tocsin.foundation.services import actions, reads
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
from tocsin.surfaces.api.shapes import Asked, Limit, Words
from tocsin.surfaces.api.writing import acting, once

router = Router(tags=["Items"])
Status = Literal["in_service", "retired"]


class ItemShape(Schema):
    key: str = Field(examples=["web-01"])
    name: str
    kind: str
    site: str | None = Field(validation_alias="site_id")
    team: str | None = Field(validation_alias="team_id")
    attributes: dict[str, Any]
    status: str = Field(description="in_service or retired.")
    source: str = Field(description="Who told us of it.")
    source_id: str = Field(description="Its number there.")


class ItemWhole(ItemShape):
    needs: list[TieShape] = []
    needed_by: list[TieShape] = Field([], description="At most two hundred.")


class ItemPage(Schema):
    items: list[ItemShape]
    next: str | None = Field(description="The cursor of the next page, or null.")


class ItemNarrowing(Schema):
    q: Words = Field("", description="Words in key or name, or the number's beginning.")
    kind: Words = ""
    site: Words = ""
    team: Words = ""
    status: Words = ""
    cursor: Words = Field("", description="`next` of the page before.")
    limit: Limit = 50


class ItemFacts(Asked):
    name: Annotated[Words, Field(min_length=1, max_length=200, pattern=r"\S")] = "-"
    kind: Annotated[Words, Field(max_length=40)] = ""
    site: Words | None = None
    team: Words | None = None
    attributes: dict[str, Any] = {}
    status: Status = "in_service"
    source: Annotated[Words, Field(max_length=40)] = ""
    source_id: Annotated[Words, Field(max_length=120)] = ""


class NewItem(ItemFacts):
    key: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]


@reading(router, "", ItemPage, ItemNarrowing)
def get_items(request: ApiRequest, asked: Query[ItemNarrowing]) -> ItemPage:
    """Items by key."""
    told = asked.model_dump(exclude={"cursor", "limit"})
    page = reads.items(
        request.auth, reads.Wanted(**told), cursor=asked.cursor, limit=asked.limit
    )
    rows = [ItemShape.from_orm(row) for row in page.rows]
    return ItemPage.model_construct(items=rows, next=page.cursor)


@keeping(router, "POST", "", ItemWhole, 201)
def post_item(request: ApiRequest, body: NewItem) -> HttpResponse:
    """Add an item."""
    by, told = acting(request), body.model_dump(exclude_unset=True)

    def deed() -> Answer:
        item = actions.add_item(told.pop("key"), by=by, **told)
        return kept(_whole(by, item.key), 201)

    return once(request, deed)


@reading(router, "/{key}", ItemWhole)
def get_item(request: ApiRequest, key: str) -> ItemWhole:
    """One item, with what it needs and what needs it directly."""
    return _whole(request.auth, key)


@keeping(router, "PATCH", "/{key}", ItemWhole)
def patch_item(request: ApiRequest, key: str, body: ItemFacts) -> HttpResponse:
    """Change the facts that are told; the others stay. Retire it by its status."""
    by, told = acting(request), body.model_dump(exclude_unset=True)

    def deed() -> Answer:
        actions.change_item(key, by=by, **told)
        return kept(_whole(by, key))

    return once(request, deed)


@reading(router, "/{key}/affected", ImpactShape)
def get_item_affected(request: ApiRequest, key: str) -> ImpactShape:
    """What suffers when this item fails, by which path."""
    return impact_shape(reads.impact_of([reads.item_for(request.auth, key)]))


@keeping(router, "POST", "/{key}/needs", ItemWhole)
def post_item_need(request: ApiRequest, key: str, body: Told) -> HttpResponse:
    """Tell that it needs a service or an item, alone or in a group."""
    return need(request, "item", key, body, lambda by: _whole(by, key))


@keeping(router, "POST", "/{key}/needs-no-more", ItemWhole)
def post_item_need_no_more(request: ApiRequest, key: str, body: Told) -> HttpResponse:
    """Tell that it no longer needs a service or an item."""
    return need_no_more(request, "item", key, body, lambda by: _whole(by, key))


def _whole(by: Actor, key: str) -> ItemWhole:
    item = reads.item_for(by, key)
    told = ItemWhole.from_orm(item)
    told.needs = tie_shapes(reads.needs_of(item))
    told.needed_by = tie_shapes(reads.used_by(item))
    return told
