"""PagerDuty's clients, unchanged, against a running Tocsin: PyPI's `pagerduty` and
`pdpyras`, and Alertmanager's own."""

import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from pagerduty import EventsApiV2Client

from tests.front_door.running import until
from tests.senders.alertmanager import alertmanager
from tests.senders.tls import https
from tests.senders.wire import Wire

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from pdpyras import EventsAPISession


@pytest.fixture(scope="module")
def source(wire: Wire) -> dict[str, Any]:
    return wire.quick_source("pagerduty", "Watcher")


@pytest.fixture(scope="module")
def client(wire: Wire, source: dict[str, Any]) -> Iterator[EventsApiV2Client]:
    """It speaks HTTPS alone."""
    with (
        https(wire.running.port) as (url, trust),
        EventsApiV2Client(source["key"], base_url=url, verify=trust) as client,
    ):
        yield client


def alert_of(wire: Wire, key: str, source: dict[str, Any]) -> dict[str, Any]:
    """The last alert of this key, as our own API shows it."""
    found = wire.api(f"alerts?source={source['id']}&limit=100")["items"]
    return next((one for one in found if one["key"] == key), {})


def until_alert(
    wire: Wire, key: str, source: dict[str, Any], **facts: Any
) -> dict[str, Any]:
    def is_so() -> bool:
        told = alert_of(wire, key, source)
        return all(told.get(name) == value for name, value in facts.items())

    until(is_so, f"{key} {facts}, not {alert_of(wire, key, source)}", 10)
    return alert_of(wire, key, source)


def incident_of(wire: Wire, alert: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = wire.api(f"incidents/{alert['incident']}")
    return told


def kinds(wire: Wire, ref: str) -> list[str]:
    return [one["kind"] for one in wire.api(f"incidents/{ref}/timeline")["items"]]


def until_acknowledged(wire: Wire, key: str, source: dict[str, Any]) -> None:
    def is_so() -> bool:
        return bool(alert_of(wire, key, source)["acknowledged_at"])

    until(is_so, "acknowledged", 10)


def test_the_client_pagerduty_opens_folds_acknowledges_and_resolves(
    wire: Wire, source: dict[str, Any], client: EventsApiV2Client
) -> None:
    key = client.trigger(
        "Disk full on db1",
        "db1.example.com",
        severity="critical",
        custom_details={"mount": "/var"},
    )
    assert len(key) == 32
    alert = until_alert(wire, key, source, state="open", count=1)
    assert (alert["severity"], alert["labels"]["mount"]) == ("critical", "/var")
    assert client.trigger("Disk full on db1", "db1.example.com", dedup_key=key) == key
    until_alert(wire, key, source, count=2)
    incident = incident_of(wire, alert)
    assert incident["title"] == "Disk full on db1"
    assert client.acknowledge(key) == key
    until_acknowledged(wire, key, source)
    assert "acknowledged" in kinds(wire, incident["ref"])
    assert client.resolve(key) == key
    ended = until_alert(wire, key, source, state="resolved")
    assert ended["incident"] == incident["ref"]
    assert "restored" in kinds(wire, incident["ref"])
    client.trigger("Disk full on db1", "db1.example.com", dedup_key=key)
    until_alert(wire, key, source, state="open", count=1)
    client.resolve(key)


def test_the_client_pdpyras_does_so_too(wire: Wire, source: dict[str, Any]) -> None:
    session = EventsAPISession(source["key"])
    session.url = wire.url
    key = session.trigger("Queue long", "mq1", dedup_key="mq1/queue")
    until_alert(wire, key, source, state="open")
    session.trigger("Queue long", "mq1", dedup_key=key)
    until_alert(wire, key, source, count=2)
    session.acknowledge(key)
    until_acknowledged(wire, key, source)
    session.resolve(key)
    until_alert(wire, key, source, state="resolved")


def test_alertmanagers_own_client(wire: Wire, source: dict[str, Any]) -> None:
    told = {"routing_key": source["key"], "url": f"{wire.url}/v2/enqueue"}
    labels = {"alertname": "PdOfAlertmanager", "instance": "db7"}
    with alertmanager(pagerduty_configs=[told]) as real:
        real.fire(labels, summary="it burns")

        def named() -> dict[str, Any]:
            found = wire.api(f"alerts?source={source['id']}&limit=100")["items"]
            titles = ("PdOfAlertmanager", labels["alertname"])
            return next((a for a in found if titles[0] in a["title"]), {})

        until(lambda: bool(named()), "the alert", 10)
        alert = named()
        assert alert["labels"]["instance"] == "db7"
        assert alert["url"].endswith("/#/alerts?receiver=tocsin")
        assert incident_of(wire, alert)["title"] == alert["title"]
        real.fire(labels, {**labels, "instance": "db8"})
        until_alert(wire, alert["key"], source, count=2)
        real.fire(labels, {**labels, "instance": "db8"}, over=True)
        until_alert(wire, alert["key"], source, state="resolved")


def test_a_change_is_among_the_changes_and_alerts_nobody(
    wire: Wire, source: dict[str, Any], client: EventsApiV2Client
) -> None:
    details = {"build": 42}
    links = [{"href": "https://ci.example/42", "text": "Build"}]
    at = "2026-03-02T08:59:00Z"
    for _each in range(2):
        client.submit("Deployed shop 4.2", "ci", details, links, timestamp=at)

    def found() -> list[dict[str, Any]]:
        rows = wire.api("changes?q=Deployed")["items"]
        return [one for one in rows if one["title"] == "Deployed shop 4.2"]

    until(lambda: bool(found()), "the change", 10)
    client.trigger("After it", "ci", dedup_key="after-the-change")
    until_alert(wire, "after-the-change", source, state="open")
    (change,) = found()
    assert (change["state"], change["url"]) == ("done", "https://ci.example/42")
    alerts = wire.api(f"alerts?source={source['id']}&limit=100")["items"]
    assert not [one for one in alerts if "Deployed" in one["title"]]


TRIGGER: dict[str, Any] = {
    "event_action": "trigger",
    "payload": {"summary": "x", "source": "y", "severity": "error"},
}
KEY: dict[str, Any] = {"routing_key": "k" * 32}


def said(status: int, *errors: str) -> tuple[int, dict[str, Any]]:
    told = {"status": "invalid event", "message": "Event object is invalid"}
    return status, told | {"errors": list(errors)}


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        (
            TRIGGER | {"routing_key": "short"},
            said(400, "Length of 'routing_key' is incorrect (should be 32 characters)"),
        ),
        (
            TRIGGER | {"routing_key": "-" * 32},
            said(400, "'routing_key' cannot contain non-alphanumeric characters."),
        ),
        (TRIGGER, said(400, "'routing_key' is missing or blank")),
        (TRIGGER | KEY, said(400, "Invalid routing key")),
        (
            KEY | {"event_action": "resolve"},
            said(400, "'dedup_key' is missing or blank"),
        ),
        (
            KEY | TRIGGER | {"payload": {"summary": " ", "severity": "bad"}},
            said(
                400,
                "'payload.summary' is missing or blank",
                "'payload.source' is missing or blank",
                "'payload.severity' is invalid (must be one of the following:"
                " 'critical', 'warning', 'error' or 'info')",
            ),
        ),
        (
            KEY | {"event_action": "snooze"},
            said(
                400,
                "'event_action' is invalid (must be one of the following: 'trigger',"
                " 'acknowledge' or 'resolve')",
            ),
        ),
    ],
    ids=range(7),
)
def test_events_that_are_none_are_refused_as_pagerduty_does(
    wire: Wire, body: dict[str, Any], answer: tuple[int, dict[str, Any]]
) -> None:
    sent = wire.send("/v2/enqueue", body)
    assert (sent.status, sent.json) == answer


def test_unknown_keys_of_alerts_are_accepted_and_change_nothing(
    wire: Wire, source: dict[str, Any]
) -> None:
    for action in ("acknowledge", "resolve"):
        body = {"event_action": action, "dedup_key": "nobody"}
        sent = wire.send("/v2/enqueue", body | {"routing_key": source["key"]})
        assert (sent.status, sent.json["dedup_key"]) == (202, "nobody")
    # Below the source's own address the key is in the path.
    sent = wire.send(f"/in/{source['key']}/v2/enqueue", TRIGGER | {"dedup_key": "in"})
    assert sent.status == 202
    until_alert(wire, "in", source, state="open")
    assert alert_of(wire, "nobody", source) == {}


def test_what_is_no_event_and_what_is_too_much(
    wire: Wire, source: dict[str, Any]
) -> None:
    for body in (b"{", b"[]", b"\xff\xfe", b"[" * 100_000, b"null"):
        sent = wire.send("/v2/enqueue", body)
        assert (sent.status, sent.json["status"]) == (400, "Unrecognized object")
    long = {"custom_details": {"x": "y" * 3_000_000}}
    event = TRIGGER | {"routing_key": source["key"]}
    event |= {"payload": {**TRIGGER["payload"], **long}}
    assert wire.send("/v2/enqueue", event).status == 413
    assert wire.send("/v2/enqueue", method="GET").status == 405
    assert wire.send("/v2/enqueue/x", TRIGGER).status == 404


def test_a_source_that_sends_too_fast_hears_429(wire: Wire) -> None:
    slow = wire.quick_source("pagerduty", "Too fast", rate=1, burst=2)
    event = TRIGGER | {"routing_key": slow["key"], "dedup_key": "fast"}
    heard = []

    def throttled() -> bool:
        heard.append(wire.send("/v2/enqueue", event))
        return heard[-1].status == 429

    until(throttled, "429", 10)
    assert heard[-1].headers["retry-after"].isdecimal()
    assert heard[-1].json["status"] == "throttle exceeded"


JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.text(max_size=20),
    lambda inner: (
        some.lists(inner, max_size=3)
        | some.dictionaries(some.text(max_size=9), inner, max_size=3)
    ),
    max_leaves=6,
)
FIELDS = "event_action dedup_key payload links images client client_url".split()
ANYTHING = some.dictionaries(some.sampled_from(FIELDS), JSON)


@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(ANYTHING, ANYTHING, some.sampled_from(["/v2/enqueue", "/v2/change/enqueue"]))
def test_whatever_is_sent_is_answered_in_pagerdutys_shape(
    wire: Wire,
    source: dict[str, Any],
    told: dict[str, Any],
    payload: dict[str, Any],
    path: str,
) -> None:
    whole = TRIGGER | {"routing_key": source["key"]} | told
    if isinstance(whole["payload"], dict):
        whole["payload"] = {**whole["payload"], **payload}
    sent = wire.send(path, whole)
    assert sent.status in (202, 400), sent.body
    assert {"status", "message"} <= sent.json.keys()
    assert ("errors" in sent.json) == (sent.status == 400)
