"""Wazuh's alerts, whole and shortened by a script."""

import pytest

from tocsin.intake.events.adapters.tests.sending import at, event, fixture, payload
from tocsin.intake.events.event import Act


@pytest.mark.parametrize(
    ("name", "act", "key", "severity", "service"),
    [
        ("alert", Act.OPEN, "001/5712", "warning", ""),
    ],
)
def test_each_variant_is_read(
    name: str, act: Act, key: str, severity: str, service: str
) -> None:
    told = event("wazuh", fixture("wazuh", name))
    assert (told.act, told.key) == (act, key)
    assert (told.severity, told.service) == (severity, service)
    assert told.title


def test_the_payload_alert() -> None:
    told = event("wazuh", payload("wazuh-alert"))
    assert told.key == "001/2902"
    assert (told.act, told.severity) == (Act.OPEN, "info")
    assert told.title == "New dpkg (Debian Package) installed."
    assert (told.service, told.by) == ("", "")
    assert told.labels == {
        "agent": "test",
        "rule": "2902",
        "level": "7",
    }
    assert told.starts_at == at("2025-02-03T20:41:42.853014+00:00")
    assert told.ends_at is None
    assert told.url == ""
