"""/help/…: what is known, reports of it, and what became of one's own."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.idempotency.rules import Answer
from tocsin.kernel.text import holdable
from tocsin.register.core.entries import Kind
from tocsin.register.core.refusals import NoSuchIncident
from tocsin.register.work.actions import confirm, reply
from tocsin.register.work.reads import Filters, find, incident_for
from tocsin.register.work.timeline import timeline
from tocsin.response.reports import actions, reads
from tocsin.response.reports.refusals import ReporterWanted
from tocsin.surfaces.api.bearer import FOLLOWERS, REPORTERS, WORKERS, ApiRequest
from tocsin.surfaces.api.needs import kept
from tocsin.surfaces.api.operations import keeping, reading
from tocsin.surfaces.api.shapes import NOTHING_ASKED, Asked, Cursor, Level, Limit, Words
from tocsin.surfaces.api.writing import acting, once

router = Router(tags=["Help"])


class KnownShape(Schema):
    ref: str = Field(
        description="What reports are attached to; empty where they are not.",
        examples=["INC-00042"],
    )
    title: str
    text: str
    status: str
    impact: str
    since: datetime
    next_update_at: datetime | None
    services: list[str] = Field(description="Keys of services.")
    fits: bool = Field(description="Whether it answers the words of `q`.")


class KnownList(Schema):
    items: list[KnownShape]


class Asking(Schema):
    q: Words = Field("", max_length=500, description="What is wrong, in a few words.")
    is_drill: bool = Field(False, description="What is known in drills instead.")


@reading(router, "/known", KnownList, Asking, keys=FOLLOWERS)
def get_help_known(request: ApiRequest, asked: Query[Asking]) -> KnownList:
    """What is known to be wrong, in the words that users are told; what answers `q`
    best comes first. Of restricted incidents there is nothing."""
    found = reads.known_now(asked.q, drills=asked.is_drill)
    return KnownList.model_construct(items=[_known(each) for each in found])


def _known(each: reads.Known) -> KnownShape:
    return KnownShape(
        ref=each.ref,
        title=each.title,
        text=each.text,
        status=each.status,
        impact=each.impact,
        since=each.since,
        next_update_at=each.next_update_at,
        services=list(each.service_keys),
        fits=each.fit > 0,
    )


class SaidShape(Schema):
    at: datetime
    who: str
    text: str


class HelpReportShape(Schema):
    """A report as its reporter reads it."""

    ref: str = Field(examples=["INC-00043"])
    title: str
    state: str
    registered_at: datetime | None
    resolved_at: datetime | None
    flags: list[str] = Field(description="What is still to be completed.")
    follows: str = Field(
        "", description="The known incident that it is attached to; empty: none."
    )
    was_there: bool = Field(
        False, description="The same person had reported it; this was added to that."
    )
    said: list[SaidShape] = Field(
        [], description="What was said to and by its reporter; not in lists."
    )


class HelpReportList(Schema):
    items: list[HelpReportShape]
    next: str | None = Field(description="The cursor of the next page, or null.")


class NewHelpReport(Asked):
    """Everything may be left out; what is missing is flagged."""

    text: Words = Field("", examples=["I cannot pay: the page stays white."])
    title: Words = ""
    service: Words = ""
    urgency: Level | None = Field(
        None, description="Can they work? 1 no, 2 only partly, 3 yes."
    )
    reporter_name: Words = Field(
        "", description="Who reports it, where no person is named in the header."
    )
    channel: Words = Field("portal", description="portal, phone, email, chat, walk_in.")
    known: Words = Field(
        "",
        description="`ref` of what is known and it is. Over meanwhile, the report"
        " stands on its own.",
    )
    is_drill: bool = False


@keeping(router, "POST", "/reports", HelpReportShape, 201, keys=REPORTERS)
def post_help_report(request: ApiRequest, body: NewHelpReport) -> HttpResponse:
    """Report what is wrong for the person in `Tocsin-On-Behalf-Of`, and say that it is
    what is known. Never refused for what is missing."""
    by = acting(request)
    told = {
        "title": body.title,
        "description": body.text,
        "service": body.service,
        "urgency": body.urgency,
        "channel": body.channel,
        "reporter_name": body.reporter_name,
    }
    facts = {name: value for name, value in told.items() if value}

    def deed() -> Answer:
        taken = actions.report_trouble(
            facts, by=by, known=body.known, is_drill=body.is_drill
        )
        shape = _whole(taken.incident, by)
        shape.was_there = taken.was_there
        return kept(shape, 201)

    return once(request, deed)


class Listing(Schema):
    cursor: Cursor = ""
    limit: Limit = 50


@reading(router, "/reports", HelpReportList, Listing, keys=FOLLOWERS)
def get_help_reports(request: ApiRequest, asked: Query[Listing]) -> HelpReportList:
    """The reports of the person in `Tocsin-On-Behalf-Of`, the newest first, as far as
    the key may see them."""
    by = _for_somebody(request)
    own = Filters(reporter=by.on_behalf_of or "")
    page = find(request.auth, own, cursor=asked.cursor, limit=asked.limit)
    rows = [_shape(row) for row in page.rows]
    return HelpReportList.model_construct(items=rows, next=page.cursor)


@reading(router, "/reports/{ref}", HelpReportShape, keys=FOLLOWERS)
def get_help_report(request: ApiRequest, ref: str) -> HelpReportShape:
    """One of the reports of the person in `Tocsin-On-Behalf-Of`, with what was said."""
    by = _for_somebody(request)
    return _whole(_own(by, ref), by)


class Saying(Asked):
    text: Words = ""


class Attaching(Asked):
    known: Words = Field(examples=["INC-00042"])


NOTHING_SAID = Saying()


@keeping(router, "POST", "/reports/{ref}/attach", HelpReportShape, keys=WORKERS)
def post_help_report_attach(
    request: ApiRequest, ref: str, body: Attaching
) -> HttpResponse:
    """It is what is known: the report follows that from now on, and its reporter is
    answered."""
    return _done(
        request,
        ref,
        lambda by, it: actions.attach_report(it.id, known=body.known, by=by),
    )


@keeping(router, "POST", "/reports/{ref}/not-for-me", HelpReportShape, keys=WORKERS)
def post_help_report_not_for_me(
    request: ApiRequest, ref: str, body: Saying = NOTHING_SAID
) -> HttpResponse:
    """It is something else, or still broken: the report follows nothing any more, and
    is open."""
    return _done(
        request, ref, lambda by, it: actions.not_for_me(it.id, by=by, text=body.text)
    )


@keeping(router, "POST", "/reports/{ref}/answer", HelpReportShape, keys=WORKERS)
def post_help_report_answer(
    request: ApiRequest, ref: str, body: Saying
) -> HttpResponse:
    """What its reporter says to those who work on it."""
    return _done(request, ref, lambda by, it: reply(it.id, text=body.text, by=by))


@keeping(router, "POST", "/reports/{ref}/works", HelpReportShape, keys=WORKERS)
def post_help_report_works(
    request: ApiRequest, ref: str, body: Asked = NOTHING_ASKED
) -> HttpResponse:
    """Its reporter says that it works."""
    return _done(request, ref, lambda by, it: confirm(it.id, by=by))


def _done(request: ApiRequest, ref: str, verb: Any) -> HttpResponse:
    by = _for_somebody(request)

    def deed() -> Answer:
        return kept(_whole(verb(by, _own(by, ref)), by))

    return once(request, deed)


def _for_somebody(request: ApiRequest) -> Actor:
    by = acting(request)
    if not by.on_behalf_of:
        raise ReporterWanted
    return by


def _own(by: Actor, ref: str) -> Any:
    """The report, if it is that person's; nobody else's is here, whatever the key."""
    incident = incident_for(by, holdable(ref))
    if incident.reporter_id != by.on_behalf_of:
        raise NoSuchIncident(ref=incident.ref)
    return incident


def _shape(incident: Any) -> HelpReportShape:
    names = "ref title state registered_at resolved_at flags".split()
    follows = next(iter(incident.links.get("child_of", ())), "")
    told = {name: getattr(incident, name) for name in names}
    return HelpReportShape(**told, follows=follows)


def _whole(incident: Any, by: Actor) -> HelpReportShape:
    shape = _shape(incident)
    reader = replace(by, kind="person", id=by.on_behalf_of or by.id)
    reader = replace(reader, roles=frozenset(), teams=frozenset(), scopes=frozenset())
    shape.said = [
        SaidShape(at=line.happened_at, who=line.who, text=line.text)
        for line in timeline(incident, reader)
        if line.kind in (Kind.REPLIED, Kind.RESOLVED) and line.text
    ]
    return shape
