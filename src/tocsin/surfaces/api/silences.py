"""/silences: times in which alerts that fit open no incident."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.idempotency.rules import Answer
from tocsin.intake.alerts import actions
from tocsin.intake.alerts.covering import covered, held_counts
from tocsin.intake.alerts.matching import Matcher, Unmatchable, parsed
from tocsin.intake.alerts.models import Silence
from tocsin.intake.alerts.reading_silences import (
    authors_of,
    silence_for,
    silences,
)
from tocsin.intake.alerts.refusals import SilenceUnusable
from tocsin.intake.alerts.silence_rules import AT_END, STATES
from tocsin.kernel import clock, home
from tocsin.surfaces.api.bearer import WORKERS, ApiRequest
from tocsin.surfaces.api.needs import kept
from tocsin.surfaces.api.operations import keeping, reading
from tocsin.surfaces.api.shapes import Asked, Cursor, Instant, Limit, OneOf, Words
from tocsin.surfaces.api.writing import acting, once

router = Router(tags=["Silences"])


class SilenceShape(Schema):
    """One silence. Without a source it is about the alerts of all; without services
    about those of any."""

    id: str
    page: str = Field(description="Where people read it.")
    state: Annotated[str, OneOf(STATES)]
    matchers: list[str] = Field(examples=[['alertname="DiskFull"', 'host=~"db-.*"']])
    source: str | None
    services: list[str]
    starts_at: datetime
    ends_at: datetime
    keeps_recording: bool = Field(
        description="Incidents are recorded as ever, and nobody is paged for them."
    )
    at_end: Annotated[str, OneOf(AT_END)] = Field(
        description="Whether what still fires when it ends is raised or closed."
    )
    comment: str
    author: str
    made_at: datetime
    held: int = Field(description="How many alerts that stand it holds back.")


class SilenceList(Schema):
    items: list[SilenceShape]
    next: str | None = Field(description="The cursor of the next page, or null.")


class SilenceNarrowing(Schema):
    state: Annotated[str, OneOf(("", *STATES))] = ""
    source: Words = Field("", description="A source's slug.")
    cursor: Cursor = ""
    limit: Limit = 50


class CoveredShape(Schema):
    """Alerts that stand and would be silenced; the latest twenty."""

    alerts: list[int]
    more: int


_MATCHERS = Field(
    max_length=50,
    description="name=value, !=, =~ or !~ as Alertmanager writes them.",
    examples=[['host=~"db-.*"', "severity!=critical"]],
)
Matchers = Annotated[list[Words], _MATCHERS]


class SilenceFacts(Asked):
    matchers: Matchers = []
    source: Words | None = Field(None, description="A source's slug; null: all.")
    services: Annotated[list[Words], Field(max_length=200)] = []
    starts_at: Instant | None = None
    ends_at: Instant | None = None
    keeps_recording: bool = False
    at_end: Annotated[str, OneOf(AT_END)] = "raise"
    comment: Annotated[Words, Field(max_length=2000)] = ""


class NewSilence(SilenceFacts):
    ends_at: Instant


def silence_shapes(rows: list[Silence]) -> list[SilenceShape]:
    now, authors, held = clock.now(), authors_of(rows), held_counts(rows)
    same = "services starts_at ends_at keeps_recording at_end comment made_at".split()
    return [
        SilenceShape(
            id=str(row.uuid),
            page=f"{home.url()}/silences/{row.uuid}",
            state=row.state(now),
            matchers=[str(ask) for ask in row.asks],
            source=row.source.slug if row.source else None,
            author=authors[row.pk],
            held=held[row.pk],
            **{name: getattr(row, name) for name in same},
        )
        for row in rows
    ]


@reading(router, "", SilenceList, SilenceNarrowing)
def get_silences(request: ApiRequest, asked: Query[SilenceNarrowing]) -> SilenceList:
    """Silences, those that end last first."""
    page = silences(request.auth, **asked.model_dump())
    rows = silence_shapes(list(page.rows))
    return SilenceList.model_construct(items=rows, next=page.cursor)


@keeping(router, "POST", "", SilenceShape, 201, keys=WORKERS)
def post_silence(request: ApiRequest, body: NewSilence) -> HttpResponse:
    """Silence alerts until `ends_at`, from now or from `starts_at`."""
    by, told = acting(request), _told(body)

    def deed() -> Answer:
        made = actions.add_silence(by=by, **({"matchers": ()} | told))
        return kept(_fresh(by, str(made.uuid)), 201)

    return once(request, deed)


@keeping(router, "POST", "/foresee", CoveredShape, keys=WORKERS)
def post_silence_foresee(request: ApiRequest, body: SilenceFacts) -> HttpResponse:
    """Which alerts that stand would be silenced. Nothing is stored."""
    by, told = acting(request), _told(body)

    def deed() -> Answer:
        asks = told.get("matchers", ())
        services, source = told.get("services", ()), told.get("source") or ""
        found = covered(by, asks, services, source)
        ids = [alert.id for alert in found.alerts]
        return kept(CoveredShape(alerts=ids, more=found.more))

    return once(request, deed)


@reading(router, "/{id}", SilenceShape)
def get_silence(request: ApiRequest, id: str) -> SilenceShape:
    """One silence."""
    return silence_shapes([silence_for(request.auth, id)])[0]


@keeping(router, "PATCH", "/{id}", SilenceShape, keys=WORKERS)
def patch_silence(request: ApiRequest, id: str, body: SilenceFacts) -> HttpResponse:
    """Change what is told. Other matchers, or a change of one that has ended, make
    another silence and end this one: then the answer has another `id`."""
    by, told = acting(request), _told(body)

    def deed() -> Answer:
        changed = actions.change_silence(id, by=by, **told)
        return kept(_fresh(by, str(changed.uuid)))

    return once(request, deed)


class Expiring(Asked):
    why: Words = ""


NOT_TOLD = Expiring()


@keeping(router, "POST", "/{id}/expire", SilenceShape, keys=WORKERS)
def post_silence_expire(
    request: ApiRequest, id: str, body: Expiring = NOT_TOLD
) -> HttpResponse:
    """It ends now. What it held and still fires is raised or closed."""
    by = acting(request)

    def deed() -> Answer:
        ended = actions.expire_silence(id, by=by, why=body.why)
        return kept(_fresh(by, str(ended.uuid)))

    return once(request, deed)


def _fresh(by: Actor, id: str) -> SilenceShape:
    return silence_shapes([silence_for(by, id)])[0]


def _told(body: SilenceFacts) -> dict[str, Any]:
    told = body.model_dump(exclude_unset=True)
    if "matchers" in told:
        told["matchers"] = [_matcher(text) for text in told["matchers"]]
    if told.get("ends_at", 1) is None:
        del told["ends_at"]
    return told


def _matcher(text: str) -> Matcher:
    try:
        return parsed(text)
    except Unmatchable as flaw:
        raise SilenceUnusable(why=str(flaw), hint=_HINT) from None


_HINT = 'Write it as name="value", with =, !=, =~ or !~.'
