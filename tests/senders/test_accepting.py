"""From a request over HTTP to an incident on the register."""

from typing import Any

from tests.front_door.running import until
from tests.senders.wire import Wire


def alert(name: str, **labels: str) -> dict[str, Any]:
    return {"labels": {"alertname": name, **labels}, "annotations": {"summary": name}}


def titles(wire: Wire) -> list[str]:
    return [one["title"] for one in wire.incidents()]


def test_an_alert_becomes_an_incident(wire: Wire) -> None:
    source = wire.source("alertmanager", "first")
    sent = wire.send(f"/in/{source['key']}", [alert("DiskFullOfFirst")])
    assert sent.status == 202, sent.body
    until(lambda: "DiskFullOfFirst" in titles(wire), "an incident", 10)
    again = wire.send(f"/in/{source['key']}", [alert("DiskFullOfFirst")])
    assert again.json["request"] > sent.json["request"]


def test_a_wrong_key_a_wrong_method_and_a_body_too_large_are_told_so(
    wire: Wire,
) -> None:
    source = wire.source("alertmanager", "second")
    wrong = wire.send(f"/in/{'x' * 32}", [alert("Never")])
    assert (wrong.status, wrong.json["error"]["code"]) == (
        404,
        "source_address_unknown",
    )
    read = wire.send(f"/in/{source['key']}", method="GET")
    assert (read.status, read.headers["allow"]) == (405, "POST, PUT")
    large = wire.send(f"/in/{source['key']}", b"x" * 10_000_000)
    assert (large.status, large.json["error"]["code"]) == (413, "body_too_large")


def test_keys_are_in_no_log(wire: Wire) -> None:
    source = wire.quick_source("pagerduty", "in no log")
    key = source["key"]
    event = {"event_action": "trigger", "routing_key": key}
    for path, body in (
        (f"/in/{key}", [alert("InNoLog")]),
        (f"/in/{key}/nowhere", b"\xff"),
        (f"/hb/{key}/start", b""),
        ("/v2/enqueue", event),
        (f"/nowhere/{key}", b""),
    ):
        wire.send(path, body)
    until(lambda: "InNoLog" in titles(wire), "an incident", 10)
    assert key not in wire.running.said
