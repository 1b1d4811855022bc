"""Emergency changes: asked for from the incident they mend, approved or refused."""

from collections.abc import Callable
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Router
from pydantic import Field

from tocsin.foundation.changes.reads import change_for
from tocsin.foundation.changes.rules import OUTCOMES, RISKS
from tocsin.foundation.idempotency.rules import Answer
from tocsin.kernel.text import holdable
from tocsin.register.work.reads import incident_for
from tocsin.response.major import actions
from tocsin.surfaces.api.bearer import WORKERS, ApiRequest
from tocsin.surfaces.api.changes import ServiceChangeShape, Title, change_shape
from tocsin.surfaces.api.needs import kept
from tocsin.surfaces.api.operations import keeping
from tocsin.surfaces.api.shapes import Asked, Instant, OneOf, Words
from tocsin.surfaces.api.writing import acting, once

router = Router(tags=["Changes"])


class EmergencyAsked(Asked):
    title: Title = Field(examples=["Promote the replica db-2"])
    description: Annotated[Words, Field(max_length=20_000)] = ""
    risk: Annotated[str, OneOf(RISKS)] = "medium"
    back_out: Annotated[Words, Field(max_length=4000)] = Field(
        "", description="How it is taken back."
    )
    services: Annotated[list[Words], Field(max_length=200)] | None = Field(
        None, description="Left out: the incident's."
    )
    reason: Annotated[Words, Field(max_length=4000)] = Field(
        "", description="Why; wanted where it was done already."
    )
    started_at: Instant | None = Field(
        None, description="It was begun already: approval is asked afterwards."
    )
    ended_at: Instant | None = None
    outcome: Annotated[str, OneOf(OUTCOMES)] = Field(
        "done", description="With ended_at: how it ended."
    )


class Approving(Asked):
    reason: Annotated[Words, Field(max_length=4000)] = ""


APPROVED = Approving()


class Refusing(Asked):
    reason: Annotated[Words, Field(min_length=1, max_length=4000, pattern=r"\S")]


@keeping(
    router,
    "POST",
    "/incidents/{ref}/emergency-change",
    ServiceChangeShape,
    201,
    keys=WORKERS,
)
def post_emergency_change(
    request: ApiRequest, ref: str, body: EmergencyAsked
) -> HttpResponse:
    """Ask for an emergency change that is to mend the incident: whoever approves it is
    paged. Told with when it was begun, it was done before it was approved."""
    by = acting(request)

    def deed() -> Answer:
        incident = incident_for(by, holdable(ref))
        made = actions.request_emergency_change(
            incident.id, by=by, **body.model_dump(exclude_unset=True)
        )
        return kept(change_shape(change_for(by, made.key), by), 201)

    return once(request, deed)


@keeping(router, "POST", "/changes/{key}/approve", ServiceChangeShape, keys=WORKERS)
def post_change_approve(
    request: ApiRequest, key: str, body: Approving = APPROVED
) -> HttpResponse:
    """The emergency change may be done; nobody approves what they asked for."""
    return _decided(request, key, actions.approve_change, body.reason)


@keeping(router, "POST", "/changes/{key}/refuse", ServiceChangeShape, keys=WORKERS)
def post_change_refuse(request: ApiRequest, key: str, body: Refusing) -> HttpResponse:
    """The emergency change is not done; what was not begun is called off."""
    return _decided(request, key, actions.refuse_change, body.reason)


def _decided(
    request: ApiRequest, key: str, verb: Callable[..., Any], reason: str
) -> HttpResponse:
    by = acting(request)

    def deed() -> Answer:
        change = change_for(by, key)
        verb(change.key, by=by, reason=reason)
        return kept(change_shape(change_for(by, key), by))

    return once(request, deed)
