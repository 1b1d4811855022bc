"""Graylog's events, and its conditions of before."""

import pytest

from tocsin.intake.events.adapters.tests.sending import at, event, fixture, payload
from tocsin.intake.events.event import Act


@pytest.mark.parametrize(
    ("name", "act", "key", "severity", "service"),
    [
        ("condition", Act.OPEN, "s-1/c-1", "error", ""),
        ("condition-over", Act.RESOLVE, "s-1/c-1", "error", ""),
        ("event", Act.OPEN, "5e0f1a2b3c4d5e6f7a8b9c0d/web01", "error", ""),
        ("test", Act.OPEN, "TEST_NOTIFICATION_ID/testkey", "info", ""),
    ],
)
def test_each_variant_is_read(
    name: str, act: Act, key: str, severity: str, service: str
) -> None:
    told = event("graylog", fixture("graylog", name))
    assert (told.act, told.key) == (act, key)
    assert (told.severity, told.service) == (severity, service)
    assert told.title


def test_the_payload_stream_alert() -> None:
    told = event("graylog", payload("graylog-stream-alert"))
    assert told.key == "55f1509dbee8e2841898eb64/5e7a9c8d-9bb1-47b6-b8db-4a3a83a25e0c"
    assert (told.act, told.severity) == (Act.OPEN, "error")
    assert told.title == "test"
    assert (told.service, told.by) == ("", "")
    assert told.labels == {
        "stream": "test",
        "condition": "MESSAGE_COUNT",
        "source": "127.0.0.1",
    }
    assert told.starts_at == at("2015-09-10T09:45:54.749000+00:00")
    assert told.ends_at is None
    assert told.url == ""
