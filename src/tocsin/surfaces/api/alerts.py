"""/alerts: what monitoring tools hold true, and what became of it."""

from datetime import datetime
from typing import Annotated, Any

from ninja import Query, Router, Schema
from pydantic import Field

from tocsin.intake.alerts.finding import SeenAlert, WantedAlerts, alert_for, find_alerts
from tocsin.intake.alerts.history import HistoryLine, history_of
from tocsin.intake.alerts.ordering import ORDERS
from tocsin.kernel import home
from tocsin.surfaces.api.bearer import ApiRequest
from tocsin.surfaces.api.operations import reading
from tocsin.surfaces.api.shapes import Bound, Limit, OneOf, Words

router = Router(tags=["Alerts"])


class AlertShape(Schema):
    """One alert. While it is not resolved, there is one for a source and key."""

    id: int
    source: str = Field(description="The source's id.")
    key: str = Field(description="What tells the thing apart within its source.")
    state: str = Field(description="open, no_data or resolved.")
    severity: str = Field(description="critical, error, warning, info, or empty.")
    title: str
    description: str
    service: str = Field(description="A service's key; empty where none is known.")
    labels: dict[str, str]
    annotations: dict[str, str]
    starts_at: datetime
    ends_at: datetime | None
    url: str = Field(description="Where it is seen at its source.")
    count: int = Field(description="How often it was told to fire.")
    incident: str | None = Field(
        description="The incident it opened or joined, if the key sees that."
    )
    suppressed: str = Field(description="What keeps it from opening or joining one.")
    acknowledged_at: datetime | None
    acknowledged_by: str
    fingerprint: str
    group_key: str
    first_seen_at: datetime
    last_seen_at: datetime
    is_drill: bool
    page: str = Field(description="Where people read it.")


class AlertEvent(Schema):
    kind: str = Field(description="opened, repeated, changed, resolved, …")
    happened_at: datetime
    recorded_at: datetime
    request: int | None = Field(description="The number of the request that told it.")
    text: str
    by: str


class AlertWithHistory(AlertShape):
    history: list[AlertEvent] = Field(description="The latest first.")


class AlertList(Schema):
    items: list[AlertShape]
    next: str | None = Field(
        description="The cursor of the next page, or null. One page looks through a"
        " bounded number of alerts, so there may be a next page after an empty one."
    )


# By number, or by an instant and a number.
AlertCursor = Annotated[str, Field(pattern=r"^([0-9]{1,17}\.)?[0-9]{0,18}$")]


class AlertNarrowing(Schema):
    """Filters of the alerts; what is left out narrows nothing."""

    q: Words = Field("", description="Words in title, key or labels.")
    source: Words = Field("", description="A source's id.")
    state: Words = Field("", description="open, no_data, resolved, or standing.")
    severity: Words = ""
    service: Words = Field("", description="A service's key, or none.")
    incident: Words = Field("", description="A reference, or none.")
    suppressed: Words = Field("", description="silence, window, …; any or none.")
    first_since: Bound = Field(None, description="First told at this instant or later.")
    first_until: Bound = Field(None, description="First told before this instant.")
    last_since: Bound = Field(None, description="Last told at this instant or later.")
    last_until: Bound = Field(None, description="Last told before this instant.")
    order: Annotated[str, OneOf(tuple(ORDERS))] = Field(
        "",
        description="first_seen or last_seen: by when they were told; else by number.",
    )
    cursor: AlertCursor = ""
    limit: Limit = 50


_COLUMNS = AlertShape.model_fields.keys() - {"source", "incident", "suppressed", "page"}


@reading(router, "", AlertList, AlertNarrowing)
def get_alerts(request: ApiRequest, asked: Query[AlertNarrowing]) -> AlertList:
    """Alerts, the newest first."""
    told = asked.model_dump(exclude={"cursor", "limit"})
    wanted = WantedAlerts(**told)
    page = find_alerts(request.auth, wanted, cursor=asked.cursor, limit=asked.limit)
    items = [AlertShape.model_construct(**alert_facts(row)) for row in page.rows]
    return AlertList.model_construct(items=items, next=page.cursor)


Number = Annotated[int, Field(ge=1, le=2**63 - 1)]


@reading(router, "/{number}", AlertWithHistory)
def get_alert(request: ApiRequest, number: Number) -> AlertWithHistory:
    """One alert with its history, as far as that is kept."""
    seen = alert_for(request.auth, number)
    lines = [_event(line) for line in history_of(request.auth, seen.alert)]
    return AlertWithHistory.model_construct(**alert_facts(seen), history=lines)


def alert_facts(seen: SeenAlert) -> dict[str, Any]:
    alert = seen.alert
    told: dict[str, Any] = {name: getattr(alert, name) for name in _COLUMNS}
    return told | {
        "source": alert.source.slug,
        "incident": seen.incident.ref if seen.incident else None,
        "suppressed": seen.suppressed,
        "page": f"{home.url()}/alerts/{alert.id}",
    }


def _event(line: HistoryLine) -> AlertEvent:
    return AlertEvent.model_construct(
        kind=line.kind,
        happened_at=line.happened_at,
        recorded_at=line.recorded_at,
        request=line.request_id,
        text=line.said,
        by=line.by,
    )
