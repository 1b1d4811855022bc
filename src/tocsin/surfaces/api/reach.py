"""/people/…/reach: how a person is reached; /pages: what became of what they were
told. For keys that administer: addresses are nobody else's business."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query, Router, Schema
from pydantic import BeforeValidator, Field

from tocsin.foundation.accounts.reads import person_for
from tocsin.foundation.idempotency.rules import Answer
from tocsin.foundation.notify.actions import methods as verbs
from tocsin.foundation.notify.actions.wishes import set_manner, write_steps
from tocsin.foundation.notify.models import Message, Page
from tocsin.foundation.notify.reads import log
from tocsin.foundation.notify.reads.reach import Reach, Way, reach_of
from tocsin.foundation.notify.rules import KINDS, LOUD, QUIET, URGENCIES
from tocsin.kernel.text import holdable
from tocsin.surfaces.api.bearer import ADMINISTRATORS, ApiRequest
from tocsin.surfaces.api.needs import kept
from tocsin.surfaces.api.operations import keeping, reading
from tocsin.surfaces.api.shapes import Asked, Limit, OneOf, Reasoned, Words, whole
from tocsin.surfaces.api.writing import acting, once

router = Router(tags=["Reaching people"])
pages = Router(tags=["Reaching people"])


class WayShape(Schema):
    """One way to reach somebody. Number 0 is the address they sign in with."""

    number: int
    channel: str = Field(examples=["sms"])
    address: str = Field(description="As others may see it.")
    label: str
    loud: bool = Field(description="Whether it wakes somebody up.")
    verified: bool = Field(description="Only what is verified is used.")
    verified_at: datetime | None
    broken_at: datetime | None = Field(description="Since when nothing arrives there.")
    said: str = Field(description="Why the last message did not arrive.")


class StepShape(Schema):
    way: int
    minutes: int = Field(description="So long after the page.")
    usual: bool = Field(description="Nobody wished it; it is what is usual.")


class QuietShape(Schema):
    begins: str = Field(examples=["22:00"])
    ends: str = Field(examples=["07:00"])
    days: list[int] = Field(description="0 is Monday.")


class ReachShape(Schema):
    person: str
    has_loud: bool = Field(description="Whether anything verified would wake them.")
    ways: list[WayShape]
    loud: list[StepShape]
    quiet: list[StepShape]
    quiet_hours: list[QuietShape]
    bundles: bool
    duty_notices: bool


Short = Annotated[Words, Field(max_length=60)]
Minutes = Annotated[int, Field(ge=0, le=1440), BeforeValidator(whole)]
At = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Day = Annotated[int, Field(ge=0, le=6), BeforeValidator(whole)]
WayNumber = Annotated[int, Field(ge=0, le=2**31 - 1), BeforeValidator(whole)]


class NewWay(Asked):
    channel: Short = Field(examples=["sms"])
    address: Annotated[Words, Field(min_length=1, max_length=400)] = Field(
        examples=["+4915112345678"]
    )
    label: Short = ""


class TypedCode(Asked):
    code: Annotated[Words, Field(min_length=1, max_length=12)] = Field(
        examples=["123456"]
    )


class WantedStep(Asked):
    way: WayNumber
    minutes: Minutes = 0


class WantedSteps(Asked):
    urgency: Annotated[str, OneOf(URGENCIES)] = Field(examples=["loud"])
    steps: list[WantedStep] = Field(description="None: as is usual.", max_length=20)


class QuietHours(Asked):
    begins: At
    ends: At
    days: list[Day] = Field(max_length=7)


class WantedManner(Asked):
    quiet_hours: Annotated[list[QuietHours], Field(max_length=20)] | None = None
    bundles: bool | None = None
    duty_notices: bool | None = None


@reading(router, "/{key}/reach", ReachShape, keys=ADMINISTRATORS)
def get_reach(request: ApiRequest, key: str) -> ReachShape:
    """How this person is reached: by which ways, after how long, when not."""
    return _reach(request, key)


@keeping(router, "POST", "/{key}/ways", ReachShape, 201)
def post_way(request: ApiRequest, key: str, body: NewWay) -> HttpResponse:
    """Add a way. A code is sent there; it is used once that was typed."""
    by, told = acting(request), body.model_dump()
    person_for(request.auth, key)

    def deed() -> Answer:
        verbs.add_method(holdable(key), by=by, **told)
        return kept(_reach(request, key), 201)

    return once(request, deed)


@keeping(router, "POST", "/{key}/ways/{number}/verify", ReachShape)
def post_way_verify(
    request: ApiRequest, key: str, number: int, body: TypedCode
) -> HttpResponse:
    """The code that was sent there: this way is used from now on."""
    by = acting(request)

    def deed() -> Answer:
        verbs.verify_method(holdable(key), _fits(number), body.code, by=by)
        return kept(_reach(request, key))

    return once(request, deed)


NO_WHY = Reasoned()


@keeping(router, "POST", "/{key}/ways/{number}/code", ReachShape)
def post_way_code(
    request: ApiRequest, key: str, number: int, body: Reasoned = NO_WHY
) -> HttpResponse:
    """Another code is sent there; one a minute."""
    by = acting(request)

    def deed() -> Answer:
        verbs.send_code(holdable(key), _fits(number), by=by)
        return kept(_reach(request, key))

    return once(request, deed)


@keeping(router, "POST", "/{key}/ways/{number}/test", ReachShape)
def post_way_test(
    request: ApiRequest, key: str, number: int, body: Reasoned = NO_WHY
) -> HttpResponse:
    """A test message is sent there; number 0 sends as a loud page would."""
    by = acting(request)
    person_for(request.auth, key)

    def deed() -> Answer:
        verbs.try_method(holdable(key), _fits(number), by=by)
        return kept(_reach(request, key))

    return once(request, deed)


@keeping(router, "POST", "/{key}/ways/{number}/remove", ReachShape)
def post_way_remove(
    request: ApiRequest, key: str, number: int, body: Reasoned = NO_WHY
) -> HttpResponse:
    """They are not reached there any more; steps by it are gone."""
    by = acting(request)

    def deed() -> Answer:
        verbs.remove_method(holdable(key), _fits(number), by=by, why=body.why)
        return kept(_reach(request, key))

    return once(request, deed)


@keeping(router, "POST", "/{key}/steps", ReachShape)
def post_steps(request: ApiRequest, key: str, body: WantedSteps) -> HttpResponse:
    """By which ways pages of one urgency reach them, and after how long."""
    by = acting(request)
    person_for(request.auth, key)
    steps = [(_fits(step.way), step.minutes) for step in body.steps]

    def deed() -> Answer:
        write_steps(holdable(key), body.urgency, steps, by=by)
        return kept(_reach(request, key))

    return once(request, deed)


@keeping(router, "POST", "/{key}/manner", ReachShape)
def post_manner(request: ApiRequest, key: str, body: WantedManner) -> HttpResponse:
    """Quiet hours and wishes; what is not told stays."""
    by, told = acting(request), body.model_dump(exclude_unset=True)
    person_for(request.auth, key)
    told["quiet"] = told.pop("quiet_hours", None)

    def deed() -> Answer:
        set_manner(holdable(key), by=by, **told)
        return kept(_reach(request, key))

    return once(request, deed)


def _fits(number: int) -> int:
    """A number that the database can hold; one beyond it names nothing."""
    return number if 0 <= number < 2**63 else 2**63 - 1


def _reach(request: ApiRequest, key: str) -> ReachShape:
    return _shape(reach_of(person_for(request.auth, key)))


def _shape(found: Reach) -> ReachShape:
    steps = {
        urgency: [
            StepShape.model_construct(
                way=step.way.number, minutes=step.minutes, usual=step.usual
            )
            for step in found.steps[urgency]
        ]
        for urgency in URGENCIES
    }
    return ReachShape.model_construct(
        person=found.person,
        has_loud=found.has_loud,
        ways=[_way(way) for way in found.ways],
        quiet_hours=[QuietShape.model_construct(**it) for it in found.manner.quiet],
        bundles=found.manner.bundles,
        duty_notices=found.manner.duty_notices,
        loud=steps[LOUD],
        quiet=steps[QUIET],
    )


def _way(way: Way) -> WayShape:
    plain = "number channel address label loud verified_at broken_at said".split()
    told = {name: getattr(way, name) for name in plain}
    return WayShape.model_construct(verified=way.is_verified, **told)


class MessageShape(Schema):
    """One page by one way. What it said is not kept."""

    channel: str
    state: Annotated[str, OneOf(Message.State.values)]
    due_at: datetime | None
    sent_at: datetime | None
    attempts: int
    provider: str
    said: str


class PageShape(Schema):
    """One person was to be told of one thing."""

    id: int
    person: str
    kind: Annotated[str, OneOf(KINDS)]
    incident: str = Field(description="A reference, or empty.")
    loud: bool
    is_drill: bool
    state: Annotated[str, OneOf(Page.State.values)]
    why: dict[str, Any]
    made_at: datetime
    ended_at: datetime | None
    channel: str = Field(description="By which it was heard of first.")
    told: str = Field(description="What was answered, or why it failed.")
    messages: list[MessageShape]


class PageList(Schema):
    items: list[PageShape]
    next: int | None = Field(description="Tell it as `before` for older ones.")


class PageNarrowing(Schema):
    person: Words = Field("", description="A person's key.")
    state: Words = ""
    kind: Words = ""
    incident: Words = Field("", description="A reference.")
    before: Annotated[int, Field(ge=0, lt=2**63)] = 0
    limit: Limit = 50


@reading(pages, "", PageList, PageNarrowing, keys=ADMINISTRATORS)
def get_pages(request: ApiRequest, asked: Query[PageNarrowing]) -> PageList:
    """Who was told of what, by what, and what became of it; the newest first."""
    wanted = log.Narrowed(
        asked.person, asked.state, asked.kind, asked.incident, asked.before
    )
    rows = log.pages(wanted, limit=asked.limit + 1)
    shown = rows[: asked.limit]
    more = shown[-1].id if len(rows) > asked.limit else None
    return PageList.model_construct(items=[_page(row) for row in shown], next=more)


@reading(pages, "/{number}", PageShape, keys=ADMINISTRATORS)
def get_page(request: ApiRequest, number: int) -> PageShape:
    """One page with its messages."""
    return _page(log.page_numbered(_fits(number)))


_PLAIN = "id person kind loud is_drill state why made_at ended_at channel told".split()
_OF_MESSAGE = "channel state due_at sent_at attempts provider said".split()


def _page(row: Page) -> PageShape:
    messages = [
        MessageShape.model_construct(**{n: getattr(each, n) for n in _OF_MESSAGE})
        for each in log.messages_of(row)
    ]
    told = {name: getattr(row, name) for name in _PLAIN}
    return PageShape.model_construct(incident=row.ref, messages=messages, **told)
