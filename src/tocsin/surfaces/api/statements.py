"""/notices/…: what may be said to users now: portals, answers, telephones."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from tocsin.register.work.reads import incident_for
from tocsin.response.statuspage.reads.greeting import greeting
from tocsin.response.statuspage.reads.statement import (
    Statement,
    banner,
    statement_for,
)
from tocsin.response.statuspage.rules.words import STATUSES
from tocsin.surfaces.api.bearer import ApiRequest
from tocsin.surfaces.api.notices import ALL_IMPACTS
from tocsin.surfaces.api.operations import reading
from tocsin.surfaces.api.shapes import OneOf, Words

router = Router(tags=["Status pages"])


class BannerShape(Schema):
    """An open notice of the main page, as portals say it on top."""

    title: str
    text: str
    status: Annotated[str, OneOf(STATUSES)]
    impact: Annotated[str, OneOf(ALL_IMPACTS)]
    next_update_at: datetime | None
    url: str


class BannerList(Schema):
    items: list[BannerShape]


class StatementShape(BannerShape):
    """What may be said of a service now."""

    components: list[str]
    since: datetime
    language: str
    is_drill: bool


class StatementAnswer(Schema):
    """Nothing, where nothing is told of it."""

    statement: StatementShape | None


class StatementNarrowing(Schema):
    service: Words = Field("", description="A service's key.")
    incident: Words = Field("", description="An incident's reference, instead.")
    language: Words = Field("", description="A page in it comes first.")


class GreetingNarrowing(Schema):
    language: Words = Field("", description="Such as de. Empty: the main page's.")
    service: Words = Field("", description="A service's key. Empty: of everything.")


class GreetingShape(Schema):
    """What a telephone says before anybody answers; empty while nothing is wrong."""

    language: str
    text: str = Field(description="To be read aloud: half a minute at most.")
    has_news: bool
    next_update_at: datetime | None


@reading(router, "/banner", BannerList)
def get_banner(request: ApiRequest) -> BannerList:
    """What the main page says is wrong, the greatest first; empty while nothing is."""
    rows = [BannerShape(**_banner_facts(each)) for each in banner()]
    return BannerList.model_construct(items=rows)


def _banner_facts(each: Statement) -> dict[str, Any]:
    names = "title text status impact next_update_at url"
    return {name: getattr(each, name) for name in names.split()}


@reading(router, "/statement", StatementAnswer, StatementNarrowing)
def get_statement(
    request: ApiRequest, asked: Query[StatementNarrowing]
) -> StatementAnswer:
    """What may be said to users now of a service, or of an incident."""
    ref = incident_for(request.auth, asked.incident).ref if asked.incident else ""
    found = statement_for(service=asked.service, ref=ref, language=asked.language)
    if found is None:
        return StatementAnswer(statement=None)
    shape = StatementShape(
        components=list(found.components),
        since=found.since,
        language=found.language,
        is_drill=found.is_drill,
        **_banner_facts(found),
    )
    return StatementAnswer(statement=shape)


@reading(router, "/greeting", GreetingShape, GreetingNarrowing)
def get_greeting(request: ApiRequest, asked: Query[GreetingNarrowing]) -> GreetingShape:
    """What a telephone says before anybody answers, in one language."""
    told = greeting(asked.language, asked.service)
    return GreetingShape(
        language=told.language,
        text=told.text,
        has_news=told.has_news,
        next_update_at=told.next_update_at,
    )


@reading(router, "/greeting.txt", str, GreetingNarrowing, content="text/plain")
def get_greeting_text(
    request: ApiRequest, asked: Query[GreetingNarrowing]
) -> HttpResponse:
    """The same as plain text, for a telephone system that reads no JSON."""
    told = greeting(asked.language, asked.service)
    answer = HttpResponse(told.text, content_type="text/plain; charset=utf-8")
    answer["Content-Language"] = told.language
    return answer
