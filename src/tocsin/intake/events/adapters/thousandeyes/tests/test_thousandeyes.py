"""ThousandEyes' alerts fire and clear."""

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
        ("clear", Act.RESOLVE, "2783", "error", ""),
        ("test", Act.OPEN, "WEBHOOK_TEST", "info", ""),
        ("trigger", Act.OPEN, "2783", "error", ""),
    ],
)
def test_each_variant_is_read(
    name: str, act: Act, key: str, severity: str, service: str
) -> None:
    told = event("thousandeyes", fixture("thousandeyes", name))
    assert (told.act, told.key) == (act, key)
    assert (told.severity, told.service) == (severity, service)
    assert told.title


def test_the_payload_alert() -> None:
    one, two = events("thousandeyes", payload("thousandeyes-alert"))
    assert one.key == "562949955000593"
    assert (one.act, one.severity) == (Act.OPEN, "info")
    assert one.title == "Default Agent Offline Notification / te"
    assert (one.service, one.by) == ("", "")
    assert one.labels == {
        "rule": "Default Agent Offline Notification",
        "type": "Agent",
        "host": "te",
        "agents": "te",
    }
    assert one.starts_at == at("2025-03-24T17:28:40+00:00")
    assert one.ends_at is None
    assert one.url == ""
    assert two.key == "5abda706-c065-40fa-aa8c-059c3ac1ea9d"
    assert (two.act, two.severity) == (Act.RESOLVE, "info")
    assert two.title == "PDF Test / https://pdf.ezhil.dev - HTTP Server"
    assert (two.service, two.by) == ("", "")
    assert two.labels == {
        "rule": "PDF Test",
        "test_name": "https://pdf.ezhil.dev - HTTP Server",
        "type": "HTTP Server",
        "agents": "Hong Kong (Trial)",
        "targets": "https://pdf.ezhil.dev",
        "tests": "Web Server, https://pdf.ezhil.dev, Health Overview Dashboard",
    }
    assert two.starts_at == at("2025-03-17T19:43:00+00:00")
    assert two.ends_at == at("2025-03-24T17:21:00+00:00")
    assert (
        two.url
        == "https://app.thousandeyes.com/alerts/list/?__a=562949953552543&alertId=5abda706-c065-40fa-aa8c-059c3ac1ea9d"
    )
