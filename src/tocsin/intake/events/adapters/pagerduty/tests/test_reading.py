"""What PagerDuty's clients send, read into events. The captures are what the real
Alertmanager 0.25.0 sent."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from msgspec.structs import replace

from tests.company import MONDAY_9
from tocsin.intake.events.adapters.pagerduty.reading import (
    CHANGES,
    dedup_key,
    read_protocol,
)
from tocsin.intake.events.event import Act, Event, Request, Told, Unparsed

CAPTURES = json.loads(Path(__file__).with_name("alertmanager_0_25.json").read_text())
GROUP = "17c4e445d234645c9e547ff6d32a864af0ebdadcd1902771c24c8d366637ff41"


def read(body: Any, path: str = "enqueue", number: int = 1) -> Told:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return read_protocol(
        Request(number, "tool", "pagerduty", MONDAY_9, "pagerduty", path, body=raw)
    )


def event(**payload: Any) -> Event:
    usual = {"summary": "Disk full", "source": "db1", "severity": "critical"}
    (told,) = read({"event_action": "trigger", "payload": usual | payload}).events
    return told


def test_the_life_that_alertmanager_tells() -> None:
    first, second, last = (read(c["body"].encode()).events[0] for c in CAPTURES)
    assert [first.act, second.act, last.act] == [Act.OPEN, Act.OPEN, Act.RESOLVE]
    assert {first.key, second.key, last.key} == {GROUP}
    assert (first.title, first.severity) == ("[FIRING:2] DiskFull", "error")
    assert first.labels["alertname"] == "DiskFull", "what all alerts of it share"
    assert "instance" not in first.labels
    assert second.labels["instance"] == "db2"
    assert first.url == "http://vm:39872/#/alerts?receiver=all"
    assert "instance = db1" in first.description
    assert (last.title, last.labels) == ("", {}), "its payload overwrites nothing"


def test_alerts_as_a_list_as_later_alertmanagers_send_them() -> None:
    alerts = [
        {"labels": {"alertname": "DiskFull", "instance": name, "service": "shop"}}
        for name in ("db1", "db2")
    ]
    told = event(custom_details={"firing": alerts, "num_firing": 2})
    assert told.labels == {
        "alertname": "DiskFull",
        "service": "shop",
        "num_firing": "2",
        "source": "db1",
    }
    assert told.service == "shop"
    assert "labels.instance: db2" in told.description


def test_details_are_labels_and_long_ones_are_read() -> None:
    told = event(
        component="mysql",
        group="shop",
        **{"class": "disk"},
        custom_details={
            "free": 0.75,
            "deep": {"er": {"still": True}},
            "list": ["a", 1],
            "trace": "one\ntwo",
            "nothing": None,
        },
    )
    assert told.labels == {
        "source": "db1",
        "component": "mysql",
        "group": "shop",
        "class": "disk",
        "free": "0.75",
        "deep.er.still": "true",
        "list": "a, 1",
    }
    assert told.annotations == {"trace": "one\ntwo"}
    assert (told.service, told.group_key) == ("mysql", "shop")


@pytest.mark.parametrize("details", ["only words", ["a", "b"], 7, None, [], {}])
def test_details_may_be_anything(details: Any) -> None:
    assert event(custom_details=details).title == "Disk full"


def test_the_service_that_is_named_goes_before_the_component() -> None:
    assert event(component="mysql", custom_details={"service": "shop"}).service == (
        "shop"
    )


def test_links_and_pictures_are_kept_beside_it() -> None:
    told = read(
        {
            "event_action": "trigger",
            "payload": {"summary": "x", "source": "y", "severity": "info"},
            "client": "Watcher",
            "client_url": "javascript:alert(1)",
            "links": [{"href": "https://a.example/1", "text": "Runbook"}, 7],
            "images": [{"src": "https://a.example/1.png"}, {}],
        }
    ).events[0]
    assert told.url == "https://a.example/1"
    assert told.annotations == {
        "client": "Watcher",
        "links": "Runbook https://a.example/1",
        "images": "https://a.example/1.png",
    }


@pytest.mark.parametrize(
    ("told", "at"),
    [
        ("2026-03-02T08:59:00.5+0000", datetime(2026, 3, 2, 8, 59, 0, 500000, UTC)),
        ("2026-03-02T08:59:00", datetime(2026, 3, 2, 8, 59, tzinfo=UTC)),
        # As the PyPI client `pagerduty` writes it.
        ("2026-03-02T08:59:00+00:00Z", datetime(2026, 3, 2, 8, 59, tzinfo=UTC)),
        ("2036-03-02T08:59:00Z", None),
        ("yesterday", None),
        (None, None),
    ],
)
def test_instants(told: Any, at: datetime | None) -> None:
    assert event(timestamp=told).starts_at == at


def test_without_a_key_it_has_one_of_its_request() -> None:
    body = {"event_action": "trigger", "payload": {"summary": "x"}}
    assert read(body, number=7).events[0].key == dedup_key(7) != dedup_key(8)
    assert len(dedup_key(7)) == 32


def test_a_change_is_no_event() -> None:
    payload = {
        "summary": "Deployed 4.2",
        "timestamp": "2026-03-02T08:59:00Z",
        "source": "ci",
        "custom_details": {"service": "shop", "build": 42},
    }
    links = [{"href": "https://ci.example/42", "text": "Build"}]
    told = read({"payload": payload, "links": links}, CHANGES)
    assert told.events == ()
    (change,) = told.changes
    assert change["title"] == "Deployed 4.2"
    assert change["at"] == "2026-03-02T08:59:00+00:00"
    assert change["url"] == "https://ci.example/42"
    assert change["service"] == "shop"
    assert change["description"].splitlines() == [
        "source: ci",
        "service: shop",
        "build: 42",
        "Build https://ci.example/42",
    ]
    again = read({"payload": payload, "links": links}, CHANGES, number=2).changes[0]
    assert again["ref"] == change["ref"], "told again when an answer was lost"


def test_changes_without_an_instant_are_told_apart() -> None:
    body = {"payload": {"summary": "Deployed"}}
    one, other = (read(body, CHANGES, n).changes[0]["ref"] for n in (1, 2))
    assert one != other


def test_what_is_no_event_is_put_aside() -> None:
    for body in (b"[]", b"{", b"{}", b'{"event_action": "snooze"}'):
        with pytest.raises(Unparsed):
            read(body)


JSON = some.recursive(
    some.none() | some.booleans() | some.floats(allow_nan=False) | some.text(),
    lambda inner: (
        some.lists(inner, max_size=3)
        | some.dictionaries(some.text(), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(JSON, JSON, JSON, some.sampled_from(["trigger", "resolve"]))
def test_whatever_stands_in_the_fields(
    payload: Any, links: Any, client: Any, action: str
) -> None:
    body = {"event_action": action, "payload": payload, "links": links}
    body |= {"client": client, "images": links, "dedup_key": "k", "client_url": client}
    raw = json.dumps(body).encode("utf-8", "replace")
    try:
        (told,) = read(raw).events
    except Unparsed:
        return
    texts = [*told.labels.items(), *told.annotations.items()]
    assert all(isinstance(t, str) and "\0" not in t for pair in texts for t in pair)
    assert len(told.title) <= 500


def test_read_again_it_has_the_key_that_was_answered() -> None:
    raw = json.dumps({"event_action": "trigger", "payload": {"summary": "x"}}).encode()
    first = Request(7, "tool", "pagerduty", MONDAY_9, "pagerduty", body=raw)
    (event,) = read_protocol(replace(first, id=9, again=7)).events
    assert event.key == dedup_key(7)
