"""POST /incidents/{ref}/…: from acknowledged to closed and back."""

from typing import Annotated

from django.http import HttpResponse
from ninja import Router
from pydantic import Field

from tocsin.register.core.rules import CANCEL_CAUSES, RESOLUTION_KINDS, WAITING_CAUSES
from tocsin.register.links import actions as links
from tocsin.register.work import actions
from tocsin.register.work.actions.ending import ANSWERS
from tocsin.response.escalation import actions as matrix
from tocsin.surfaces.api.bearer import WORKERS, ApiRequest
from tocsin.surfaces.api.operations import writing
from tocsin.surfaces.api.shapes import (
    NO_NOTE,
    NO_REASON,
    NOTHING_ASKED,
    NOTHING_TOLD,
    Asked,
    Late,
    LateNote,
    OneOf,
    Reason,
    Words,
)
from tocsin.surfaces.api.team_queue import beyond_limits
from tocsin.surfaces.api.writing import act

router = Router(tags=["Life"])
Children = Annotated[
    list[Words] | None,
    Field(
        description="References of children to which it is done as well; left out,"
        " as the organisation set it (`links.children_…`)."
    ),
]


@writing(router, "/{ref}/acknowledge", WORKERS)
def acknowledge(
    request: ApiRequest, ref: str, body: Late = NOTHING_TOLD
) -> HttpResponse:
    """Somebody answered; the owner stays who it was. Twice is no mistake, so
    `If-Match` is not looked at."""
    return act(request, ref, actions.acknowledge, body, seen=False)


@writing(router, "/{ref}/escalate", WORKERS)
def escalate(
    request: ApiRequest, ref: str, body: Asked = NOTHING_ASKED
) -> HttpResponse:
    """The next level of its row of the escalation matrix is reached now; who owns it
    stays so. Refused where no row fits or no level is left."""
    return act(request, ref, matrix.escalate, body, seen=False)


@writing(router, "/{ref}/accept", WORKERS)
def accept(request: ApiRequest, ref: str, body: Late = NOTHING_TOLD) -> HttpResponse:
    """The team takes it into diagnosis. A key owns nothing: the owner stays. Where a
    team or person then has more in diagnosis than it means to, `warnings` say so."""
    return act(request, ref, actions.accept, body, warns=beyond_limits)


@writing(router, "/{ref}/begin-diagnosis", WORKERS)
def begin_diagnosis(
    request: ApiRequest, ref: str, body: Late = NOTHING_TOLD
) -> HttpResponse:
    """Somebody looks for the fault."""
    return act(request, ref, actions.begin_diagnosis, body)


class Waiting(LateNote):
    cause: Annotated[str, OneOf(WAITING_CAUSES)]


@writing(router, "/{ref}/wait", WORKERS)
def wait(request: ApiRequest, ref: str, body: Waiting) -> HttpResponse:
    """Work stands still for a cause until `resume`; the cause may change meanwhile."""
    return act(request, ref, actions.wait_for, body)


@writing(router, "/{ref}/resume", WORKERS)
def resume(request: ApiRequest, ref: str, body: LateNote = NO_NOTE) -> HttpResponse:
    """The waiting is over; the incident is back in the state it waited in."""
    return act(request, ref, actions.resume, body)


@writing(router, "/{ref}/mitigate", WORKERS)
def mitigate(request: ApiRequest, ref: str, body: LateNote = NO_NOTE) -> HttpResponse:
    """The impact is smaller than it was; it moves no state."""
    return act(request, ref, actions.mitigate, body)


class Restoring(LateNote):
    children: Children = None


RESTORED = Restoring()


@writing(router, "/{ref}/restore", WORKERS)
def restore(request: ApiRequest, ref: str, body: Restoring = RESTORED) -> HttpResponse:
    """Users can work again. Restored is not resolved."""
    return act(request, ref, links.restore_with_children, body)


@writing(router, "/{ref}/return-impact", WORKERS)
def return_impact(
    request: ApiRequest, ref: str, body: LateNote = NO_NOTE
) -> HttpResponse:
    """It was restored too soon: the impact is back, and so is the diagnosis."""
    return act(request, ref, actions.return_impact, body)


class Resolving(Late):
    resolution: Annotated[str, OneOf(RESOLUTION_KINDS)]
    text: str = Field("", examples=["Rolled back to release 41"])
    code: str = Field(default="", max_length=40)
    children: Children = None


@writing(router, "/{ref}/resolve", WORKERS)
def resolve(request: ApiRequest, ref: str, body: Resolving) -> HttpResponse:
    """The fault is dealt with, in one of five ways; users are asked to confirm."""
    return act(request, ref, links.resolve_with_children, body)


class Confirming(Asked):
    answer: Annotated[str, OneOf(ANSWERS)] = "confirmed"
    text: str = ""


CONFIRMED = Confirming()


@writing(router, "/{ref}/confirm", WORKERS)
def confirm(
    request: ApiRequest, ref: str, body: Confirming = CONFIRMED
) -> HttpResponse:
    """What the reporter says of the resolution. `not_solved` changes no state by
    itself: whoever reads it reopens."""
    return act(request, ref, actions.confirm, body)


class AskedAtClosing(Asked):
    """What closing asks; leave out what was not asked."""

    user_confirmation: str = ""
    cost: str = ""
    invoice: str = ""
    problem_investigation: str = ""
    review: str = ""
    wrong_item: str = ""


class Closing(Late):
    code: str = Field(default="", max_length=40)
    asked: AskedAtClosing | None = None
    text: str = ""
    resolution: Annotated[str, OneOf((*RESOLUTION_KINDS, ""))] = Field(
        default="", description="Wanted only for an incident that is not resolved yet."
    )
    children: Children = None


CLOSED = Closing()


@writing(router, "/{ref}/close", WORKERS)
def close(request: ApiRequest, ref: str, body: Closing = CLOSED) -> HttpResponse:
    """The record is complete and ended. An incident that is still open is resolved
    first, by `resolution`."""
    return act(request, ref, links.close_with_children, body)


@writing(router, "/{ref}/reopen", WORKERS)
def reopen(request: ApiRequest, ref: str, body: Reason = NO_REASON) -> HttpResponse:
    """Back in diagnosis, if it ended within the window; else a new, linked incident.
    The incident that goes on is answered: look at its `ref`."""
    return act(request, ref, actions.reopen, body)


class Cancelling(Asked):
    cause: Annotated[str, OneOf(CANCEL_CAUSES)]
    duplicate_of: str = Field("", description="With the cause duplicate: of which.")
    note: str = ""


@writing(router, "/{ref}/cancel", WORKERS)
def cancel(request: ApiRequest, ref: str, body: Cancelling) -> HttpResponse:
    """It was no incident after all, or one that is told elsewhere."""
    return act(request, ref, actions.cancel, body)


@writing(router, "/{ref}/undo-cancel", WORKERS)
def undo_cancel(
    request: ApiRequest, ref: str, body: Reason = NO_REASON
) -> HttpResponse:
    """Within 30 days: the incident is back where it was."""
    return act(request, ref, actions.undo_cancel, body)
