"""Which reader a request gets; what comes out is always within bounds."""

import contextlib
import json
from datetime import datetime
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tocsin.intake.events.adapters.guess import GUESSED
from tocsin.intake.events.adapters.presets import PRESETS
from tocsin.intake.events.adapters.reading import read
from tocsin.intake.events.adapters.tests.sending import (
    ADAPTERS,
    RECEIVED,
    event,
    events,
    fixture,
    request,
)
from tocsin.intake.events.event import SEVERITIES, Act, Event, Told, Unparsed

FORM = {"content-type": "application/x-www-form-urlencoded"}
OWN = {"map": {"key": "item.thing", "title": "item.what", "state": "item.how"}}


def test_a_source_of_its_own_mapping_is_read_by_it() -> None:
    body = {"thing": "pump", "what": "It leaks", "how": "down"}
    told = read(request("checkmk", body), mapping=OWN).events[0]
    assert (told.key, told.title, told.act) == ("pump", "It leaks", Act.OPEN)
    assert GUESSED not in told.labels


def test_a_mapping_that_finds_nothing_leaves_the_body_to_others() -> None:
    body = fixture("pingdom", "down")
    told = read(request("checkmk", body), mapping=OWN).events[0]
    assert (told.key, told.title) == ("12345", "Shop front")


def test_a_mapping_that_cannot_be_used_is_as_none() -> None:
    body = fixture("pingdom", "down")
    told = read(request("pingdom", body), mapping={"map": {"key": "]["}})
    assert told.events[0].key == "12345"


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda p: p.tool)
def test_a_body_is_known_whatever_tool_was_chosen(preset: Any) -> None:
    """Sent to a source of no tool in particular, it is read as its own tool's."""
    folder = ADAPTERS / preset.tool.replace("-", "_") / "fixtures"
    for path in sorted(folder.glob("*.json")):
        body = path.read_bytes()
        own = events(preset.tool, body)
        if any(GUESSED in told.labels for told in own):
            continue
        assert [t.key for t in events("generic", body)] == [t.key for t in own], path


def test_protocols_are_understood_at_the_webhooks_address() -> None:
    body: dict[str, Any] = {"event_action": "trigger", "dedup_key": "k1"}
    body |= {"routing_key": "0" * 32}
    body |= {"payload": {"summary": "Disk full", "source": "db1", "severity": "error"}}
    for tool in ("pagerduty", "generic"):
        told = event(tool, body)
        assert (told.key, told.title, told.severity) == ("k1", "Disk full", "error")
        assert "routing_key" not in told.labels
    told = event("opsgenie", {"message": "Disk full", "alias": "k2", "priority": "P1"})
    assert (told.key, told.title, told.severity) == ("k2", "Disk full", "critical")


def test_an_alert_alone_is_one_of_alertmanagers() -> None:
    body = {"labels": {"alertname": "X"}, "annotations": {}, "status": "resolved"}
    assert event("generic", body).act is Act.RESOLVE
    assert event("alertmanager", body).labels == {"alertname": "X"}


def test_a_secret_is_no_label() -> None:
    told = event(
        "generic", {"title": "Disk full", "id": 1, "apiKey": "x", "token": "y"}
    )
    assert sorted(told.labels) == ["id", "title", GUESSED]


def test_what_names_no_service_is_of_the_sources() -> None:
    told = read(request("pingdom", fixture("pingdom", "down")), service="shop")
    assert told.events[0].service == "shop"
    body = [{"labels": {"alertname": "x"}}, {"labels": {"alertname": "y", "app": "b"}}]
    put = request("alertmanager", body, protocol="alertmanager")
    assert [t.service for t in read(put, service="a").events] == ["a", "b"]


def test_a_form_says_the_same_as_json() -> None:
    body = fixture("uptimerobot", "down")
    pairs = "&".join(f"{name}={quote(str(text))}" for name, text in body.items())
    assert event("uptimerobot", pairs.encode(), headers=FORM).key == "777749809"
    assert event("uptimerobot", b"", query=pairs).key == "777749809"
    whole = "payload=" + quote(json.dumps(fixture("pingdom", "down")))
    assert event("pingdom", whole.encode(), headers=FORM).key == "12345"
    parts = "".join(
        f'--b\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{t}\r\n'
        for n, t in body.items()
    )
    headers = {"content-type": "multipart/form-data; boundary=b"}
    told = event("uptimerobot", f"{parts}--b--\r\n".encode(), headers=headers)
    assert told.key == "777749809"


def test_envelopes_are_taken_off() -> None:
    alarm = fixture("aws-cloudwatch", "composite-raw")
    records = {"Records": [{"Sns": {"Message": json.dumps(alarm)}}]}
    assert event("aws-cloudwatch", records).title == "shop is down"
    twice = json.dumps(json.dumps(alarm)).encode()
    assert event("aws-cloudwatch", twice).title == "shop is down"
    pushed = {
        "message": {"data": "eyJzdW1tYXJ5IjogImEgYiJ9", "messageId": "1"},
        "subscription": "projects/p/subscriptions/s",
    }
    assert event("generic", pushed).title == "a b"


def test_one_json_per_line_is_a_list() -> None:
    lines = b'{"id": 1, "title": "one thing"}\n{"id": 2, "title": "another"}\n'
    assert [told.key for told in events("generic", lines)] == ["1", "2"]


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b"", "no body"),
        (b"hello", "not JSON"),
        (b"{", "not JSON"),
        (b"[" * 100_000, "deep"),
        (b"{}", "Nothing"),
        (b"[]", "Nothing"),
        (b"3", "Nothing"),
        (b'{"a": 1}', "Nothing"),
        (b'"text"', "Nothing"),
    ],
)
def test_what_says_nothing_is_refused_with_a_reason(body: bytes, word: str) -> None:
    with pytest.raises(Unparsed, match=word):
        events("generic", body)


def test_what_is_odd_does_no_harm() -> None:
    body = b'{"title": "a \\u0000 b \\ud800", "id": NaN, "x": 1e999, "status": "ok"}'
    told = event("generic", body)
    assert told.title == "a � b �"
    deep: Any = {"title": "deep one", "id": 7}
    for _ in range(300):
        deep = {"in": deep}
    told = event("generic", deep | {"title": "outside", "id": 1})
    assert told.key == "1"
    assert event("generic", b"\xef\xbb\xbf" + b'{"title": "abc \xff"}').title == "abc �"


def test_a_key_that_is_too_long_is_still_its_own() -> None:
    bodies = [{"thing": "k" * 600 + end, "what": "long"} for end in "ab"]
    told = [read(request("", body), mapping=OWN).events[0] for body in bodies]
    keys = {one.key for one in told}
    assert len(keys) == 2
    assert all(len(key) == 500 for key in keys)


TEXT = st.text(max_size=40) | st.sampled_from(["down", "ok", "\x00", "1795770000"])
LEAF = st.none() | st.booleans() | st.floats() | st.integers() | TEXT
NAMES = st.sampled_from(
    "title name id key status state severity labels tags alerts event incident data "
    "message alert host service startsAt annotations fingerprint essentials url".split()
)
BODY = st.recursive(
    LEAF,
    lambda inner: (
        st.lists(inner, max_size=5) | st.dictionaries(NAMES | TEXT, inner, max_size=8)
    ),
    max_leaves=40,
)
TOOLS = st.sampled_from([*sorted(PRESETS), "generic", "", "no such tool"])
PROTOCOLS = st.sampled_from(["in", "in", "in", "alertmanager"])


def need_bounds(told: Event) -> None:
    assert 0 < len(told.key) <= 500
    assert told.severity in (*SEVERITIES, "")
    assert len(told.title) <= 500
    assert len(told.description) <= 20_000
    assert len(told.labels) <= 65
    for held in (told.labels, told.annotations):
        assert all(isinstance(n, str) and isinstance(t, str) for n, t in held.items())
        assert all(len(n) <= 120 and len(t) <= 4000 for n, t in held.items())
    instants = (told.starts_at, told.ends_at, told.expires_at)
    assert all(
        at is None or (isinstance(at, datetime) and at.tzinfo) for at in instants
    )
    assert "\x00" not in json.dumps(
        [told.title, told.description, dict(told.labels)], ensure_ascii=False
    )


@given(TOOLS, BODY, PROTOCOLS)
@settings(max_examples=150, deadline=None)
@example(
    "alertmanager", [{"labels": {"a": 1}}, {"labels": {"a": True}}], "alertmanager"
)
def test_whatever_is_sent_is_told_or_unparsed(
    tool: str, body: Any, protocol: str
) -> None:
    raw = json.dumps(body).encode()
    try:
        told = read(request(tool, raw, protocol=protocol))
    except Unparsed:
        return
    assert isinstance(told, Told)
    for one in told.events:
        need_bounds(one)


@given(TOOLS, st.binary(max_size=200), st.sampled_from([{}, FORM]))
@settings(max_examples=150, deadline=None)
def test_whatever_bytes_are_sent(tool: str, body: bytes, headers: Any) -> None:
    with contextlib.suppress(Unparsed):
        read(request(tool, body, headers=headers))


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_real_bodies_with_holes_do_no_harm(data: st.DataObject) -> None:
    """A value of a known body is replaced by something else, or left out."""
    preset = data.draw(st.sampled_from(list(PRESETS.values())))
    folder = ADAPTERS / preset.tool.replace("-", "_") / "fixtures"
    path = data.draw(st.sampled_from(sorted(folder.glob("*.json"))))
    body = json.loads(path.read_text("utf-8"))
    place = body
    while isinstance(place, dict) and place:
        name = data.draw(st.sampled_from(sorted(place)))
        if isinstance(place[name], dict) and data.draw(st.booleans()):
            place = place[name]
            continue
        place[name] = data.draw(LEAF | st.lists(LEAF, max_size=3))
        break
    try:
        for one in events(preset.tool, body):
            need_bounds(one)
    except Unparsed:
        pass


def test_the_received_instant_is_no_part_of_what_is_told() -> None:
    assert event("pingdom", fixture("pingdom", "down")).starts_at != RECEIVED
