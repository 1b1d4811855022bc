"""New Relic's issues, and its incidents of before."""

import pytest

from tocsin.intake.events.adapters.tests.sending import at, event, fixture, payload
from tocsin.intake.events.event import Act


@pytest.mark.parametrize(
    ("name", "act", "key", "severity", "service"),
    [
        ("incident-acknowledged", Act.ACKNOWLEDGE, "1/3", "critical", "orders"),
        ("incident-closed", Act.RESOLVE, "1/3", "critical", "orders"),
        ("incident-open", Act.OPEN, "1/3", "critical", "orders"),
        (
            "issue-acknowledged",
            Act.ACKNOWLEDGE,
            "9c2e4f6a-1111-2222-3333-444455556666",
            "critical",
            "",
        ),
        (
            "issue-activated",
            Act.OPEN,
            "9c2e4f6a-1111-2222-3333-444455556666",
            "critical",
            "",
        ),
        (
            "issue-closed",
            Act.RESOLVE,
            "9c2e4f6a-1111-2222-3333-444455556666",
            "critical",
            "",
        ),
    ],
)
def test_each_variant_is_read(
    name: str, act: Act, key: str, severity: str, service: str
) -> None:
    told = event("newrelic", fixture("newrelic", name))
    assert (told.act, told.key) == (act, key)
    assert (told.severity, told.service) == (severity, service)
    assert told.title


def test_the_payload_incident_open() -> None:
    told = event("newrelic", payload("newrelic-incident-open"))
    assert told.key == "11111/0"
    assert (told.act, told.severity) == (Act.OPEN, "info")
    assert told.title == "New Relic Alert - Test Condition"
    assert (told.service, told.by) == ("", "")
    assert told.labels == {
        "test": "yes",
        "policy": "New Relic Alert - Test Policy",
        "condition": "New Relic Alert - Test Condition",
        "account": "Myaccount (Staging)",
        "account_id": "11111",
    }
    assert told.starts_at == at("2020-09-25T11:23:27.849000+00:00")
    assert told.ends_at is None
    assert told.url == "https://alerts.newrelic.com/accounts/11111/incidents/0"
