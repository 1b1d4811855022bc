"""/views: saved views that everybody has, and what they hold."""

from datetime import UTC
from typing import Annotated

from ninja import Query, Router, Schema
from pydantic import Field

from tocsin.foundation.workspace.models import SavedView
from tocsin.foundation.workspace.reads import view_for, views_for
from tocsin.kernel.text import holdable
from tocsin.register.search.reads import search
from tocsin.register.work import reads
from tocsin.register.work.narrowing import filters_told
from tocsin.surfaces.api.bearer import ApiRequest
from tocsin.surfaces.api.incidents import IncidentPage, page_shape
from tocsin.surfaces.api.operations import reading
from tocsin.surfaces.api.shapes import Cursor, Limit

router = Router(tags=["Queue"])


class ViewShape(Schema):
    key: str = Field(examples=["v-3f9c01b2aa"])
    name: str
    place: str = Field(description="queue or register.")
    base: str = Field(description="The built-in view of the queue that it narrows.")
    filters: dict[str, str]
    columns: list[str]
    order: str


class ViewList(Schema):
    items: list[ViewShape]


@reading(router, "", ViewList)
def get_views(request: ApiRequest) -> ViewList:
    """Views that are shared with everybody. A key has none of its own."""
    return ViewList(items=[_shape(view) for view in views_for(request.auth)])


class Paging(Schema):
    cursor: Cursor = ""
    limit: Annotated[Limit, Field()] = 50


@reading(router, "/{key}/incidents", IncidentPage, Paging)
def get_view_incidents(
    request: ApiRequest, key: str, asked: Query[Paging]
) -> IncidentPage:
    """What the view holds now, as far as the key may see; days count in UTC."""
    view = view_for(request.auth, holdable(key))
    page = _queue(view, request, asked) or _register(view, request, asked)
    return page_shape(page, request.auth)


def _queue(view: SavedView, request: ApiRequest, asked: Paging) -> reads.Page | None:
    if view.place != SavedView.Place.QUEUE:
        return None
    return reads.queue(
        request.auth,
        view.base,
        filters=filters_told(view.filters, UTC),
        order=view.order,
        cursor=asked.cursor,
        limit=asked.limit,
    )


def _register(view: SavedView, request: ApiRequest, asked: Paging) -> reads.Page:
    filters = filters_told(view.filters, UTC)
    if words := view.filters.get("q"):
        filters = reads.Filters(
            **{n: getattr(filters, n) for n in filters.__slots__ if n != "ids"},
            ids=search(request.auth, words).ids,
        )
    return reads.find(
        request.auth,
        filters,
        cursor=asked.cursor,
        limit=asked.limit,
        order=view.order,
    )


def _shape(view: SavedView) -> ViewShape:
    names = "key name place base filters columns order".split()
    return ViewShape(**{name: getattr(view, name) for name in names})
