"""What Opsgenie's clients send, read into events. The captures are what the real
Alertmanager 0.25.0 sent."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from msgspec.structs import replace

from tests.company import MONDAY_9
from tocsin.intake.events.adapters.opsgenie.reading import (
    ALIAS,
    METHOD,
    alias_of,
    read_protocol,
)
from tocsin.intake.events.adapters.opsgenie.words import parted_path
from tocsin.intake.events.event import Act, Event, Request, Told, Unparsed

CAPTURES = json.loads(Path(__file__).with_name("alertmanager_0_25.json").read_text())
GROUP = "17c4e445d234645c9e547ff6d32a864af0ebdadcd1902771c24c8d366637ff41"
BY_ALIAS = "identifierType=alias"


def read(
    body: Any = None,
    path: str = "",
    query: str = BY_ALIAS,
    method: str = "POST",
    **headers: str,
) -> Told:
    raw = body if isinstance(body, bytes) else json.dumps(body or {}).encode()
    kept = {METHOD: method, **headers} if path else {}
    return read_protocol(
        Request(7, "tool", "opsgenie", MONDAY_9, "opsgenie", path, query, kept, raw)
    )


def created(**facts: Any) -> Event:
    return read({"message": "Disk full", "alias": "disk", **facts}).events[0]


def asked(verb: str, body: Any = None, **more: Any) -> Event:
    (event,) = read(body, f"disk/{verb}", **more).events
    assert event.key == "disk"
    return event


def test_the_life_that_alertmanager_tells() -> None:
    told: list[Event] = []
    for one in CAPTURES:
        path, _mark, query = one["path"].removeprefix("/v2/alerts").partition("?")
        told += read(one["body"].encode(), path, query).events
    assert [event.act for event in told] == [Act.OPEN, Act.OPEN, Act.RESOLVE]
    assert {event.key for event in told} == {GROUP}
    first = told[0]
    assert (first.title, first.severity) == ("[FIRING:2] DiskFull", "error")
    assert first.labels == {
        "alertname": "DiskFull",
        "priority": "P2",
        "responders": "team:netops",
        "source": "http://vm:39872/#/alerts?receiver=all",
    }
    assert first.url == first.labels["source"]


def test_fields_have_their_places() -> None:
    told = created(
        description="95 % used",
        tags=["vip", "db", ""],
        details={"service": "shop", "trace": "one\ntwo", "n": 7},
        entity="db1",
        source="checker",
        actions=["restart", "wipe"],
        visibleTo=[{"type": "team", "name": "all"}],
        responders=[{"type": "user", "username": "ada@x.example"}, {"id": "t1"}, 7],
        priority="P1",
        user="Ada",
    )
    assert told.labels == {
        "tag:vip": "true",
        "tag:db": "true",
        "service": "shop",
        "n": "7",
        "entity": "db1",
        "source": "checker",
        "priority": "P1",
        "responders": "user:ada@x.example, t1",
    }
    assert told.annotations == {
        "trace": "one\ntwo",
        "actions": "restart, wipe",
        "visible_to": "team:all",
    }
    assert (told.severity, told.service, told.by) == ("critical", "shop", "Ada")


@pytest.mark.parametrize(
    ("priority", "severity"),
    [
        ("P1", "critical"),
        ("P2", "error"),
        ("P3", "warning"),
        ("P4", "info"),
        ("p5", "info"),
        ("P9", "warning"),
        (None, "warning"),
    ],
)
def test_priorities(priority: Any, severity: str) -> None:
    assert created(priority=priority).severity == severity


def test_long_texts_are_cut() -> None:
    told = created(message="m" * 900, description="d" * 90_000, alias="a" * 900)
    assert (len(told.title), len(told.description)) == (130, 15_000)
    assert len(told.key) == 512


def test_without_an_alias_it_has_one_of_its_request() -> None:
    assert read({"message": "x"}).events[0].key == alias_of(7) != alias_of(8)


def test_a_note_that_comes_along_is_told() -> None:
    _opened, note = read({"message": "x", "note": "look!", "user": "Ada"}).events
    assert (note.act, note.description, note.by) == (Act.NOTE, "look!", "Ada")
    ended, note = read({"note": "done"}, "disk/close").events
    assert (ended.act, note.description) == (Act.RESOLVE, "done")


@pytest.mark.parametrize(
    ("method", "verb", "act"),
    [
        ("POST", "acknowledge", Act.ACKNOWLEDGE),
        ("POST", "unacknowledge", Act.UNACKNOWLEDGE),
        ("POST", "close", Act.RESOLVE),
        ("DELETE", "", Act.DELETE),
    ],
)
def test_what_moves_an_alert(method: str, verb: str, act: Act) -> None:
    told = asked(verb, {"user": "Ada"}, method=method)
    assert (told.act, told.by) == (act, "Ada")


def test_updates() -> None:
    assert asked("message", {"message": "New"}, method="PUT").title == "New"
    told = asked("description", {"description": "More"}, method="PUT")
    assert told.description == "More"
    told = asked("priority", {"priority": "P1"}, method="PUT")
    assert (told.severity, told.labels) == ("critical", {"priority": "P1"})
    assert asked("tags", {"tags": ["a", "b"]}).labels == {
        "tag:a": "true",
        "tag:b": "true",
    }
    query = f"{BY_ALIAS}&tags=a,b%20c"
    assert asked("tags", method="DELETE", query=query).labels == {
        "tag:a": "",
        "tag:b c": "",
    }
    assert asked("details", {"details": {"n": 1}}).labels == {"n": "1"}
    query = f"{BY_ALIAS}&keys=n,m"
    told = asked("details", method="DELETE", query=query)
    assert told.labels == told.annotations == {"n": "", "m": ""}
    assert told.act is Act.UPDATE


@pytest.mark.parametrize(
    ("verb", "body", "words"),
    [
        ("notes", {"note": "hello"}, "hello"),
        (
            "snooze",
            {"endTime": "2026-03-02T12:00:00+01:00"},
            "Snoozed by Opsgenie's API until 2026-03-02 11:00 UTC.",
        ),
        (
            "assign",
            {"owner": {"username": "ada@x.example"}, "note": "please"},
            "Asked for by Opsgenie's API: assign it to ada@x.example.\n\nplease",
        ),
        (
            "responders",
            {"responder": {"type": "team", "name": "netops"}},
            "Asked for by Opsgenie's API: team:netops should respond.",
        ),
        (
            "escalate",
            {"escalation": {"id": "e1"}},
            "Asked for by Opsgenie's API: escalate it to e1.",
        ),
        (
            "actions/restart",
            {},
            "Asked for by Opsgenie's API: the action “restart”.",
        ),
    ],
)
def test_what_is_asked_of_people_leaves_a_note(
    verb: str, body: Any, words: str
) -> None:
    told = asked(verb, body)
    assert (told.act, told.description) == (Act.NOTE, words)


def test_an_alert_named_by_id_is_the_one_that_the_endpoint_found() -> None:
    path = "0a/acknowledge"
    assert read({}, path, "", **{ALIAS: "disk"}).events[0].key == "disk"
    assert read({}, path, "").events == (), "it was unknown"


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        ("disk", ("disk", "")),
        ("/srv01/HTTP/close", ("srv01/HTTP", "close")),
        ("close", ("close", "")),
        ("a/actions/re start", ("a", "actions/re start")),
        ("a/attachments/7", ("a", "attachments/7")),
        ("a/notes/notes", ("a/notes", "notes")),
        ("", ("", "")),
    ],
)
def test_an_alias_may_hold_slashes(path: str, parts: tuple[str, str]) -> None:
    assert parted_path(path) == parts


JSON = some.recursive(
    some.none() | some.booleans() | some.floats(allow_nan=False) | some.text(),
    lambda inner: (
        some.lists(inner, max_size=3)
        | some.dictionaries(some.text(), inner, max_size=3)
    ),
    max_leaves=8,
)
FIELDS = "message alias tags details responders entity note user owner endTime".split()
VERBS = ["", "x/notes", "x/tags", "x/details", "x/snooze", "x/assign", "x/priority"]


@given(some.dictionaries(some.sampled_from(FIELDS), JSON), some.sampled_from(VERBS))
def test_whatever_stands_in_the_fields(body: dict[str, Any], path: str) -> None:
    try:
        told = read(json.dumps(body).encode("utf-8", "replace"), path)
    except Unparsed:
        return
    for event in told.events:
        texts = [*event.labels.items(), *event.annotations.items()]
        assert all(isinstance(t, str) and "\0" not in t for p in texts for t in p)
        assert isinstance(event.description, str)


def test_read_again_it_has_the_key_that_was_answered() -> None:
    raw = json.dumps({"message": "x"}).encode()
    first = Request(7, "tool", "opsgenie", MONDAY_9, "opsgenie", body=raw)
    (event,) = read_protocol(replace(first, id=9, again=7)).events
    assert event.key == alias_of(7)
