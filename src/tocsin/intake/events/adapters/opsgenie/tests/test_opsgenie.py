"""What Opsgenie's webhook tells of its alerts."""

import pytest

from tocsin.intake.events.adapters.tests.sending import (
    at,
    event,
    events,
    fixture,
    payload,
)
from tocsin.intake.events.event import Act


@pytest.mark.parametrize(
    ("name", "act", "key", "severity", "service"),
    [
        ("acknowledge", Act.ACKNOWLEDGE, "disk-db1", "critical", "orders"),
        ("add-note", Act.NOTE, "disk-db1", "critical", "orders"),
        ("close", Act.RESOLVE, "disk-db1", "critical", "orders"),
        ("create", Act.OPEN, "disk-db1", "critical", "orders"),
        ("unacknowledge", Act.UNACKNOWLEDGE, "disk-db1", "critical", "orders"),
        ("update-priority", Act.UPDATE, "disk-db1", "info", "orders"),
    ],
)
def test_each_variant_is_read(
    name: str, act: Act, key: str, severity: str, service: str
) -> None:
    told = event("opsgenie", fixture("opsgenie", name))
    assert (told.act, told.key) == (act, key)
    assert (told.severity, told.service) == (severity, service)
    assert told.title


def test_escalate_says_nothing_of_an_alert() -> None:
    assert events("opsgenie", fixture("opsgenie", "escalate")) == []


def test_the_payload_create() -> None:
    told = event("opsgenie", payload("opsgenie-create"))
    assert told.key == "alert-alias"
    assert (told.act, told.severity) == (Act.OPEN, "warning")
    assert told.title == "another alert"
    assert (told.service, told.by) == ("Server", "test@example.com")
    assert told.labels == {
        "entity": "Server",
        "source": "test@example.com",
        "tags": "vip",
        "priority": "P3",
        "tinyId": "2",
    }
    assert told.starts_at == at("2017-08-14T11:25:56.288000+00:00")
    assert told.ends_at is None
    assert told.url == ""
