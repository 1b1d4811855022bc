"""What one entry tells the fold, and what an incident is by all of them. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from tocsin.register.core.ties import Links


class Said(NamedTuple):
    """What the fold needs to know of one entry; private values are in `body`."""

    kind: str
    body: Mapping[str, Any]
    happened_at: datetime
    origin: str = "lived"
    is_drill: bool = False


@dataclass(slots=True)
class State:
    """All that an incident's row says because its timeline says it."""

    title: str = ""
    description: str = ""
    state: str = "registered"
    state_since: datetime | None = None
    whence: str = ""
    before_cancel: str = ""
    waiting_cause: str = ""
    basis: str = ""
    nature: str = ""
    channel: str = ""
    service_id: str | None = None
    category_id: str | None = None
    impact: int | None = None
    urgency: int | None = None
    priority: int | None = None
    priority_reason: str = ""
    priority_overridden: bool = False
    complexity: str = ""
    model: str = ""
    team_id: str | None = None
    owner_id: str | None = None
    owner_role: str = ""
    reporter_id: str | None = None
    reporter_name: str = ""
    symptoms: str = ""
    location_physical: str = ""
    location_virtual: str = ""
    affected: str = ""
    still_works: str = ""
    before_symptoms: str = ""
    automatic_fix: str = ""
    automatic_fix_text: str = ""
    occurred_at: datetime | None = None
    occurred_basis: str = ""
    last_known_good_at: datetime | None = None
    detected_at: datetime | None = None
    detected_by: str = ""
    reported_at: datetime | None = None
    registered_at: datetime | None = None
    classified_at: datetime | None = None
    assigned_at: datetime | None = None
    acknowledged_at: datetime | None = None
    accepted_at: datetime | None = None
    diagnosis_at: datetime | None = None
    mitigated_at: datetime | None = None
    restored_at: datetime | None = None
    resolved_at: datetime | None = None
    confirmed_at: datetime | None = None
    closed_at: datetime | None = None
    cancelled_at: datetime | None = None
    reopened_count: int = 0
    reassigned_count: int = 0
    resolution_kind: str = ""
    resolution_code: str = ""
    resolution_text: str = ""
    closure_code: str = ""
    cancel_reason: str = ""
    duplicate_of: str = ""
    merged_into: str = ""
    restricted: bool = False
    is_drill: bool = False
    origin: str = "lived"
    told: dict[str, Any] = field(default_factory=dict)
    flags: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    fields: dict[str, Any] = field(default_factory=dict)
    links: Links = field(default_factory=dict)
