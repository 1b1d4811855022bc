"""/notices: what status pages tell users, and planned work."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query, Router, Schema
from pydantic import BeforeValidator, Field

from tocsin.foundation.idempotency.rules import Answer
from tocsin.kernel import home
from tocsin.response.statuspage.actions import noticing, working
from tocsin.response.statuspage.reads.desk import notice_for, notices_for
from tocsin.response.statuspage.reads.shown import Said
from tocsin.response.statuspage.rules.words import (
    IMPACTS,
    KINDS,
    NOTICE_STATUSES,
    STATES,
    STATUSES,
)
from tocsin.surfaces.api.bearer import WORKERS, ApiRequest
from tocsin.surfaces.api.needs import kept
from tocsin.surfaces.api.operations import keeping, reading
from tocsin.surfaces.api.shapes import (
    NOTHING_ASKED,
    Asked,
    Instant,
    Number,
    OneOf,
    Words,
    whole,
)
from tocsin.surfaces.api.writing import acting, once

router = Router(tags=["Status pages"])
ALL_IMPACTS = (*IMPACTS, "maintenance")


class NoticeUpdateShape(Schema):
    """One thing that a notice said."""

    id: str
    status: Annotated[str, OneOf(STATUSES)]
    text: str
    at: datetime
    is_told: bool = Field(description="Whether subscribers were told.")


class NoticeShape(Schema):
    """One notice: its own words, whatever the incident's record says."""

    id: str
    page: str
    url: str = Field(description="Where users read it.")
    kind: Annotated[str, OneOf(KINDS)]
    title: str
    status: Annotated[str, OneOf(STATUSES)]
    impact: Annotated[str, OneOf(ALL_IMPACTS)]
    components: dict[str, str] = Field(description="By id, how each is by it.")
    incident: str | None
    is_drill: bool
    is_automatic: bool = Field(description="Whether Tocsin published it by itself.")
    teller: str | None = Field(description="Who took it over: a person's key.")
    began_at: datetime
    ended_at: datetime | None
    next_update_at: datetime | None
    is_overdue: bool
    starts_at: datetime | None
    until_at: datetime | None
    updates: list[NoticeUpdateShape] = Field(description="The latest first.")


class NoticeList(Schema):
    items: list[NoticeShape]


class NoticeNarrowing(Schema):
    page: Words = Field("", description="A page's slug.")
    incident: Words = ""
    open: bool = False


def notice_shape(said: Said) -> NoticeShape:
    row = said.row
    names = "kind title status impact is_drill is_automatic began_at ended_at"
    names += " next_update_at starts_at until_at"
    return NoticeShape(
        id=row.code,
        page=row.page.slug,
        url=f"{home.url()}/status/{row.page.slug}/notices/{row.code}",
        components=row.affected,
        incident=row.ref or None,
        teller=row.teller or None,
        is_overdue=said.is_overdue,
        updates=[
            NoticeUpdateShape(
                id=each.code,
                status=each.status,
                text=each.text,
                at=each.at,
                is_told=each.is_told,
            )
            for each in said.updates
        ],
        **{name: getattr(row, name) for name in names.split()},
    )


def _fresh(request: ApiRequest, code: str, status: int = 200) -> Answer:
    return kept(notice_shape(notice_for(request.auth, code)), status)


Title = Annotated[Words, Field(min_length=1, max_length=200, pattern=r"\S")]
Text = Annotated[Words, Field(max_length=8000)]
Affected = Annotated[
    dict[str, Annotated[str, OneOf(STATES)]],
    Field(max_length=300, description="By a component's id, how it is."),
]
Ids = Annotated[list[Words], Field(max_length=300)]
Slug = Annotated[Words, Field(max_length=60, description="The page's slug.")]


class NewNotice(Asked):
    page: Slug
    title: Title
    text: Text
    status: Annotated[str, OneOf(NOTICE_STATUSES[:4])] = "investigating"
    components: Affected = {}
    incident: Annotated[Words, Field(max_length=40)] = ""
    next_update_at: Instant | None = None
    impact: Annotated[str, OneOf(("", *IMPACTS))] = ""
    tell: bool = True


class NoticeSaying(Asked):
    """What is not told stays."""

    text: Text = ""
    status: Annotated[str, OneOf(STATUSES)] | None = None
    components: Affected | None = None
    next_update_at: Instant | None = None
    title: Title | None = None
    impact: Annotated[str, OneOf(("", *IMPACTS))] | None = None
    tell: bool = True


class UpdateMending(Asked):
    text: Text | None = None
    at: Instant | None = None
    tell: bool = Field(
        False, description="Whether subscribers have it again, as corrected."
    )


class PastSaying(Asked):
    at: Instant
    status: Annotated[str, OneOf(NOTICE_STATUSES)]
    text: Text


class PastNotice(Asked):
    page: Slug
    title: Title
    began_at: Instant
    ended_at: Instant
    updates: Annotated[list[PastSaying], Field(min_length=1, max_length=200)]
    components: Affected = {}
    impact: Annotated[str, OneOf(("", *IMPACTS))] = ""
    incident: Annotated[Words, Field(max_length=40)] = ""


class WorkFlags(Asked):
    scheduled_remind_prior: bool = True
    scheduled_auto_in_progress: bool = True
    scheduled_auto_completed: bool = True
    auto_transition_to_maintenance_state: bool = True
    auto_transition_to_operational_state: bool = True
    auto_transition_deliver_notifications_at_start: bool = True
    auto_transition_deliver_notifications_at_end: bool = True


class NewWork(WorkFlags):
    page: Slug
    title: Title
    text: Text = ""
    starts_at: Instant
    until_at: Instant
    components: Ids = []
    tell: bool = True


Begins = Annotated[
    str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d$", examples=["2026-03-07T22:00"])
]
Lasting = Annotated[int, Field(ge=1, le=86_400), BeforeValidator(whole)]


class NewSeries(WorkFlags):
    page: Slug
    title: Title
    text: Text = ""
    begins: Begins
    minutes: Lasting
    zone: Annotated[Words, Field(max_length=64)] = "UTC"
    rule: Annotated[Words, Field(max_length=300, examples=["FREQ=MONTHLY;BYDAY=1SU"])]
    components: Ids = []


class PlannedSeriesShape(Schema):
    """Planned work that comes again; each time is a notice of its own."""

    id: int
    page: str
    title: str
    begins: str
    minutes: int
    zone: str
    rule: str
    ended_at: datetime | None


def series_shape(row: Any) -> PlannedSeriesShape:
    names = "title begins minutes zone rule ended_at"
    told = {name: getattr(row, name) for name in names.split()}
    return PlannedSeriesShape(id=row.pk, page=row.page.slug, **told)


@reading(router, "", NoticeList, NoticeNarrowing)
def get_notices(request: ApiRequest, asked: Query[NoticeNarrowing]) -> NoticeList:
    """Notices, the latest hundred first."""
    found = notices_for(
        request.auth, page=asked.page, ref=asked.incident, open_only=asked.open
    )
    return NoticeList.model_construct(items=[notice_shape(each) for each in found])


@keeping(router, "POST", "", NoticeShape, 201, keys=WORKERS)
def post_notice(request: ApiRequest, body: NewNotice) -> HttpResponse:
    """Publish a notice. Without `next_update_at` the page's own promise is given."""
    by, told = acting(request), body.model_dump(exclude_unset=True)
    page, ref = told.pop("page"), told.pop("incident", "")

    def deed() -> Answer:
        made = noticing.publish_notice(page, by=by, ref=ref, **told)
        return _fresh(request, made.code, 201)

    return once(request, deed)


@keeping(router, "POST", "/past", NoticeShape, 201, keys=WORKERS)
def post_past_notice(request: ApiRequest, body: PastNotice) -> HttpResponse:
    """Tell of something that is over: it stands in the history, and nobody is told."""
    by, told = acting(request), body.model_dump()
    page, ref = told.pop("page"), told.pop("incident")
    told["updates"] = [noticing.Said(**each) for each in told["updates"]]

    def deed() -> Answer:
        past = noticing.Past(ref=ref, **told)
        made = noticing.backfill_notice(page, past, by=by)
        return _fresh(request, made.code, 201)

    return once(request, deed)


@keeping(router, "POST", "/work", NoticeShape, 201, keys=WORKERS)
def post_work(request: ApiRequest, body: NewWork) -> HttpResponse:
    """Plan work; it begins and ends by itself as far as its flags say."""
    by, told = acting(request), body.model_dump()
    page = told.pop("page")

    def deed() -> Answer:
        made = working.plan_work(page, by=by, **told)
        return _fresh(request, made.code, 201)

    return once(request, deed)


@keeping(router, "POST", "/series", PlannedSeriesShape, 201, keys=WORKERS)
def post_series(request: ApiRequest, body: NewSeries) -> HttpResponse:
    """Plan work that comes again by a rule; what comes within five weeks is put on the
    page."""
    by, told = acting(request), body.model_dump()
    page = told.pop("page")

    def deed() -> Answer:
        return kept(series_shape(working.repeat_work(page, by=by, **told)), 201)

    return once(request, deed)


@keeping(router, "POST", "/series/{number}/end", PlannedSeriesShape, keys=WORKERS)
def post_series_end(
    request: ApiRequest, number: Number, body: Asked = NOTHING_ASKED
) -> HttpResponse:
    """It comes no more; what is on the page stays."""
    by = acting(request)

    def deed() -> Answer:
        return kept(series_shape(working.end_series(number, by=by)))

    return once(request, deed)


@reading(router, "/{id}", NoticeShape)
def get_notice(request: ApiRequest, id: str) -> NoticeShape:
    """One notice with all that it said."""
    return notice_shape(notice_for(request.auth, id))


@keeping(router, "POST", "/{id}/take-over", NoticeShape, keys=WORKERS)
def post_notice_take_over(
    request: ApiRequest, id: str, body: Asked = NOTHING_ASKED
) -> HttpResponse:
    """The person on whose behalf this is asked tells people of it from now on, and is
    who is reminded of what was promised."""
    by = acting(request)

    def deed() -> Answer:
        noticing.take_over_notice(id, by=by)
        return _fresh(request, id)

    return once(request, deed)


SAYS_NOTHING = NoticeSaying()


@keeping(router, "POST", "/{id}/updates", NoticeShape, 201, keys=WORKERS)
def post_notice_update(
    request: ApiRequest, id: str, body: NoticeSaying = SAYS_NOTHING
) -> HttpResponse:
    """The notice says more, and subscribers are told unless `tell` is false."""
    by, told = acting(request), body.model_dump(exclude_unset=True)

    def deed() -> Answer:
        noticing.update_notice(id, by=by, **told)
        return _fresh(request, id, 201)

    return once(request, deed)


@keeping(router, "PATCH", "/{id}/updates/{update}", NoticeShape, keys=WORKERS)
def patch_notice_update(
    request: ApiRequest, id: str, update: str, body: UpdateMending
) -> HttpResponse:
    """Mend what was said, or when it was so; nobody is told unless `tell` is true."""
    by, told = acting(request), body.model_dump(exclude_unset=True)

    def deed() -> Answer:
        noticing.edit_update(id, update, by=by, **told)
        return _fresh(request, id)

    return once(request, deed)
