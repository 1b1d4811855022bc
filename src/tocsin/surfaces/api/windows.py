"""/windows: times of planned work, in which what begins to fire pages nobody."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query, Router, Schema
from pydantic import BeforeValidator, Field

from tocsin.foundation.calendars.recurring import LONGEST
from tocsin.foundation.idempotency.rules import Answer
from tocsin.intake.alerts.actions import windows as actions
from tocsin.intake.alerts.foreseeing import foreseen
from tocsin.intake.alerts.matching import Matcher, Unmatchable, parsed
from tocsin.intake.alerts.planned import Window
from tocsin.intake.alerts.refusals import WindowUnusable
from tocsin.intake.alerts.windows import (
    Planned,
    occurrences_of,
    standing,
    window_for,
)
from tocsin.intake.alerts.windows import windows as windows_of
from tocsin.kernel import clock, home
from tocsin.surfaces.api.bearer import WORKERS, ApiRequest
from tocsin.surfaces.api.needs import kept
from tocsin.surfaces.api.operations import keeping, reading
from tocsin.surfaces.api.shapes import Asked, Number, OneOf, Words, whole
from tocsin.surfaces.api.writing import acting, once

router = Router(tags=["Windows"])

REACHES = tuple(Window.Reach.values)
AT_ENDS = tuple(Window.AtEnd.values)
STATES = ("running", "planned", "over")


class OccurrenceShape(Schema):
    """One time that a window is open."""

    starts_at: datetime
    ends_at: datetime
    state: Annotated[str, OneOf(STATES)]


class WindowShape(Schema):
    """One window of maintenance. `begins` is wall time in `zone`; `rule` an RRULE of
    RFC 5545, or empty: once."""

    id: int
    page: str = Field(description="Where people read it.")
    name: str
    comment: str
    services: list[str]
    reach: Annotated[str, OneOf(REACHES)]
    matchers: list[str]
    begins: str = Field(examples=["2026-03-07T22:00"])
    minutes: int
    zone: str
    rule: str = Field(examples=["FREQ=MONTHLY;BYDAY=1SA"])
    keeps_recording: bool = Field(
        description="Incidents are recorded as ever, and nobody is paged for them."
    )
    at_end: Annotated[str, OneOf(AT_ENDS)] = Field(
        description="Whether what still fires when it ends is raised or closed."
    )
    remind_minutes: int | None
    watchers: list[str] = Field(description="People's keys.")
    state: Annotated[str, OneOf((*STATES, "called_off"))]
    held: int = Field(description="How many alerts that stand it holds back.")
    occurrences: list[OccurrenceShape] = Field(
        description="The last three, the one that goes on, the next twenty."
    )


class WindowList(Schema):
    items: list[WindowShape]


_SAME = (
    "name comment services reach begins minutes zone rule keeps_recording at_end"
    " remind_minutes watchers"
).split()


def window_shape(planned: Planned) -> WindowShape:
    window, now = planned.window, clock.now()
    state = "called_off" if window.called_off_at else planned.state
    return WindowShape(
        id=window.pk,
        page=f"{home.url()}/windows/{window.pk}",
        matchers=[str(matcher) for matcher in window.asks],
        state=state,
        held=planned.held,
        occurrences=[
            OccurrenceShape(
                starts_at=each.starts_at, ends_at=each.ends_at, state=each.state(now)
            )
            for each in occurrences_of(window, now)
        ],
        **{name: getattr(window, name) for name in _SAME},
    )


class WindowNarrowing(Schema):
    state: Annotated[str, OneOf(("", *STATES))] = Field(
        "", description="Left out: what is open and planned."
    )


Name = Annotated[Words, Field(min_length=1, max_length=120, pattern=r"\S")]
Begins = Annotated[
    str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d$", examples=["2026-03-07T22:00"])
]
Minutes = Annotated[int, Field(ge=1, le=LONGEST), BeforeValidator(whole)]

Reminder = Annotated[
    int, Field(ge=0, le=actions.LONGEST_REMINDER), BeforeValidator(whole)
]


class WindowFacts(Asked):
    name: Name = "-"
    comment: Annotated[Words, Field(max_length=4000)] = ""
    services: Annotated[list[Words], Field(max_length=200)] = []
    reach: Annotated[str, OneOf(REACHES)] = "alone"
    matchers: Annotated[
        list[Words],
        Field(max_length=50, examples=[['host=~"db-.*"', "severity!=critical"]]),
    ] = []
    begins: Begins = "2026-03-07T22:00"
    minutes: Minutes = 60
    zone: Words = "UTC"
    rule: Annotated[Words, Field(max_length=300)] = ""
    keeps_recording: bool = False
    at_end: Annotated[str, OneOf(AT_ENDS)] = "raise"
    remind_minutes: Reminder | None = None
    watchers: Annotated[list[Words], Field(max_length=100)] = []


class NewWindow(WindowFacts):
    name: Name = Field(examples=["Database upgrade"])
    begins: Begins
    minutes: Minutes


class WindowForeseen(Schema):
    """What a window would do; nothing of it is stored."""

    spans: list[OccurrenceShape] = Field(description="Within the next eight weeks.")
    services: list[str] | None = Field(description="Null: all, by matchers alone.")
    alerts: list[int] = Field(
        description="Alerts that stand and would be held if they began to fire in it;"
        " the latest ten."
    )
    more_alerts: int


@reading(router, "", WindowList, WindowNarrowing)
def get_windows(request: ApiRequest, asked: Query[WindowNarrowing]) -> WindowList:
    """Windows that are open or planned, the one that begins first first; with
    `state=over` those that were."""
    rows = [window_shape(each) for each in windows_of(request.auth, asked.state)]
    return WindowList.model_construct(items=rows)


@keeping(router, "POST", "", WindowShape, 201, keys=WORKERS)
def post_window(request: ApiRequest, body: NewWindow) -> HttpResponse:
    """Plan a window."""
    by, told = acting(request), _told(body)

    def deed() -> Answer:
        made = actions.plan_window(by=by, **told)
        return kept(_fresh(by, made.pk), 201)

    return once(request, deed)


@keeping(router, "POST", "/foresee", WindowForeseen, keys=WORKERS)
def post_window_foresee(request: ApiRequest, body: NewWindow) -> HttpResponse:
    """What a window would do: when it would be open, what it would be about, which
    alerts that stand would fit. Nothing is stored."""
    told, now = _told(body), clock.now()

    def deed() -> Answer:
        found = foreseen(actions.drafted(**told), now)
        spans = [
            OccurrenceShape(
                starts_at=span.starts,
                ends_at=span.ends,
                state="running" if span.starts <= now else "planned",
            )
            for span in found.spans
        ]
        shape = WindowForeseen(
            spans=spans,
            services=None if found.services is None else list(found.services),
            alerts=[alert.id for alert in found.alerts],
            more_alerts=found.more_alerts,
        )
        return kept(shape)

    return once(request, deed)


@reading(router, "/{number}", WindowShape)
def get_window(request: ApiRequest, number: Number) -> WindowShape:
    """One window."""
    return _fresh(request.auth, number)


@keeping(router, "PATCH", "/{number}", WindowShape, keys=WORKERS)
def patch_window(
    request: ApiRequest, number: Number, body: WindowFacts
) -> HttpResponse:
    """Change the facts that are told. What is to come follows a new plan; what goes on
    ends if it has no place in that."""
    by, told = acting(request), _told(body)

    def deed() -> Answer:
        actions.change_window(number, by=by, **told)
        return kept(_fresh(by, number))

    return once(request, deed)


class Extending(Asked):
    minutes: Minutes = 60
    why: Words = ""


class EndingWindow(Asked):
    why: Words = ""


AN_HOUR, NOW = Extending(), EndingWindow()


@keeping(router, "POST", "/{number}/extend", WindowShape, keys=WORKERS)
def post_window_extend(
    request: ApiRequest, number: Number, body: Extending = AN_HOUR
) -> HttpResponse:
    """What goes on, or else comes next, ends so much later."""
    by = acting(request)

    def deed() -> Answer:
        actions.extend_window(number, minutes=body.minutes, by=by, why=body.why)
        return kept(_fresh(by, number))

    return once(request, deed)


@keeping(router, "POST", "/{number}/end", WindowShape, keys=WORKERS)
def post_window_end(
    request: ApiRequest, number: Number, body: EndingWindow = NOW
) -> HttpResponse:
    """What goes on ends now; if nothing does, the next time is passed over."""
    by = acting(request)

    def deed() -> Answer:
        actions.end_window(number, by=by, why=body.why)
        return kept(_fresh(by, number))

    return once(request, deed)


@keeping(router, "POST", "/{number}/call-off", WindowShape, keys=WORKERS)
def post_window_call_off(
    request: ApiRequest, number: Number, body: EndingWindow = NOW
) -> HttpResponse:
    """What goes on ends now, and nothing of it is to come."""
    by = acting(request)

    def deed() -> Answer:
        actions.call_off_window(number, by=by, why=body.why)
        return kept(_fresh(by, number))

    return once(request, deed)


def _told(body: WindowFacts) -> dict[str, Any]:
    told = body.model_dump(exclude_unset=True)
    if "matchers" in told:
        told["matchers"] = [_matcher(text) for text in told["matchers"]]
    return told


def _matcher(text: str) -> Matcher:
    try:
        return parsed(text)
    except Unmatchable as flaw:
        raise WindowUnusable(fact="matchers", value=text[:80], hint=str(flaw)) from flaw


def _fresh(by: Any, number: Number) -> WindowShape:
    return window_shape(standing(window_for(by, number), clock.now()))
