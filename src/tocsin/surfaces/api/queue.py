"""/queue: what is open, in the order in which it wants somebody."""

from typing import Annotated

from ninja import Query, Router, Schema
from pydantic import Field

from tocsin.register.work import reads
from tocsin.surfaces.api.bearer import ApiRequest
from tocsin.surfaces.api.incidents import DueWithin, IncidentPage, page_shape
from tocsin.surfaces.api.operations import reading
from tocsin.surfaces.api.shapes import Cursor, Limit, OneOf, Words

router = Router(tags=["Queue"])


class Looking(Schema):
    view: Annotated[str, OneOf(reads.VIEWS)] = "all"
    tag: list[Words] = Field([], description="Only those that bear all of these.")
    due_within: DueWithin = 0
    cursor: Cursor = ""
    limit: Limit = 50


@reading(router, "", IncidentPage, Looking)
def get_queue(request: ApiRequest, asked: Query[Looking]) -> IncidentPage:
    """Open incidents of a view: major first, then the next clock to run out, then
    priority, then age. A queue moves: read it from its top."""
    page = reads.queue(
        request.auth,
        asked.view,
        cursor=asked.cursor,
        limit=asked.limit,
        filters=reads.Filters(tags=asked.tag, due_within=asked.due_within),
    )
    return page_shape(page, request.auth)


class Counts(Schema):
    """How many open incidents each view holds."""

    mine: int
    team: int
    duty: int
    due: int
    major: int
    waiting: int
    flagged: int
    all: int


@reading(router, "/counts", Counts)
def get_queue_counts(request: ApiRequest) -> Counts:
    """How many open incidents each view of the queue holds."""
    return Counts(**reads.view_counts(request.auth))
