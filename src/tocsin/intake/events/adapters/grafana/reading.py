"""Grafana's unified alerting: Alertmanager's words, and some of Grafana's own.

Source: grafana.com/docs/grafana, webhook notifier; and wire captures of version 12.
"""

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from tocsin.intake.events.adapters.alertmanager.reading import notified
from tocsin.intake.events.adapters.bodies import opened
from tocsin.intake.events.adapters.labels import REMARK, bounded
from tocsin.intake.events.adapters.texts import link
from tocsin.intake.events.event import Event, Request, Told, Unparsed

_REMARKS = {
    "silenceURL": "silence_url",
    "dashboardURL": "dashboard_url",
    "panelURL": "panel_url",
    "imageURL": "image_url",
    "valueString": "values",
}
_ADDRESSES = ("panelURL", "dashboardURL", "generatorURL")


def read(request: Request) -> Told:
    """The members of a group; Unparsed where it is what legacy alerting sent."""
    body = opened(request)
    if not isinstance(body, dict) or not isinstance(body.get("alerts"), list):
        raise Unparsed("The body has no list of alerts.")
    members = [alert for alert in body["alerts"] if isinstance(alert, dict)]
    told = [notified({**body, "alerts": [alert]}) for alert in members]
    return Told(
        events=[
            _with_grafanas_own(event, alert)
            for alert, events in zip(members, told, strict=True)
            for event in events
        ]
    )


def _with_grafanas_own(event: Event, alert: Mapping[str, Any]) -> Event:
    more = {ours: alert.get(theirs) for theirs, ours in _REMARKS.items()}
    addresses = (link(alert.get(name)) for name in _ADDRESSES)
    told = replace(
        event,
        annotations=bounded({**more, **event.annotations}, REMARK),
        url=event.url or next(filter(None, addresses), ""),
    )
    return _as_test(told) if _is_test(event) else told


def _is_test(event: Event) -> bool:
    """Whether a contact point is only tried out."""
    labels = event.labels
    return (
        labels.get("alertname") == "TestAlert" and labels.get("instance") == "Grafana"
    )


def _as_test(event: Event) -> Event:
    return replace(event, severity="info", labels={"test": "yes", **event.labels})
