"""What the sample organisation's tools told: alerts of incidents that it has.

They are what was, so nothing is correlated: each belongs to the incident of its title,
or is held back by another that fires, and folding goes on behind them.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

from msgspec.structs import replace

from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.config.actions import publish_new
from tocsin.intake.alerts.applying import apply
from tocsin.intake.alerts.beneath import PREFIX
from tocsin.intake.alerts.changes import Received
from tocsin.intake.alerts.inhibiting import INHIBITION, keep_inhibitors
from tocsin.intake.alerts.queries import join_incidents
from tocsin.intake.correlation.acting import hold_back
from tocsin.intake.correlation.folding import put_aside
from tocsin.intake.correlation.hearing import as_request
from tocsin.intake.events.actions.sources import add_source
from tocsin.intake.events.adapters.reading import read
from tocsin.intake.events.adapters.sns import ANY_TOPIC
from tocsin.intake.events.models import Bookmark, Source, Subscription
from tocsin.intake.events.queries import Stored, requests_of, take_numbers
from tocsin.kernel.sql import copy_rows
from tocsin.register.core.reads.visible import visible_to

_BY = SYSTEM.through("sample")
_COLUMNS = ("id", "source_id", "retention", "received_at", "protocol", "meta", "body")
_JSON = json.dumps({"headers": {"content-type": "application/json"}})


@dataclass(frozen=True, slots=True)
class Telling:
    """What a source sent so many minutes ago, and of which incident that is; without
    one it could not be read, or, where it `is_held`, waits behind another alert. What
    lies `beneath` a service failed because that did."""

    source: str
    ago: int
    body: Any
    title: str = ""
    is_held: bool = False
    beneath: str = ""


def _prometheus(
    name: str,
    summary: str,
    severity: str,
    service: str,
    *,
    over: bool = False,
    **more: str,
) -> dict[str, Any]:
    """As Alertmanager's webhook has it, one alert at a time."""
    labels = {"alertname": name, "severity": severity, "service": service, **more}
    alert = {
        "status": "resolved" if over else "firing",
        "labels": labels,
        "annotations": {"summary": summary},
        "startsAt": "0001-01-01T00:00:00Z",
        "endsAt": "0001-01-01T00:00:00Z",
        "generatorURL": f"https://prometheus.halden.example/graph?g0.expr={name}",
        "fingerprint": _digest(labels),
    }
    return {
        "version": "4",
        "status": alert["status"],
        "groupKey": name,
        "alerts": [alert],
    }


def _digest(labels: Mapping[str, str]) -> str:
    """The same for the same labels, in every process."""
    told = json.dumps(labels, sort_keys=True).encode()
    return blake2b(told, digest_size=8).hexdigest()


_CHECKOUT, _FILLS = "Checkout: no orders", "Disk of db-replica fills up"
_APP = "app-03 does not start"
_ORDERS = ("OrdersStopped", "No order for 60 s on checkout", "critical", "checkout")
_DOWN = ("PostgresDown", "db-primary does not answer", "critical", "databases")
_DISK = ("DiskFillsUp", "Disk of db-replica is 91 % full", "warning", "databases")
_LAG = ("ReplicationLags", "db-replica is 240 s behind", "warning", "databases")
_POOL = ("PoolFull", "No connection to db-primary is free", "warning", "databases")
_SHOP = ("ShopAnswers502", "The shop answers 502", "error", "shop")
_HOST = ("HostDown", "app-03 does not answer", "error", "servers")
TOLD: Sequence[Telling] = (
    Telling("prometheus", 240, _prometheus(*_DISK, instance="db-replica"), _FILLS),
    Telling("prometheus", 120, _prometheus(*_DISK, instance="db-replica"), _FILLS),
    Telling("prometheus", 97, _prometheus(*_HOST, instance="app-03"), _APP),
    Telling("probe", 40, "<html>502 Bad Gateway</html>"),
    Telling("prometheus", 7, _prometheus(*_DOWN, instance="db-primary"), _CHECKOUT),
    Telling("prometheus", 6, _prometheus(*_LAG, instance="db-replica"), is_held=True),
    Telling("prometheus", 6, _prometheus(*_POOL, instance="db-primary"), is_held=True),
    Telling("prometheus", 6, _prometheus(*_ORDERS, channel="shop"), _CHECKOUT),
    Telling("prometheus", 6, _prometheus(*_ORDERS, channel="app"), _CHECKOUT),
    Telling(
        "probe",
        6,
        {
            "check": "Order probe",
            "status": "down",
            "severity": "critical",
            "message": "The order probe failed twice, 15 s apart",
            "url": "https://shop.halden.example/probe",
        },
        _CHECKOUT,
    ),
    Telling("prometheus", 5, _prometheus(*_SHOP), _CHECKOUT, beneath="checkout"),
    Telling("prometheus", 2, _prometheus(*_ORDERS, channel="shop"), _CHECKOUT),
    Telling(
        "prometheus", 1, _prometheus(*_ORDERS, channel="app", over=True), _CHECKOUT
    ),
)


# While a database does not answer, its warnings tell nothing new.
_RULE = {
    "source": ["alertname=PostgresDown"],
    "target": ["severity=warning"],
    "equal": ["service"],
    "comment": "While a database does not answer, its warnings tell nothing new.",
}


def load_sample_alerts(now: datetime) -> None:
    """Two tools have sent for some hours; what they told stands with its incidents or
    behind another alert, and one request could not be read. A third has been offered
    topics of Amazon SNS."""
    publish_new(INHIBITION, "database-down", _RULE, by=(_BY.kind, _BY.id))
    sources = {
        "prometheus": add_source("Prometheus, Lyon", "alertmanager", by=_BY)[0],
        "probe": add_source("Shop probe", "generic", service="checkout", by=_BY)[0],
    }
    _offer_topics(now)
    numbers = take_numbers(len(TOLD))
    rows = [
        _row(number, sources[told.source], told, now)
        for number, told in zip(numbers, TOLD, strict=True)
    ]
    copy_rows("events_request", _COLUMNS, rows)
    for stored, told in zip(requests_of(numbers), TOLD, strict=True):
        _told(stored, sources[told.source], told)
    _folded_up_to(requests_of(numbers[-1:])[0], now)


def _row(number: int, source: Source, told: Telling, now: datetime) -> tuple[Any, ...]:
    at = now - timedelta(minutes=told.ago, seconds=-(number * 7 % 40))
    raw = told.body if isinstance(told.body, str) else json.dumps(told.body)
    return number, source.id, source.retention, at, "in", _JSON, raw.encode()


def _told(stored: Stored, source: Source, telling: Telling) -> None:
    Source.objects.filter(id=source.id).update(last_request_at=stored.received_at)
    rows = Source.objects.filter(id=source.id, first_request_at=None)
    rows.update(first_request_at=stored.received_at)
    if not (telling.title or telling.is_held):
        put_aside([(stored, "The body is not JSON.")], stored.received_at)
        return
    request = as_request(stored, source)
    # Nobody goes on sending here, so nothing is promised that would lapse.
    events = [
        replace(event, expires_at=None, has_episodes=False, starts_at=None)
        for event in read(request, service=source.service).events
    ]
    told = [Received(source.id, request, event) for event in events]
    moved = apply(told, stored.received_at, usual={source.id: source.service})
    keep_inhibitors(moved)
    if telling.is_held:
        hold_back(moved.opened, stored.received_at)
        return
    titled = visible_to(SYSTEM).filter(title=telling.title)
    incident = titled.order_by("-id").first()
    if incident is not None:
        mark = f"{PREFIX}{telling.beneath}" if telling.beneath else ""
        join_incidents([(alert.id, incident.id, mark) for alert in moved.opened])


def _offer_topics(now: datetime) -> None:
    """One topic was confirmed, one refused by somebody, and one waits: its address is
    none of Amazon's, so nobody is asked, and nothing leaves the sample."""
    named = ("CloudWatch, Ireland", "aws-cloudwatch")
    source, _key = add_source(*named, secret=ANY_TOPIC, by=_BY)
    source.first_request_at = now - timedelta(days=12)
    source.last_request_at = now - timedelta(minutes=20)
    source.save()
    topics: dict[str, dict[str, Any]] = {
        "shop-alarms": {"confirmed_at": now - timedelta(days=12)},
        "cost-reports": {"refused_at": now - timedelta(days=2)},
        "network-alarms": {"why": "The subscription's address is none of Amazon SNS."},
    }
    for name, facts in topics.items():
        topic = f"arn:aws:sns:eu-west-1:123456789012:{name}"
        offered = facts.get("confirmed_at") or facts.get("refused_at") or now
        Subscription.objects.create(
            source=source,
            topic=topic,
            offer={
                "Type": "SubscriptionConfirmation",
                "MessageId": f"sample-{name}",
                "TopicArn": topic,
                "SubscribeURL": f"https://sns.halden.example/?topic={name}",
            },
            offered_at=offered - timedelta(minutes=20),
            tried_at=now,
            **facts,
        )


def _folded_up_to(last: Stored, now: datetime) -> None:
    """Folding begins with what comes after these."""
    told = {"xact": last.xact, "request_id": last.id, "at": now}
    Bookmark.objects.update_or_create(name="fold", defaults=told)
