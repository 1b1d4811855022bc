"""What has become of alerts in one turn. Pure data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from msgspec import Struct

from tocsin.intake.events.event import Event, Request


class Received(Struct, gc=False):
    """An event, with the source and the request that brought it."""

    source_id: int
    request: Request
    event: Event
    is_drill: bool = False


class Unwritten(Struct, gc=False):
    """Of a new alert that has no row yet, what only its row says; and the incident that
    the last alert of its key belonged to. `is_first` tells that there was none."""

    episode_at: datetime | None
    ended_why: str
    content: int
    expires_at: datetime | None
    earlier: int | None = None
    is_first: bool = True


class AlertFacts(Struct, gc=False):
    """An alert as it stands in this turn; `state` is open, no_data or resolved.

    `service` is the key of a service of ours, or "". `incident_id` is what it opened
    or joined, `suppressed` what keeps it from doing so. Until a new alert is written,
    which is when both are known, `unwritten` holds the rest of its row.
    """

    id: int
    source_id: int
    source: str
    tool: str
    key: str
    state: str
    severity: str
    title: str
    description: str
    service: str
    service_told: str
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    fingerprint: str
    group_key: str
    url: str
    starts_at: datetime
    ends_at: datetime | None
    count: int
    first_seen_at: datetime
    last_seen_at: datetime
    acknowledged_at: datetime | None = None
    acknowledged_by: str = ""
    suppressed: str = ""
    incident_id: int | None = None
    is_drill: bool = False
    unwritten: Unwritten | None = None


@dataclass(slots=True)
class Moved:
    """Alerts that changed, each list in the order told. `returned` were without data
    and fire again; `changed` have another severity, title or service than before. What
    was `over` when it was first heard of is written down, and not acted on."""

    opened: list[AlertFacts] = field(default_factory=list)
    resolved: list[AlertFacts] = field(default_factory=list)
    acknowledged: list[AlertFacts] = field(default_factory=list)
    unacknowledged: list[AlertFacts] = field(default_factory=list)
    no_data: list[AlertFacts] = field(default_factory=list)
    returned: list[AlertFacts] = field(default_factory=list)
    changed: list[AlertFacts] = field(default_factory=list)
    noted: list[tuple[AlertFacts, str, str]] = field(default_factory=list)
    over: list[AlertFacts] = field(default_factory=list)
