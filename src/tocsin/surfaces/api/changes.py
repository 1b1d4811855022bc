"""/changes: what was changed or will be, told by people and by what deploys."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.changes import actions, reads
from tocsin.foundation.changes.models import ServiceChange
from tocsin.foundation.changes.rules import (
    APPROVALS,
    KINDS,
    OUTCOMES,
    RISKS,
    STATES,
)
from tocsin.foundation.idempotency.rules import Answer
from tocsin.kernel import clock, home
from tocsin.response.major.actions import begin_change, end_change
from tocsin.response.major.emergencies import Emergency, emergency_of
from tocsin.surfaces.api.bearer import FOLLOWERS, REPORTERS, ApiRequest
from tocsin.surfaces.api.needs import kept
from tocsin.surfaces.api.operations import keeping, reading
from tocsin.surfaces.api.shapes import (
    Asked,
    Bound,
    Cursor,
    Instant,
    Limit,
    OneOf,
    Words,
)
from tocsin.surfaces.api.writing import acting, once

router = Router(tags=["Changes"])


class ApproverShape(Schema):
    """Who was asked to approve, and as what: a role of the major incident, `duty` or
    `holder` of the role major incident manager."""

    person: str
    post: str


class ApprovalShape(Schema):
    """Whether an emergency change may be done. Of an incident that its reader does not
    see, `reason` and `back_out` are empty."""

    incident: str = Field(description="What it is to mend.")
    state: Annotated[str, OneOf(APPROVALS)]
    asked_at: datetime
    asked_by: str
    asked: list[ApproverShape]
    decided_at: datetime | None
    decided_by: str
    via: str
    reason: str
    back_out: str
    backdated: bool = Field(description="It was begun before it was approved.")


def approval_shape(found: Emergency) -> ApprovalShape:
    approval = found.approval
    return ApprovalShape(
        incident=approval.ref,
        state=approval.state,
        asked_at=approval.asked_at,
        asked_by=found.asked_by,
        asked=[ApproverShape(**each) for each in approval.asked],
        decided_at=approval.decided_at,
        decided_by=found.decided_by,
        via=approval.via,
        reason=approval.reason if found.sees else "",
        back_out=approval.back_out if found.sees else "",
        backdated=approval.is_backdated,
    )


class ServiceChangeShape(Schema):
    """One change. `begins_at` and `ends_at` are when it was or, as far as it was not
    yet, when it is planned."""

    key: str = Field(examples=["CHG-00012"])
    page: str = Field(description="Where people read it.")
    title: str
    description: str
    kind: Annotated[str, OneOf(KINDS)]
    risk: Annotated[str, OneOf(RISKS)]
    state: Annotated[str, OneOf(STATES)]
    services: list[str]
    owner: str | None
    planned_start: datetime | None
    planned_end: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    begins_at: datetime
    ends_at: datetime
    url: str
    source: str
    source_ref: str
    approval: ApprovalShape | None = Field(
        description="Of an emergency change; null, where nobody was asked."
    )


class ServiceChangeList(Schema):
    items: list[ServiceChangeShape]
    next: str | None = Field(description="The cursor of the next page, or null.")


def change_shape(change: ServiceChange, actor: Actor) -> ServiceChangeShape:
    facts = {
        name: getattr(change, name)
        for name in ServiceChangeShape.model_fields
        if name not in {"page", "services", "owner", "approval"}
    }
    emergency = emergency_of(actor, change) if change.kind == "emergency" else None
    return ServiceChangeShape(
        page=f"{home.url()}/changes/at/{change.key}",
        services=sorted(service.key for service in change.services),
        owner=change.owner_id,
        approval=approval_shape(emergency) if emergency else None,
        **facts,
    )


class ChangeNarrowing(Schema):
    """Filters of the changes; what is left out narrows nothing."""

    q: Words = Field("", description="In key, title or number at the source.")
    kind: Words = ""
    state: Words = ""
    risk: Words = ""
    service: Words = ""
    begins_from: Bound = None
    begins_until: Bound = None
    cursor: Cursor = ""
    limit: Limit = 50


Title = Annotated[Words, Field(min_length=1, max_length=200, pattern=r"\S")]
Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")]
Url = Annotated[Words, Field(max_length=500, description="https://…")]


class ChangeFacts(Asked):
    title: Title = "-"
    description: Annotated[Words, Field(max_length=20_000)] = ""
    kind: Annotated[str, OneOf(KINDS)] = "normal"
    risk: Annotated[str, OneOf(RISKS)] = "low"
    services: Annotated[list[Words], Field(max_length=200)] = []
    owner: Words | None = Field(None, description="A person's key.")
    planned_start: Instant | None = None
    planned_end: Instant | None = None
    started_at: Instant | None = None
    ended_at: Instant | None = None
    url: Url = ""


class NewChange(ChangeFacts):
    title: Title = Field(examples=["Deploy shop 42"])
    key: Key | None = Field(None, description="Left out, one is given to it.")
    outcome: Annotated[str, OneOf(OUTCOMES)] = Field(
        "done", description="With ended_at: how it ended."
    )
    source: Annotated[Words, Field(max_length=40)] | None = Field(
        None, description="Who tells it; else the API key's name."
    )
    source_ref: Annotated[Words, Field(max_length=120)] = Field(
        "", description="Its number there: told twice, it is one change."
    )


@reading(router, "", ServiceChangeList, ChangeNarrowing)
def get_changes(
    request: ApiRequest, asked: Query[ChangeNarrowing]
) -> ServiceChangeList:
    """Changes, the latest first by when they begin."""
    told = asked.model_dump(exclude={"cursor", "limit"})
    page = reads.changes(
        request.auth,
        reads.WantedChanges(**told),
        cursor=asked.cursor,
        limit=asked.limit,
    )
    rows = [change_shape(row, request.auth) for row in page.rows]
    return ServiceChangeList.model_construct(items=rows, next=page.cursor)


@keeping(router, "POST", "", ServiceChangeShape, 201, keys=REPORTERS)
def post_change(request: ApiRequest, body: NewChange) -> HttpResponse:
    """Tell a change or a deploy: planned, begun, or done already. Told without any
    instant, it begins now. 201 also when its `source_ref` was told before: then it is
    answered as it is, and nothing is changed."""
    by, told = acting(request), body.model_dump(exclude_unset=True)
    told["source"] = told.pop("source", None) or by.name[:40]
    told["key"] = told.pop("key", None) or ""

    def deed() -> Answer:
        change = actions.add_change(by=by, **told)
        return kept(_fresh(by, change.key), 201)

    return once(request, deed)


@reading(router, "/{key}", ServiceChangeShape, keys=FOLLOWERS)
def get_change(request: ApiRequest, key: str) -> ServiceChangeShape:
    """One change. A key of scope intake sees those it told itself."""
    return change_shape(reads.change_for(request.auth, key), request.auth)


@keeping(router, "PATCH", "/{key}", ServiceChangeShape, keys=REPORTERS)
def patch_change(request: ApiRequest, key: str, body: ChangeFacts) -> HttpResponse:
    """Change the facts that are told; the others stay, and so does its state."""
    by, told = acting(request), body.model_dump(exclude_unset=True)

    def deed() -> Answer:
        actions.amend_change(key, by=by, **told)
        return kept(_fresh(by, key))

    return once(request, deed)


class ChangeMoment(Asked):
    at: Annotated[Instant | None, Field(description="When; left out, now.")] = None
    why: Words = ""
    before_approved: Annotated[
        bool, Field(description="It waits for approval, and is done before; say why.")
    ] = False


NOW = ChangeMoment()


@keeping(router, "POST", "/{key}/start", ServiceChangeShape, keys=REPORTERS)
def post_change_start(
    request: ApiRequest, key: str, body: ChangeMoment = NOW
) -> HttpResponse:
    """It is under way."""
    by = acting(request)

    def deed() -> Answer:
        told = body.model_dump(include={"why", "before_approved"})
        begin_change(key, by=by, at=body.at or clock.now(), **told)
        return kept(_fresh(by, key))

    return once(request, deed)


class Finishing(ChangeMoment):
    outcome: Annotated[str, OneOf(OUTCOMES)] = "done"


FINISHED = Finishing()


@keeping(router, "POST", "/{key}/finish", ServiceChangeShape, keys=REPORTERS)
def post_change_finish(
    request: ApiRequest, key: str, body: Finishing = FINISHED
) -> HttpResponse:
    """It is over: done, failed, or backed out."""
    by = acting(request)

    def deed() -> Answer:
        at = body.at or clock.now()
        told = body.model_dump(include={"why", "before_approved", "outcome"})
        end_change(key, by=by, at=at, **told)
        return kept(_fresh(by, key))

    return once(request, deed)


class CancellingChange(Asked):
    why: Words = ""


CALLED_OFF = CancellingChange()


@keeping(router, "POST", "/{key}/cancel", ServiceChangeShape, keys=REPORTERS)
def post_change_cancel(
    request: ApiRequest, key: str, body: CancellingChange = CALLED_OFF
) -> HttpResponse:
    """It will not be done."""
    by = acting(request)

    def deed() -> Answer:
        actions.cancel_change(key, by=by, why=body.why)
        return kept(_fresh(by, key))

    return once(request, deed)


def _fresh(by: Any, key: str) -> ServiceChangeShape:
    return change_shape(reads.change_for(by, key), by)
