"""/invitations: who was asked to come. For keys that administer.

No answer tells a link: it is for whoever has the mail.
"""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Router, Schema
from pydantic import Field

from tocsin.foundation.accounts.actions import (
    invite,
    resend_invitation,
    withdraw_invitation,
)
from tocsin.foundation.accounts.invited import invitations_for, state_of
from tocsin.foundation.accounts.models import Invitation
from tocsin.foundation.accounts.rules import ROLES
from tocsin.foundation.idempotency.rules import Answer
from tocsin.surfaces.api.bearer import ADMINISTRATORS, ApiRequest
from tocsin.surfaces.api.needs import kept
from tocsin.surfaces.api.operations import keeping, reading
from tocsin.surfaces.api.shapes import Asked, OneOf, Reasoned, Words
from tocsin.surfaces.api.writing import acting, once

router = Router(tags=["People"])


class InvitationShape(Schema):
    number: int
    email: str
    name: str
    roles: list[str]
    teams: list[str]
    state: str = Field(description="open, expired, accepted or withdrawn.")
    invited_by: str
    sent_at: datetime
    ends_at: datetime
    person: str | None = Field(description="The key of whoever accepted it.")


class InvitationList(Schema):
    items: list[InvitationShape]


Role = Annotated[str, OneOf(ROLES)]


class NewInvitation(Asked):
    email: Annotated[Words, Field(max_length=254)]
    name: Annotated[Words, Field(max_length=150)] = ""
    roles: Annotated[list[Role], Field(max_length=4)] = []
    teams: Annotated[list[Words], Field(max_length=50)] = []
    language: Annotated[str, Field(max_length=16, pattern="^[a-z-]+$")] = "en"


@reading(router, "", InvitationList, keys=ADMINISTRATORS)
def get_invitations(request: ApiRequest) -> dict[str, Any]:
    """Every invitation and how it stands, the newest first."""
    return {"items": [_shape(each) for each in invitations_for(request.auth)]}


@keeping(router, "POST", "", InvitationShape, 201)
def post_invitation(request: ApiRequest, body: NewInvitation) -> HttpResponse:
    """A link that opens once is on its way to the address."""
    by, told = acting(request), body.model_dump()

    def deed() -> Answer:
        return kept(_shape(invite(by=by, **told)[0]), 201)

    return once(request, deed)


@keeping(router, "POST", "/{number}/resend", InvitationShape)
def post_invitation_resend(
    request: ApiRequest, number: int, body: Reasoned
) -> HttpResponse:
    """Another link is on its way; the one of before opens nothing."""
    by = acting(request)
    return once(request, lambda: kept(_shape(resend_invitation(number, by=by)[0])))


@keeping(router, "POST", "/{number}/withdraw", InvitationShape)
def post_invitation_withdraw(
    request: ApiRequest, number: int, body: Reasoned
) -> HttpResponse:
    """The link opens nothing any more."""
    by = acting(request)

    def deed() -> Answer:
        return kept(_shape(withdraw_invitation(number, by=by, why=body.why)))

    return once(request, deed)


def _shape(found: Invitation) -> InvitationShape:
    told = {n: getattr(found, n) for n in "email name roles teams invited_by".split()}
    return InvitationShape(
        number=found.id,
        state=state_of(found),
        sent_at=found.sent_at,
        ends_at=found.ends_at,
        person=found.person.key if found.person else None,
        **told,
    )
