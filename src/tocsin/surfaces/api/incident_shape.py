"""An incident as the API tells it."""

from datetime import datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from tocsin.foundation.accounts.rules import Actor
from tocsin.kernel import home
from tocsin.register.core.rules import STATES
from tocsin.register.work.reads import verbs_for
from tocsin.surfaces.api.shapes import OneOf

# What the API calls two verbs; all others are called as in the register.
PATHS = {"wait_for": "wait"}
Key = Annotated[str | None, Field(description="A key; null where nobody told one.")]


def path_of(verb: str) -> str:
    return PATHS.get(verb, verb).replace("_", "-")


class Facts(Schema):
    """All that the timeline of an incident says of it, folded."""

    title: str = Field(examples=["Checkout answers with 502"])
    description: str
    state: Annotated[str, OneOf(STATES)]
    state_since: datetime | None
    waiting_cause: str
    whence: str = Field(description="The state to which waiting goes back.")
    basis: str
    nature: str
    channel: str
    service: Key = Field(validation_alias="service_id", examples=["checkout"])
    category: Key = Field(validation_alias="category_id", examples=["application"])
    impact: int | None
    urgency: int | None
    priority: int | None = Field(description="1 to 5, from the priority matrix.")
    priority_reason: str
    priority_overridden: bool
    complexity: str
    model: str
    team: Key = Field(validation_alias="team_id")
    owner: Key = Field(validation_alias="owner_id")
    owner_role: str = Field(description="duty_manager where no person is the owner.")
    reporter: Key = Field(validation_alias="reporter_id")
    reporter_name: str
    symptoms: str
    location_physical: str
    location_virtual: str
    affected: str
    still_works: str
    before_symptoms: str = Field(description="What happened before.")
    automatic_fix: str
    automatic_fix_text: str = Field(description="What it did, or why there was none.")
    occurred_at: datetime | None
    occurred_basis: str
    last_known_good_at: datetime | None
    detected_at: datetime | None
    detected_by: str
    reported_at: datetime | None
    registered_at: datetime | None
    classified_at: datetime | None
    assigned_at: datetime | None
    acknowledged_at: datetime | None
    accepted_at: datetime | None
    diagnosis_at: datetime | None
    mitigated_at: datetime | None = Field(description="When it first got less.")
    restored_at: datetime | None
    resolved_at: datetime | None
    confirmed_at: datetime | None
    closed_at: datetime | None
    cancelled_at: datetime | None
    reopened_count: int
    reassigned_count: int
    resolution_kind: str
    resolution_code: str
    resolution_text: str
    closure_code: str
    cancel_reason: str
    duplicate_of: str
    merged_into: str = Field(description="The incident in which it goes on.")
    links: dict[str, list[str]] = Field(
        description="References, and keys of changes, by relation."
    )
    restricted: bool
    is_drill: bool
    origin: str
    told: dict[str, Any] = Field(description="What was told and could not be used.")
    fields: dict[str, Any] = Field(
        description="The organisation's own fields that hold something, by key."
    )
    tags: list[str] = Field(description="Words it is gathered under, in order.")
    flags: list[str] = Field(description="Facts that are missing or not understood.")


class IncidentShape(Facts):
    """One incident. `seq` counts its entries: send it back as `If-Match`."""

    ref: str = Field(examples=["INC-00042"])
    url: str = Field("", description="Where people read it.")
    seq: int
    source: str
    source_ref: str
    changed_at: datetime
    next_due_at: datetime | None
    next_due_label: str
    alerts_count: int
    swarm_open: bool
    major: bool
    can: list[str] = Field([], description="The verbs this key can use on it now.")
    warnings: list[str] = Field(
        [], description="After accepting: which limits are passed. It stopped nothing."
    )


def incident_shape(incident: Any, actor: Actor) -> IncidentShape:
    told = IncidentShape.from_orm(incident)
    told.url = url_of(incident.ref)
    told.can = [path_of(verb) for verb in verbs_for(actor, incident)]
    return told


def url_of(ref: str) -> str:
    return f"{home.url()}/incidents/{ref}"
