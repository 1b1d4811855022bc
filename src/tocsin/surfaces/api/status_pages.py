"""/status-pages: what users read, and what stands on it."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Router, Schema
from pydantic import BeforeValidator, Field

from tocsin.foundation.idempotency.rules import Answer
from tocsin.kernel import home
from tocsin.response.statuspage.actions import pages as actions
from tocsin.response.statuspage.actions.subscribing import remove_subscriber
from tocsin.response.statuspage.models import Component, Page
from tocsin.response.statuspage.reads.desk import (
    component_for,
    components_for,
    page_for,
    pages_for,
    subscriber_count,
    subscribers_of,
)
from tocsin.response.statuspage.rules.watching import MOST_MINUTES
from tocsin.response.statuspage.rules.words import ACCESSES, CHANNELS, STATES
from tocsin.surfaces.api.bearer import ADMINISTRATORS, WORKERS, ApiRequest
from tocsin.surfaces.api.needs import kept
from tocsin.surfaces.api.operations import keeping, reading
from tocsin.surfaces.api.shapes import NOTHING_ASKED, Asked, OneOf, Words, whole
from tocsin.surfaces.api.writing import acting, once

router = Router(tags=["Status pages"])
components = Router(tags=["Status pages"])


class StatusPageShape(Schema):
    """One status page."""

    slug: str
    url: str = Field(description="Where users read it.")
    name: str
    about: str
    access: Annotated[str, OneOf(ACCESSES)]
    networks: list[str]
    language: str
    zone: str
    is_main: bool
    is_drill: bool
    promise_minutes: int
    tellers: list[str] = Field(description="People's keys.")
    subscribers: int


class StatusPageList(Schema):
    items: list[StatusPageShape]


class ComponentShape(Schema):
    """One component of a page, or a group of such."""

    id: str
    page: str
    name: str
    about: str
    parent: str | None = Field(description="The id of the group that it is in.")
    is_group: bool
    is_grid: bool
    position: int
    services: list[str]
    monitors: list[str] = Field(
        description="Each a source's address, then labels of its alerts."
    )
    hold_minutes: int
    needs_confirmation: bool
    state: Annotated[str, OneOf(STATES)]
    state_since: datetime
    derived: Annotated[str, OneOf(STATES)] = Field(
        description="What open incidents make of it."
    )
    confirmed: Annotated[str, OneOf(STATES)] = Field(
        description="How much of that counts."
    )
    watched: Annotated[str, OneOf(STATES)] = Field(description="What its monitors say.")
    upheld: Annotated[str, OneOf(STATES)] = Field(
        description="What of that held for long enough, and counts."
    )
    by_hand: Annotated[str, OneOf(("", *STATES))]


class StatusPageWhole(StatusPageShape):
    """One status page with what stands on it."""

    components: list[ComponentShape]


class SubscriberShape(Schema):
    """Who is told. The address is told of mail alone; others hold secrets."""

    id: str
    channel: Annotated[str, OneOf(CHANNELS)]
    address: str
    is_confirmed: bool
    components: list[str]
    kinds: list[str]
    rhythms: dict[str, str] = Field(
        description="By kind, `daily` or `weekly`; kinds that are told at once are not"
        " among them."
    )
    made_at: datetime


class SubscriberList(Schema):
    items: list[SubscriberShape]


_SAME = "slug name about access networks language zone is_main is_drill".split()


def page_facts(page: Page) -> dict[str, Any]:
    return {name: getattr(page, name) for name in _SAME} | {
        "url": f"{home.url()}/status/{page.slug}",
        "promise_minutes": page.promise_minutes,
        "tellers": page.tellers,
        "subscribers": subscriber_count(page),
    }


def component_shape(row: Component) -> ComponentShape:
    names = "name about is_group is_grid position services needs_confirmation state"
    names += " state_since derived confirmed by_hand watched upheld monitors"
    names += " hold_minutes"
    return ComponentShape(
        id=row.code,
        page=row.page.slug,
        parent=row.parent.code if row.parent else None,
        **{name: getattr(row, name) for name in names.split()},
    )


def _whole(request: ApiRequest, slug: str) -> StatusPageWhole:
    page = page_for(request.auth, slug)
    rows = components_for(request.auth, page)
    shapes = [component_shape(row) for row in rows]
    return StatusPageWhole(components=shapes, **page_facts(page))


Title = Annotated[Words, Field(min_length=1, max_length=120, pattern=r"\S")]
Keys = Annotated[list[Words], Field(max_length=200)]
Minutes = Annotated[int, Field(ge=1, le=10_080), BeforeValidator(whole)]
Hold = Annotated[int, Field(ge=0, le=MOST_MINUTES), BeforeValidator(whole)]
Place = Annotated[int, Field(ge=0, le=9999), BeforeValidator(whole)]


class StatusPageFacts(Asked):
    name: Title = "-"
    about: Annotated[Words, Field(max_length=500)] = ""
    access: Annotated[str, OneOf(ACCESSES)] = "public"
    password: Annotated[Words, Field(max_length=200)] = ""
    networks: Annotated[Keys, Field(examples=[["10.1.0.0/16"]])] = []
    language: Annotated[Words, Field(max_length=16)] = "en"
    zone: Annotated[Words, Field(max_length=64)] = "UTC"
    is_main: bool = False
    is_drill: bool = False
    promise_minutes: Minutes = 30
    tellers: Keys = []


class NewStatusPage(StatusPageFacts):
    slug: Annotated[
        str, Field(min_length=1, max_length=60, pattern=r"^[a-z0-9][a-z0-9-]*$")
    ]
    name: Title


class ComponentFacts(Asked):
    name: Title = "-"
    about: Annotated[Words, Field(max_length=300)] = ""
    parent: Annotated[Words, Field(max_length=12)] = ""
    is_grid: bool = False
    position: Place = 0
    services: Keys = []
    monitors: Annotated[
        Keys, Field(examples=[["prometheus alertname=CheckoutDown"]])
    ] = []
    hold_minutes: Hold = 2
    needs_confirmation: bool = True


class NewComponent(ComponentFacts):
    name: Title
    is_group: bool = False


class ComponentState(Asked):
    state: Annotated[str, OneOf(("", *STATES))] = Field(
        "", description="Empty: as incidents and notices say."
    )


BY_ITSELF = ComponentState(state="")


@reading(router, "", StatusPageList)
def get_status_pages(request: ApiRequest) -> StatusPageList:
    """Every status page, the main one first."""
    rows = [StatusPageShape(**page_facts(page)) for page in pages_for(request.auth)]
    return StatusPageList.model_construct(items=rows)


@keeping(router, "POST", "", StatusPageWhole, 201)
def post_status_page(request: ApiRequest, body: NewStatusPage) -> HttpResponse:
    """Make a status page; the first that is for everybody is the main one."""
    by, told = acting(request), body.model_dump(exclude_unset=True)
    told.pop("is_main", None)

    def deed() -> Answer:
        actions.add_page(by=by, **told)
        return kept(_whole(request, body.slug), 201)

    return once(request, deed)


@reading(router, "/{slug}", StatusPageWhole)
def get_status_page(request: ApiRequest, slug: str) -> StatusPageWhole:
    """One status page with what stands on it."""
    return _whole(request, slug)


@keeping(router, "PATCH", "/{slug}", StatusPageWhole)
def patch_status_page(
    request: ApiRequest, slug: str, body: StatusPageFacts
) -> HttpResponse:
    """Change the facts that are told."""
    by, told = acting(request), body.model_dump(exclude_unset=True)

    def deed() -> Answer:
        actions.change_page(slug, by=by, **told)
        return kept(_whole(request, slug))

    return once(request, deed)


@keeping(router, "POST", "/{slug}/retire", StatusPageShape)
def post_status_page_retire(
    request: ApiRequest, slug: str, body: Asked = NOTHING_ASKED
) -> HttpResponse:
    """Nobody reads it any more; what it said stays on record."""
    by = acting(request)

    def deed() -> Answer:
        page = actions.retire_page(slug, by=by)
        return kept(StatusPageShape(**page_facts(page)))

    return once(request, deed)


@keeping(router, "POST", "/{slug}/components", ComponentShape, 201)
def post_component(request: ApiRequest, slug: str, body: NewComponent) -> HttpResponse:
    """Put a component, or a group of such, on the page."""
    by, told = acting(request), body.model_dump(exclude_unset=True)
    told.pop("position", None)

    def deed() -> Answer:
        row = actions.add_component(slug, by=by, **told)
        return kept(component_shape(row), 201)

    return once(request, deed)


@reading(router, "/{slug}/subscribers", SubscriberList, keys=ADMINISTRATORS)
def get_subscribers(request: ApiRequest, slug: str) -> SubscriberList:
    """Who is told of the page's updates, the latest two hundred first."""
    page = page_for(request.auth, slug)
    rows = [
        SubscriberShape(
            id=row.code,
            channel=row.channel,
            address=row.address,
            is_confirmed=row.confirmed_at is not None,
            components=row.components,
            kinds=row.kinds,
            rhythms=row.rhythms,
            made_at=row.made_at,
        )
        for row in subscribers_of(request.auth, page)
    ]
    return SubscriberList.model_construct(items=rows)


@keeping(router, "POST", "/{slug}/subscribers/{id}/remove", StatusPageShape)
def post_subscriber_remove(
    request: ApiRequest, slug: str, id: str, body: Asked = NOTHING_ASKED
) -> HttpResponse:
    """Nothing more is sent there, and nothing is kept of it."""
    by = acting(request)

    def deed() -> Answer:
        remove_subscriber(slug, id, by=by)
        return kept(StatusPageShape(**page_facts(page_for(by, slug))))

    return once(request, deed)


@reading(components, "/{id}", ComponentShape)
def get_component(request: ApiRequest, id: str) -> ComponentShape:
    """One component and how it is."""
    return component_shape(component_for(request.auth, id))


@keeping(components, "PATCH", "/{id}", ComponentShape)
def patch_component(request: ApiRequest, id: str, body: ComponentFacts) -> HttpResponse:
    """Change the facts that are told."""
    by, told = acting(request), body.model_dump(exclude_unset=True)

    def deed() -> Answer:
        return kept(component_shape(actions.change_component(id, by=by, **told)))

    return once(request, deed)


@keeping(components, "POST", "/{id}/retire", ComponentShape)
def post_component_retire(
    request: ApiRequest, id: str, body: Asked = NOTHING_ASKED
) -> HttpResponse:
    """The page shows it no more."""
    by = acting(request)

    def deed() -> Answer:
        return kept(component_shape(actions.retire_component(id, by=by)))

    return once(request, deed)


@keeping(components, "POST", "/{id}/state", ComponentShape, keys=WORKERS)
def post_component_state(
    request: ApiRequest, id: str, body: ComponentState = BY_ITSELF
) -> HttpResponse:
    """Say how it is, whatever incidents and notices say; empty: as they say."""
    by = acting(request)

    def deed() -> Answer:
        return kept(component_shape(actions.set_state(id, body.state, by=by)))

    return once(request, deed)


@keeping(components, "POST", "/{id}/confirm", ComponentShape, keys=WORKERS)
def post_component_confirm(
    request: ApiRequest, id: str, body: Asked = NOTHING_ASKED
) -> HttpResponse:
    """What open incidents make of it counts."""
    by = acting(request)

    def deed() -> Answer:
        return kept(component_shape(actions.confirm_state(id, by=by)))

    return once(request, deed)
