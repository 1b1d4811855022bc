"""What a request says, by the protocol that took it and its source's tool."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import orjson

from tocsin.intake.events.event import Act, Event, Request, Told, Unparsed

_TIMEOUT = timedelta(minutes=5)


def read(
    request: Request, *, service: str = "", mapping: Mapping[str, Any] | None = None
) -> Told:
    """The events of a request. Raises Unparsed."""
    try:
        body = orjson.loads(request.body)
    except orjson.JSONDecodeError as flaw:
        raise Unparsed(f"This is no JSON: {flaw}") from None
    if isinstance(body, list):
        return Told([_event(one, request.received_at) for one in body])
    if isinstance(body, dict) and isinstance(body.get("alerts"), list):
        return Told([_event(one, request.received_at) for one in body["alerts"]])
    raise Unparsed("It does not look like an alert.")


def _event(told: Any, at: datetime) -> Event:
    labels = told["labels"]
    ends = told.get("endsAt")
    ends_at = datetime.fromisoformat(ends) if ends and ends > "1000" else None
    resolved = ends_at is not None and ends_at <= at
    starts = told.get("startsAt")
    return Event(
        key="\0".join(f"{n}={v}" for n, v in sorted(labels.items())).replace("\0", ","),
        act=Act.RESOLVE if resolved else Act.OPEN,
        title=labels.get("alertname", ""),
        severity=labels.get("severity", ""),
        service=labels.get("service", ""),
        labels=labels,
        annotations=told.get("annotations") or {},
        starts_at=datetime.fromisoformat(starts) if starts else at,
        ends_at=ends_at if resolved else None,
        expires_at=None if resolved else ends_at or at + _TIMEOUT,
        has_episodes=True,
        url=told.get("generatorURL", ""),
    )
