"""Dynatrace's problems open and end."""

import pytest

from tocsin.intake.events.adapters.tests.sending import event, fixture, payload
from tocsin.intake.events.event import Act


@pytest.mark.parametrize(
    ("name", "act", "key", "severity", "service"),
    [
        ("open", Act.OPEN, "P-24041", "warning", "orders"),
        ("resolved", Act.RESOLVE, "P-24041", "warning", "orders"),
        ("workflow-active", Act.OPEN, "P-24042", "warning", ""),
        ("workflow-closed", Act.RESOLVE, "P-24042", "warning", ""),
    ],
)
def test_each_variant_is_read(
    name: str, act: Act, key: str, severity: str, service: str
) -> None:
    told = event("dynatrace", fixture("dynatrace", name))
    assert (told.act, told.key) == (act, key)
    assert (told.severity, told.service) == (severity, service)
    assert told.title


def test_the_payload_problem_test_notification() -> None:
    told = event("dynatrace", payload("dynatrace-problem-test-notification"))
    assert told.key == "TESTID"
    assert (told.act, told.severity) == (Act.OPEN, "info")
    assert told.title == "Dynatrace problem notification test run"
    assert (told.service, told.by) == ("MyService1", "")
    assert told.labels == {
        "test": "yes",
        "problem": "TESTID",
        "entity": "Test run",
        "entities": "MyHost1, MyService1",
    }
    assert told.starts_at is None
    assert told.ends_at is None
    assert told.url == ""
