"""/sources: the tools that send; /requests: what they sent, read or not."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Annotated, Any

from django.db import transaction
from django.http import HttpResponse
from ninja import Router, Schema, Status
from pydantic import BeforeValidator, Field

from tocsin.foundation.idempotency.rules import Answer
from tocsin.intake.events.actions import sources as verbs
from tocsin.intake.events.actions.subscriptions import (
    confirm_subscription,
    refuse_subscription,
)
from tocsin.intake.events.keys import masked
from tocsin.intake.events.known_tools import tool_named
from tocsin.intake.events.looking import (
    source_for,
    sources_for,
    subscriptions_for,
)
from tocsin.intake.events.models import Source, Subscription
from tocsin.intake.events.reads import address_of, key_of
from tocsin.kernel import home
from tocsin.surfaces.api.bearer import ADMINISTRATORS, ApiRequest
from tocsin.surfaces.api.needs import kept
from tocsin.surfaces.api.operations import keeping, reading
from tocsin.surfaces.api.problems import problems
from tocsin.surfaces.api.shapes import Asked, OneOf, Words, whole
from tocsin.surfaces.api.writing import acting, once

router = Router(tags=["Sources"])


class SourceShape(Schema):
    """One source. Its key is shown whole only where it was just made."""

    id: str = Field(examples=["prometheus-lyon"])
    name: str
    tool: str
    service: str = Field(description="For alerts that name no service.")
    lapse: str = Field(
        description="What becomes of an alert that was not repeated as promised:"
        " resolve or no_data."
    )
    retention: int = Field(description="Days that its requests and events are kept.")
    rate: int | None = Field(description="Requests per second; null: as is usual.")
    burst: int | None
    body_limit: int | None = Field(description="Bytes; null: as is usual.")
    has_secret: bool = Field(description="Whether signatures are checked.")
    is_drill: bool
    is_active: bool
    created_at: datetime
    first_request_at: datetime | None
    last_request_at: datetime | None
    earlier_until: datetime | None = Field(
        description="Until when the key of before works too."
    )
    key: str
    url: str | None = Field(description="The address, where the key was just made.")
    page: str = Field(description="Where people look at it.")


class SourceList(Schema):
    items: list[SourceShape]


class SubscriptionShape(Schema):
    """A topic of Amazon SNS that offered to send to the source."""

    topic: str = Field(examples=["arn:aws:sns:eu-west-1:123456789012:alarms"])
    offered_at: datetime
    state: str = Field(description="confirmed, refused, or waits.")
    confirmed_at: datetime | None = Field(description="Since when it sends.")
    refused_at: datetime | None
    why: str = Field(description="What kept it from being confirmed, last.")


class SubscriptionList(Schema):
    items: list[SubscriptionShape]


class SubscriptionAsked(Asked):
    """Which topic's offer is meant."""

    topic: Annotated[Words, Field(min_length=1, max_length=300)]


Name = Annotated[Words, Field(min_length=1, max_length=120, pattern=r"\S")]
Service = Annotated[Words, Field(max_length=80)]
Lapse = Annotated[str, OneOf(("resolve", "no_data"))]
_Count = Annotated[int, Field(ge=1, le=2_000_000_000), BeforeValidator(whole)]
_Bytes = Annotated[int, Field(ge=1024, le=2_000_000_000), BeforeValidator(whole)]
Secret = Annotated[Words, Field(max_length=1000)]


class SourceFacts(Asked):
    name: Name = "-"
    service: Service = ""
    lapse: Lapse = "resolve"
    retention: Annotated[int, Field(ge=3, le=365), BeforeValidator(whole)] = Field(
        30, description="3, 30 or 365 days."
    )
    rate: _Count | None = None
    burst: _Count | None = None
    body_limit: _Bytes | None = None
    secret: Secret | None = Field(
        None, description="By which its signatures are checked; null: by none."
    )
    is_drill: bool = False
    is_active: bool = True


class NewSource(SourceFacts):
    tool: Annotated[Words, Field(min_length=1, max_length=40)] = Field(
        examples=["alertmanager", "generic"]
    )
    name: Name = Field(examples=["Prometheus, Lyon"])


class SourceRotation(Asked):
    hours: Annotated[
        int,
        Field(ge=0, le=720, description="How long the key of now works on."),
        BeforeValidator(whole),
    ] = 24
    why: Words = ""


ROTATED = SourceRotation()


@reading(router, "", SourceList)
def get_sources(request: ApiRequest) -> SourceList:
    """Every source, by name."""
    return SourceList(items=[source_shape(each) for each in sources_for(request.auth)])


@reading(router, "/{id}", SourceShape)
def get_source(request: ApiRequest, id: str) -> SourceShape:
    """One source, without its key."""
    return source_shape(source_for(request.auth, id))


@reading(router, "/{id}/subscriptions", SubscriptionList)
def get_source_subscriptions(request: ApiRequest, id: str) -> SubscriptionList:
    """The topics of Amazon SNS that send to the source, or offered to."""
    held = subscriptions_for(request.auth, id)
    return SubscriptionList(items=[_subscription(each) for each in held])


def _subscription(held: Subscription) -> SubscriptionShape:
    names = SubscriptionShape.model_fields
    return SubscriptionShape(**{name: getattr(held, name) for name in names})


def _making(path: str, status: int) -> Callable[..., Any]:
    """It takes no idempotency key: an answer that was kept would keep the key."""
    answers = {status: SourceShape, **problems(400, 401, 403, 404, 409, 413, 422)}
    return router.post(path, auth=ADMINISTRATORS, response=answers)


@_making("", 201)
@transaction.atomic
def post_source(request: ApiRequest, body: NewSource) -> Status[SourceShape]:
    """Give a tool an address to send to. Its key is told; a name again is refused."""
    told = body.model_dump(exclude_unset=True)
    name, tool = told.pop("name"), tool_named(told.pop("tool"))
    source, key = verbs.add_source(name, tool, by=acting(request), **told)
    return Status(201, source_shape(source, key))


@keeping(router, "PATCH", "/{id}", SourceShape)
def patch_source(request: ApiRequest, id: str, body: SourceFacts) -> HttpResponse:
    """Change the facts that are told; the others stay. `is_active` stops and starts
    it."""
    by, told = acting(request), body.model_dump(exclude_unset=True)

    def deed() -> Answer:
        return kept(source_shape(verbs.change_source(id, by=by, **told)))

    return once(request, deed)


@_making("/{id}/rotate", 200)
@transaction.atomic
def post_source_rotate(
    request: ApiRequest, id: str, body: SourceRotation = ROTATED
) -> SourceShape:
    """A new key, told here; that of before works for some hours more."""
    source, key = verbs.rotate_source_key(
        id, by=acting(request), grace=timedelta(hours=body.hours), why=body.why
    )
    return source_shape(source, key)


_SUBSCRIPTIONS = "/{id}/subscriptions"


@keeping(router, "POST", f"{_SUBSCRIPTIONS}/confirm", SubscriptionShape)
def post_source_subscription_confirm(
    request: ApiRequest, id: str, body: SubscriptionAsked
) -> HttpResponse:
    """Confirm what a topic of Amazon SNS offered, within moments, refused before or
    not."""
    by = acting(request)

    def deed() -> Answer:
        return kept(_subscription(confirm_subscription(id, body.topic, by=by)))

    return once(request, deed)


@keeping(router, "POST", f"{_SUBSCRIPTIONS}/refuse", SubscriptionShape)
def post_source_subscription_refuse(
    request: ApiRequest, id: str, body: SubscriptionAsked
) -> HttpResponse:
    """Never confirm what a topic of Amazon SNS offered, until somebody wants it."""
    by = acting(request)

    def deed() -> Answer:
        return kept(_subscription(refuse_subscription(id, body.topic, by=by)))

    return once(request, deed)


_SAME = SourceShape.model_fields.keys() - {"id", "has_secret", "key", "url", "page"}


def source_shape(source: Source, key: str = "") -> SourceShape:
    told = {name: getattr(source, name) for name in _SAME}
    return SourceShape(
        id=source.slug,
        has_secret=source.sealed_secret is not None,
        key=key or masked(key_of(source)),
        url=address_of(key) if key else None,
        page=f"{home.url()}/sources/at/{source.slug}",
        **told,
    )
