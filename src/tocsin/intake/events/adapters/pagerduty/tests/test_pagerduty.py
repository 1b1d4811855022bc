"""What PagerDuty's webhooks tell, versions 3, 2 and 1."""

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
        ("v1-resolve", Act.RESOLVE, "PIJ90N7", "", "orders"),
        ("v1-trigger", Act.OPEN, "PIJ90N7", "", "orders"),
        ("v2-acknowledge", Act.ACKNOWLEDGE, "PRORDTY", "error", "orders"),
        ("v2-resolve", Act.RESOLVE, "PRORDTY", "error", "orders"),
        ("v2-trigger", Act.OPEN, "PRORDTY", "error", "orders"),
        ("v3-acknowledged", Act.ACKNOWLEDGE, "PGR0VU2", "critical", "orders"),
        ("v3-annotated", Act.NOTE, "PGR0VU2", "", ""),
        ("v3-ping", Act.OPEN, "pagey.ping", "info", ""),
        ("v3-reopened", Act.OPEN, "PGR0VU2", "critical", "orders"),
        ("v3-resolved", Act.RESOLVE, "PGR0VU2", "critical", "orders"),
        ("v3-triggered", Act.OPEN, "PGR0VU2", "critical", "orders"),
        ("v3-unacknowledged", Act.UNACKNOWLEDGE, "PGR0VU2", "critical", "orders"),
    ],
)
def test_each_variant_is_read(
    name: str, act: Act, key: str, severity: str, service: str
) -> None:
    told = event("pagerduty", fixture("pagerduty", name))
    assert (told.act, told.key) == (act, key)
    assert (told.severity, told.service) == (severity, service)
    assert told.title


def test_v3_reassigned_says_nothing_of_an_alert() -> None:
    assert events("pagerduty", fixture("pagerduty", "v3-reassigned")) == []


def test_the_payload_v3_incident_triggered() -> None:
    told = event("pagerduty", payload("pagerduty-v3-incident-triggered"))
    assert told.key == "PFQZPSY"
    assert (told.act, told.severity) == (Act.OPEN, "error")
    assert told.title == "Test Incident 3"
    assert (told.service, told.by) == ("pig208", "PIG 208")
    assert told.labels == {
        "number": "9",
        "urgency": "high",
        "escalation_policy": "Default",
    }
    assert told.starts_at == at("2021-06-04T13:35:29.781000+00:00")
    assert told.ends_at is None
    assert told.url == "https://pig208.pagerduty.com/incidents/PFQZPSY"
