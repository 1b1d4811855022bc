"""/channels: by what people are reached; /providers: who carries it."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpResponse
from django.utils.translation import get_language
from ninja import Router, Schema
from pydantic import Field, StringConstraints

from tocsin.foundation.idempotency.rules import Answer
from tocsin.foundation.notify.actions import providers as verbs
from tocsin.foundation.notify.channels.contract import Channel, ProviderKind
from tocsin.foundation.notify.channels.registry import offered_channels
from tocsin.foundation.notify.models import Provider
from tocsin.foundation.notify.reads.manners import replies_url
from tocsin.foundation.notify.reads.providers import (
    channel_called,
    kind_of,
    provider_for,
    providers_for,
    secrets_told,
)
from tocsin.foundation.notify.trying import check_provider, try_provider
from tocsin.surfaces.api.bearer import ADMINISTRATORS, ApiRequest
from tocsin.surfaces.api.needs import kept
from tocsin.surfaces.api.operations import keeping, reading
from tocsin.surfaces.api.problems import problems
from tocsin.surfaces.api.shapes import Asked, Words
from tocsin.surfaces.api.writing import acting, once

router = Router(tags=["Channels"])
carriers = Router(tags=["Channels"])


class ProviderSettingShape(Schema):
    """One thing that a provider of this kind is told."""

    name: str = Field(examples=["account"])
    label: str
    is_secret: bool = Field(description="Kept encrypted; told by no answer.")
    is_required: bool


class ProviderKindShape(Schema):
    kind: str = Field(examples=["twilio"])
    title: str
    settings: list[ProviderSettingShape]


class ProviderShape(Schema):
    """Who carries a channel's messages. No answer tells a secret."""

    id: str = Field(examples=["sms-twilio"])
    channel: str
    kind: str
    name: str
    settings: dict[str, str]
    secrets: list[str] = Field(description="Which secrets are set.")
    position: int = Field(description="From 0: in what order they are tried.")
    is_active: bool
    replies_url: str = Field(description="Where it sends answers and reports.")
    checked_at: datetime | None
    check_said: str = Field(description="What was wrong when it was checked last.")


class ChannelShape(Schema):
    """One way to reach people, and who carries it, in the order they are tried."""

    id: str = Field(examples=["sms"])
    title: str
    is_loud: bool = Field(description="Whether it wakes somebody up.")
    has_own: bool = Field(description="Whether it works without a provider.")
    kinds: list[ProviderKindShape]
    providers: list[ProviderShape]


class ChannelList(Schema):
    items: list[ChannelShape]


class ProviderTrialShape(Schema):
    """What became of a check or a test message."""

    is_taken: bool
    said: str = Field(description="The provider's own words.")


_Slug = Annotated[Words, StringConstraints(min_length=1, max_length=80)]
_Told = Annotated[Words, StringConstraints(max_length=8000)]
_Why = Annotated[Words, StringConstraints(max_length=500)]
Settings = Annotated[dict[str, _Told], Field(max_length=40)]


class ProviderFacts(Asked):
    name: Annotated[Words, StringConstraints(min_length=1, max_length=120)] = "-"
    settings: Settings = Field({}, description="A secret not told stays as it is.")
    is_active: bool = True
    why: _Why = ""


class NewProvider(Asked):
    channel: _Slug = Field(examples=["sms"])
    kind: _Slug = Field(examples=["twilio"])
    name: Annotated[Words, StringConstraints(min_length=1, max_length=120)]
    settings: Settings = {}
    why: _Why = ""


class ProviderOrder(Asked):
    order: Annotated[list[_Slug], Field(max_length=40)]
    why: _Why = ""


class ProviderWhy(Asked):
    why: _Why = ""


class ProviderTry(Asked):
    address: Annotated[Words, StringConstraints(min_length=1, max_length=400)]


NO_REASON = ProviderWhy()


@reading(router, "", ChannelList, keys=ADMINISTRATORS)
def get_channels(request: ApiRequest) -> ChannelList:
    """Every channel, what its providers must be told, and who carries it."""
    held = providers_for(request.auth)
    return ChannelList(
        items=[_channel(each, held[name]) for name, each in offered_channels().items()]
    )


@reading(carriers, "/{id}", ProviderShape, keys=ADMINISTRATORS)
def get_provider(request: ApiRequest, id: str) -> ProviderShape:
    """One provider, without its secrets."""
    return provider_shape(provider_for(request.auth, id))


@keeping(carriers, "POST", "", ProviderShape, 201)
def post_provider(request: ApiRequest, body: NewProvider) -> HttpResponse:
    """Add one; it is tried after those that there are. Check it next."""
    by, told = acting(request), body.model_dump()

    def deed() -> Answer:
        return kept(provider_shape(verbs.add_provider(**told, by=by)), 201)

    return once(request, deed)


@keeping(carriers, "PATCH", "/{id}", ProviderShape)
def patch_provider(request: ApiRequest, id: str, body: ProviderFacts) -> HttpResponse:
    """Change the facts that are told; the others stay. `is_active` stops and starts
    it."""
    by, told = acting(request), body.model_dump(exclude_unset=True)

    def deed() -> Answer:
        return kept(provider_shape(verbs.change_provider(id, by=by, **told)))

    return once(request, deed)


@keeping(carriers, "POST", "/{id}/remove", ProviderShape)
def post_provider_remove(
    request: ApiRequest, id: str, body: ProviderWhy = NO_REASON
) -> HttpResponse:
    """Take it away; its secrets are forgotten. Told as it was."""
    by = acting(request)

    def deed() -> Answer:
        shape = provider_shape(provider_for(by, id))
        verbs.remove_provider(id, by=by, why=body.why)
        return kept(shape)

    return once(request, deed)


@keeping(router, "POST", "/{id}/order", ChannelShape)
def post_channel_order(
    request: ApiRequest, id: str, body: ProviderOrder
) -> HttpResponse:
    """Try the channel's providers in this order; those not named come after."""
    by = acting(request)

    def deed() -> Answer:
        channel = channel_called(id)
        rows = verbs.order_providers(id, body.order, by=by, why=body.why)
        return kept(_channel(channel, rows))

    return once(request, deed)


@carriers.post(
    "/{id}/check",
    auth=ADMINISTRATORS,
    response={
        200: ProviderTrialShape,
        **problems(400, 401, 403, 404, 409, 413, 422),
    },
)
def post_provider_check(request: ApiRequest, id: str) -> ProviderTrialShape:
    """Ask the provider how it is; what it said is kept."""
    said = check_provider(provider_for(request.auth, id))
    return ProviderTrialShape(is_taken=not said, said=said)


@carriers.post(
    "/{id}/try",
    auth=ADMINISTRATORS,
    response={
        200: ProviderTrialShape,
        **problems(400, 401, 403, 404, 409, 413, 422),
    },
)
def post_provider_try(
    request: ApiRequest, id: str, body: ProviderTry
) -> ProviderTrialShape:
    """Send a test message by this provider alone, at once."""
    found = provider_for(request.auth, id)
    language = get_language() or "en"
    result = try_provider(found, body.address, language=language, zone="UTC")
    return ProviderTrialShape(is_taken=result.taken, said=result.said)


def _channel(channel: Channel, rows: Any) -> ChannelShape:
    return ChannelShape(
        id=channel.name,
        title=str(channel.title),
        is_loud=channel.is_loud,
        has_own=channel.own_provider() is not None,
        kinds=[_kind(each) for each in channel.kinds],
        providers=[provider_shape(row) for row in rows],
    )


def _kind(kind: ProviderKind) -> ProviderKindShape:
    settings = [
        ProviderSettingShape(
            name=each.name,
            label=str(each.label),
            is_secret=each.secret,
            is_required=each.required,
        )
        for each in kind.settings
    ]
    return ProviderKindShape(kind=kind.key, title=str(kind.title), settings=settings)


_SAME = ("channel", "kind", "name", "position", "is_active", "checked_at", "check_said")


def provider_shape(row: Provider) -> ProviderShape:
    known = {each.name for each in kind_of(row.channel, row.kind).settings}
    return ProviderShape(
        id=row.key,
        settings={name: told for name, told in row.settings.items() if name in known},
        secrets=sorted(secrets_told(row)),
        replies_url=replies_url(row),
        **{name: getattr(row, name) for name in _SAME},
    )
