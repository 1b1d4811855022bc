"""/incidents/<ref>/stakeholders: who else is told of it; classes and contacts."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Router, Schema
from pydantic import Field

from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.idempotency.rules import Answer
from tocsin.kernel import home
from tocsin.kernel.text import holdable
from tocsin.register.work.reads import incident_for
from tocsin.response.stakeholders.actions.proposing import ask_for_draft
from tocsin.response.stakeholders.actions.setting import (
    add_contact,
    publish_stakeholders,
    remove_contact,
)
from tocsin.response.stakeholders.actions.telling import approve_draft, drop_draft
from tocsin.response.stakeholders.models import Contact, Draft
from tocsin.response.stakeholders.published import body_in_force
from tocsin.response.stakeholders.reads import Told, contacts_for, stakeholders_of
from tocsin.response.stakeholders.rules import CHANNELS
from tocsin.surfaces.api.bearer import ADMINISTRATORS, WORKERS, ApiRequest
from tocsin.surfaces.api.needs import kept
from tocsin.surfaces.api.operations import keeping, reading
from tocsin.surfaces.api.shapes import NOTHING_ASKED, Asked, Words
from tocsin.surfaces.api.writing import acting, once

router = Router(tags=["Telling people"])


class StakeholderDraftShape(Schema):
    """What a class is to be told, or was."""

    id: str
    because: str = Field(description="begun, state, cadence or asked.")
    title: str
    text: str
    language: str
    at: datetime = Field(description="When it was proposed; of what was told, when.")
    next_at: datetime | None = Field(description="What it promises, if anything.")


class StakeholderTelling(Schema):
    draft: StakeholderDraftShape
    messages: dict[str, int] = Field(description="By state, how many.")


class StakeholderClassShape(Schema):
    """One class with this incident."""

    name: str
    audience: str
    addresses: int
    by_notice: bool = Field(description="Notices of status pages tell them.")
    due_at: datetime | None = Field(description="Until when they are to be told.")
    is_overdue: bool
    told_at: datetime | None
    ended_at: datetime | None
    view: str | None = Field(description="The link by which they read how it is.")
    draft: StakeholderDraftShape | None = Field(description="What waits.")
    told: list[StakeholderTelling] = Field(description="The latest first.")


class StakeholdersShape(Schema):
    incident: str
    classes: list[StakeholderClassShape]


class StakeholderApproval(Asked):
    """What is not told stays as proposed."""

    title: Annotated[Words, Field(max_length=200)] | None = None
    text: Annotated[Words, Field(max_length=4000)] | None = None


class StakeholderDrop(Asked):
    reason: Annotated[Words, Field(max_length=4000)] = ""


class StakeholderAsking(Asked):
    name: Annotated[Words, Field(max_length=60, description="A class's name.")]


class StakeholderRulesShape(Schema):
    """The document in force; what a class may hold is in `docs/stakeholders.md`."""

    zone: str
    nag_minutes: int
    escalate_minutes: int
    classes: list[dict[str, Any]]


class StakeholderRulesTold(Asked):
    """It is complete: what is left out is as usual."""

    zone: Words = "UTC"
    nag_minutes: int = 5
    escalate_minutes: int = 10
    classes: Annotated[list[dict[str, Any]], Field(max_length=50)] = []
    why: Words = ""


class StakeholderContactShape(Schema):
    """Somebody classes may name; the address is shown to nobody."""

    key: str
    name: str
    channel: str
    secret: str | None = Field(None, description="A webhook's, shown this once.")


class StakeholderContacts(Schema):
    items: list[StakeholderContactShape]


class StakeholderContactTold(Asked):
    key: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]
    name: Annotated[Words, Field(min_length=1, max_length=120)]
    channel: Annotated[Words, Field(description=", ".join(CHANNELS))]
    address: Annotated[Words, Field(max_length=500)]


_NO_CHANGE, _NO_REASON = StakeholderApproval(), StakeholderDrop()


@reading(router, "/incidents/{ref}/stakeholders", StakeholdersShape)
def get_stakeholders(request: ApiRequest, ref: str) -> StakeholdersShape:
    """Who else is told of it, what waits to be approved, and what they were told."""
    return _standing(request.auth, ref)


@keeping(
    router,
    "POST",
    "/incidents/{ref}/stakeholders/draft",
    StakeholdersShape,
    keys=WORKERS,
)
def post_stakeholder_draft(
    request: ApiRequest, ref: str, body: StakeholderAsking
) -> HttpResponse:
    """A draft for one class from the facts as they are now."""
    by = acting(request)

    def deed() -> Answer:
        ask_for_draft(_number(by, ref), body.name, by=by)
        return kept(_standing(by, ref))

    return once(request, deed)


@keeping(
    router,
    "POST",
    "/incidents/{ref}/stakeholders/{draft}/approve",
    StakeholdersShape,
    keys=WORKERS,
)
def post_stakeholder_approve(
    request: ApiRequest, ref: str, draft: str, body: StakeholderApproval = _NO_CHANGE
) -> HttpResponse:
    """The class is told this, as proposed or as changed."""
    by = acting(request)

    def deed() -> Answer:
        approve_draft(_number(by, ref), draft, by=by, **body.model_dump())
        return kept(_standing(by, ref))

    return once(request, deed)


@keeping(
    router,
    "POST",
    "/incidents/{ref}/stakeholders/{draft}/drop",
    StakeholdersShape,
    keys=WORKERS,
)
def post_stakeholder_drop(
    request: ApiRequest, ref: str, draft: str, body: StakeholderDrop = _NO_REASON
) -> HttpResponse:
    """It is not told."""
    by = acting(request)

    def deed() -> Answer:
        drop_draft(_number(by, ref), draft, by=by, reason=body.reason)
        return kept(_standing(by, ref))

    return once(request, deed)


@reading(router, "/stakeholder-rules", StakeholderRulesShape)
def get_stakeholder_rules(request: ApiRequest) -> StakeholderRulesShape:
    """The classes in force."""
    return StakeholderRulesShape(**body_in_force())


@keeping(router, "POST", "/stakeholder-rules", StakeholderRulesShape)
def post_stakeholder_rules(
    request: ApiRequest, body: StakeholderRulesTold
) -> HttpResponse:
    """Publish these: incidents are told by them from now on."""
    by = acting(request)

    def deed() -> Answer:
        told = body.model_dump(exclude={"why"})
        publish_stakeholders(told, by=by, why=body.why)
        return kept(StakeholderRulesShape(**body_in_force()))

    return once(request, deed)


@reading(router, "/stakeholder-contacts", StakeholderContacts, keys=ADMINISTRATORS)
def get_stakeholder_contacts(request: ApiRequest) -> StakeholderContacts:
    """Whom classes may name that are not in the directory."""
    rows = [_contact(row) for row in contacts_for(request.auth)]
    return StakeholderContacts(items=rows)


@keeping(router, "POST", "/stakeholder-contacts", StakeholderContactShape, 201)
def post_stakeholder_contact(
    request: ApiRequest, body: StakeholderContactTold
) -> HttpResponse:
    """Somebody more whom classes may name."""
    by = acting(request)

    def deed() -> Answer:
        row, secret = add_contact(by=by, **body.model_dump())
        return kept(_contact(row, secret), 201)

    return once(request, deed)


@keeping(
    router,
    "POST",
    "/stakeholder-contacts/{key}/remove",
    StakeholderContacts,
)
def post_stakeholder_contact_remove(
    request: ApiRequest, key: str, body: Asked = NOTHING_ASKED
) -> HttpResponse:
    """Nothing more is sent there, and nothing is kept of it."""
    by = acting(request)

    def deed() -> Answer:
        remove_contact(key, by=by)
        rows = [_contact(row) for row in contacts_for(by)]
        return kept(StakeholderContacts(items=rows))

    return once(request, deed)


def _number(actor: Actor, ref: str) -> int:
    return incident_for(actor, holdable(ref)).id


def _standing(actor: Actor, ref: str) -> StakeholdersShape:
    incident = incident_for(actor, holdable(ref))
    standing = stakeholders_of(actor, incident.ref)
    classes = [_class(each) for each in standing.classes]
    return StakeholdersShape(incident=incident.ref, classes=classes)


def _class(each: Told) -> StakeholderClassShape:
    row = each.row
    return StakeholderClassShape(
        name=row.name,
        audience=row.audience,
        addresses=each.number,
        by_notice=each.by_notice,
        due_at=row.due_at,
        is_overdue=each.is_overdue,
        told_at=row.told_at,
        ended_at=row.ended_at,
        view=f"{home.url()}{each.view}" if each.view else None,
        draft=_draft(each.waiting) if each.waiting else None,
        told=[
            StakeholderTelling(draft=_draft(t.draft), messages=dict(t.outcomes))
            for t in each.tellings
        ],
    )


def _draft(row: Draft) -> StakeholderDraftShape:
    return StakeholderDraftShape(
        id=row.code,
        because=row.because,
        title=row.title,
        text=row.text,
        language=row.language,
        at=row.ended_at or row.made_at,
        next_at=row.next_at,
    )


def _contact(row: Contact, secret: str = "") -> StakeholderContactShape:
    return StakeholderContactShape(
        key=row.key, name=row.name, channel=row.channel, secret=secret or None
    )
