"""What is proposed for bodies that nobody has described."""

from typing import Any

import pytest
from hypothesis import given, settings

from tocsin.intake.events.adapters.bodies import opened
from tocsin.intake.events.adapters.guess import GUESSED, guess
from tocsin.intake.events.adapters.mapping import compiled
from tocsin.intake.events.adapters.tests.sending import event, payload, request
from tocsin.intake.events.adapters.tests.test_reading import BODY
from tocsin.intake.events.event import Act

HOME_MADE = {
    "check": "Queue of orders",
    "checkId": 17,
    "hostName": "mq01",
    "previousState": "OK",
    "currentState": "CRITICAL",
    "priority": "high",
    "occurred": "2026-11-27T09:00:00Z",
    "link": "https://queues.example/17",
    "details": "There are 120,000 waiting.",
    "tags": {"app": "orders"},
}


def test_a_home_made_body_is_understood() -> None:
    told = event("generic", HOME_MADE)
    assert (told.key, told.title) == ("17", "Queue of orders")
    assert (told.act, told.severity) == (Act.OPEN, "error")
    assert told.description == "There are 120,000 waiting."
    assert (told.service, told.url) == ("orders", "https://queues.example/17")
    assert told.labels[GUESSED] == "yes"
    ended = event("generic", HOME_MADE | {"currentState": "OK"})
    assert (ended.key, ended.act) == (told.key, Act.RESOLVE)


def test_the_whole_mapping_is_proposed() -> None:
    assert guess(HOME_MADE) == {
        "map": {
            "title": "item.check",
            "key": "item.checkId",
            "state": "item.currentState",
            "severity": "item.priority",
            "description": "item.details",
            "starts_at": "item.occurred",
            "url": "item.link",
            "service": "item.tags.app",
            "labels": "labels(item.tags, pick(item, 'check', 'checkId', 'hostName',"
            " 'previousState', 'currentState', 'priority', 'occurred', 'details'))",
        }
    }


def test_alerts_are_found_in_a_list_of_any_name() -> None:
    body = {"sent": 1, "Alerts": [{"id": 1, "title": "one"}, {"id": 2, "title": "two"}]}
    assert guess(body)["each"] == "Alerts"
    assert guess([{"id": 1, "title": "one"}])["each"] == "@"


def test_names_that_are_no_names_are_quoted() -> None:
    body = {"alert-name": "disk full", "event.id": "7", "new status": "firing"}
    told = event("generic", body)
    assert (told.key, told.title, told.act) == ("7", "disk full", Act.OPEN)


@pytest.mark.parametrize(
    ("name", "key", "title"),
    [
        ("pingdom-http-down", "803318", "Alerta API on OpenShift"),
        ("azure-monitor-metric-v2", None, "CpuUtilHigh"),
        ("statuspage-incident-created", "z3lct0r596n4", "Database query delays"),
        ("gcp-stackdriver-incident-open", "f2e08c333dc64cb09f75eaab355393bz", None),
        ("sentry-issue-alert-database-timeout", "4616132099", None),
        ("datadog-monitor-high-cpu-usage", "1234567890", "High CPU Usage"),
    ],
)
def test_real_tools_would_be_guessed_rightly(
    name: str, key: str | None, title: str | None
) -> None:
    sent = request("generic", payload(name))
    body = opened(sent)
    (told,) = compiled(guess(body)).events(sent, body)
    assert told.key == key or key is None
    assert told.title == title or title is None


@given(BODY)
@settings(max_examples=100, deadline=None)
def test_a_proposal_can_be_used_or_is_none(body: Any) -> None:
    proposed = guess(body)
    if proposed["map"]:
        compiled(proposed).events(request("generic", body), body)
