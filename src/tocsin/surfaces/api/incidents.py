"""/incidents: open one, find some, read one as it is, was, and came to be."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query, Router, Schema
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.idempotency.rules import Answer
from tocsin.kernel import clock
from tocsin.kernel.text import holdable
from tocsin.register.core.rules import STATES
from tocsin.register.search.reads import search
from tocsin.register.work import reads
from tocsin.register.work.actions import open_incident
from tocsin.register.work.timeline import timeline
from tocsin.surfaces.api.bearer import FOLLOWERS, REPORTERS, ApiRequest
from tocsin.surfaces.api.incident_shape import (
    Facts,
    IncidentShape,
    incident_shape,
    url_of,
)
from tocsin.surfaces.api.operations import reading, writing
from tocsin.surfaces.api.refusals import PersonBehindUnknown
from tocsin.surfaces.api.renderer import rendered
from tocsin.surfaces.api.shapes import (
    Bound,
    Cursor,
    Instant,
    Limit,
    OneOf,
    Priority,
    Words,
    whole,
)
from tocsin.surfaces.api.timeline_shape import TimelineShape, entry_shape
from tocsin.surfaces.api.writing import BEHALF, ONCE, acting, once, shown, tag_of

router = Router(tags=["Incidents"])


class Report(BaseModel):
    """A person's or a program's account of something wrong.

    Nothing has to be told, and nothing is refused: what is missing, unknown or
    strange is kept word for word under `told`, and its name is under `flags`.
    """

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={
            "examples": [
                {
                    "title": "Checkout answers with 502",
                    "description": "Since 9:12, for about half of the customers.",
                    "service": "checkout",
                    "impact": 2,
                    "urgency": 1,
                    "source": "shop-monitor",
                    "source_ref": "probe-77/2026-03-02T09:12",
                }
            ]
        },
    )

    title: Any = Field(None, description="In a line; else the first line of the rest.")
    description: Any = None
    service: Any = Field(None, description="A service's key.")
    category: Any = Field(None, description="A category's key.")
    impact: Any = Field(None, description="1 (most) to 3.")
    urgency: Any = Field(None, description="1 (most) to 3.")
    reporter: Any = Field(None, description="A person's key or sign-in name.")
    reporter_name: Any = None
    channel: Any = None
    basis: Any = None
    nature: Any = None
    complexity: Any = None
    model: Any = Field(None, description="The name of an incident model.")
    symptoms: Any = None
    location_physical: Any = None
    location_virtual: Any = None
    affected: Any = None
    still_works: Any = None
    before_symptoms: Any = None
    automatic_fix: Any = Field(None, description="applied, failed or not_applied.")
    automatic_fix_text: Any = None
    occurred_at: Any = None
    occurred_basis: Any = None
    last_known_good_at: Any = None
    detected_at: Any = None
    detected_by: Any = None
    reported_at: Any = None
    fields: Any = Field(None, description="The organisation's own fields, by key.")
    tags: Any = Field(None, description="A list of words to gather it under.")
    is_drill: Any = Field(None, description="true: an exercise.")
    source: Any = Field(None, description="Who hands it in; else the key's name.")
    source_ref: Any = Field(
        None, description="Its number there: told twice, it is one incident."
    )


class Receipt(Schema):
    """The incident that this source handed in before under the same number."""

    ref: str
    url: str


@writing(router, "", REPORTERS, {201: IncidentShape, 200: Receipt}, (ONCE, BEHALF))
def post_incident(request: ApiRequest, body: Report) -> HttpResponse:
    """Register an incident.

    201 when it is new; 200 when its `source_ref` was handed in before, with its
    reference only. `Tocsin-On-Behalf-Of` naming somebody unknown is kept and flagged.
    """
    report = body.model_dump(exclude_unset=True)
    by = _reporting(request, report)
    envelope = _envelope(report, by)

    def deed() -> Answer:
        began = clock.now()
        incident = open_incident(report, by=by, **envelope)
        if incident.registered_at and incident.registered_at < began:
            receipt = Receipt(ref=incident.ref, url=url_of(incident.ref))
            return Answer(200, rendered(receipt.model_dump()))
        return shown(201, incident, by)

    return once(request, deed)


def _reporting(request: ApiRequest, report: dict[str, Any]) -> Actor:
    """Who reports. A report is not lost because nobody knows the person behind it."""
    try:
        return acting(request)
    except PersonBehindUnknown:
        report.setdefault("on_behalf_of", holdable(request.headers[BEHALF]))
        return request.auth


def _envelope(report: dict[str, Any], by: Actor) -> dict[str, Any]:
    """What the report says of itself, taken out of it. What cannot be used stays in
    the report, which keeps and flags it."""
    told: dict[str, Any] = {"source": by.name[:40]}
    for name, longest in (("source", 40), ("source_ref", 120)):
        value = report.get(name)
        if isinstance(value, str) and 0 < len(value) <= longest:
            told[name] = report.pop(name)
    if isinstance(report.get("is_drill"), bool):
        told["is_drill"] = report.pop("is_drill")
    return told


DueWithin = Annotated[
    int,
    Field(
        ge=0,
        le=525_600,
        description="Only those whose next clock runs out within so many minutes, or"
        " has run out.",
    ),
    BeforeValidator(whole),
]


class Narrowing(Schema):
    """Filters of the register; what is left out narrows nothing."""

    q: Words = Field("", description="Words in title, description or notes.")
    state: list[Annotated[str, OneOf(STATES)]] = []
    priority: list[Priority] = []
    team: Words = ""
    owner: Words = ""
    service: Words = ""
    category: Words = Field("", description="A category's key, or one above it.")
    reporter: Words = ""
    origin: Words = Field("", description="lived or history.")
    source: Words = ""
    flagged: bool = Field(False, description="Only those with something to complete.")
    field: list[Words] = Field(
        [],
        description="`key:value`; of numbers and times also `key>=…`, `key<=…`.",
    )
    tag: list[Words] = Field([], description="Only those that bear all of these.")
    parent: Words = Field("", description="Only the children of this incident.")
    has_children: bool = False
    caused_by_change: Words = Field("", description="A change's key.")
    reassigned: bool = Field(False, description="Only those handed between teams.")
    due_within: DueWithin = 0
    registered_from: Bound = None
    registered_until: Bound = None
    cursor: Cursor = ""
    limit: Limit = 50


class IncidentPage(Schema):
    items: list[IncidentShape]
    next: str | None = Field(description="The cursor of the next page, or null.")


@reading(router, "", IncidentPage, Narrowing)
def get_incidents(request: ApiRequest, asked: Query[Narrowing]) -> IncidentPage:
    """The register, newest first. With `q`, among the newest 1,000 that match."""
    narrowed = asked.model_dump(exclude={"q", "cursor", "limit"})
    narrowed["fields"] = narrowed.pop("field")
    narrowed["tags"] = narrowed.pop("tag")
    if asked.q:
        narrowed["ids"] = search(request.auth, asked.q).ids
    page = reads.find(
        request.auth,
        reads.Filters(**narrowed),
        cursor=asked.cursor,
        limit=asked.limit,
    )
    return page_shape(page, request.auth)


def page_shape(page: reads.Page, actor: Actor) -> IncidentPage:
    items = [incident_shape(row, actor) for row in page.rows]
    return IncidentPage.model_construct(items=items, next=page.cursor)


@reading(router, "/{ref}", IncidentShape, keys=FOLLOWERS)
def get_incident(
    request: ApiRequest, response: HttpResponse, ref: str
) -> IncidentShape:
    """One incident. Its `ETag` is what `If-Match` takes. A key of scope intake sees
    those that it handed in itself."""
    incident = reads.incident_for(request.auth, holdable(ref))
    response.headers["ETag"] = tag_of(incident.seq)
    return incident_shape(incident, request.auth)


@reading(router, "/{ref}/timeline", TimelineShape)
def get_timeline(request: ApiRequest, ref: str) -> Mapping[str, Any]:
    """Everything that was told of it, the first first."""
    incident = reads.incident_for(request.auth, holdable(ref))
    return {"items": [entry_shape(line) for line in timeline(incident, request.auth)]}


class Moment(Schema):
    at: Instant
    basis: Annotated[str, OneOf(("true", "known"))] = Field(
        "true",
        description="true: as it was, for all we know today; known: as it was known.",
    )


class Then(Schema):
    """An incident at an instant; null where there was none yet."""

    ref: str
    at: datetime
    basis: str
    incident: Facts | None


@reading(router, "/{ref}/as-of", Then, Moment)
def get_incident_as_of(request: ApiRequest, ref: str, asked: Query[Moment]) -> Then:
    """The incident at any past instant."""
    incident = reads.incident_for(request.auth, holdable(ref))
    state = reads.as_of(incident, asked.at, known=asked.basis == "known")
    facts = Facts.from_orm(state) if state.registered_at else None
    return Then.model_construct(
        ref=incident.ref, at=asked.at, basis=asked.basis, incident=facts
    )
