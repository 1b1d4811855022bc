"""LibreNMS fires, worsens, is acknowledged, recovers."""

import pytest

from tocsin.intake.events.adapters.tests.sending import at, event, fixture, payload
from tocsin.intake.events.event import Act


@pytest.mark.parametrize(
    ("name", "act", "key", "severity", "service"),
    [
        ("acknowledged", Act.ACKNOWLEDGE, "7/13", "critical", ""),
        ("alert", Act.OPEN, "7/13", "critical", ""),
        ("recovered", Act.RESOLVE, "7/13", "info", ""),
        ("worse", Act.OPEN, "7/13", "critical", ""),
    ],
)
def test_each_variant_is_read(
    name: str, act: Act, key: str, severity: str, service: str
) -> None:
    told = event("librenms", fixture("librenms", name))
    assert (told.act, told.key) == (act, key)
    assert (told.severity, told.service) == (severity, service)
    assert told.title


def test_the_payload_api_transport() -> None:
    told = event("librenms", payload("librenms-api-transport"))
    assert told.key == "2/13"
    assert (told.act, told.severity) == (Act.RESOLVE, "info")
    assert told.title == "Device 10.10.1.147 recovered from Devices up/down"
    assert (told.service, told.by) == ("", "")
    assert told.labels == {
        "host": "10.10.1.147",
        "rule": "Devices up/down",
        "device": "2",
        "ip": "10.10.1.147",
        "os": "linux",
        "type": "server",
        "location": "Sitting on the Dock of the Bay",
        "hardware": "Generic x86 64-bit",
        "sysName": "node",
    }
    assert told.starts_at is None
    assert told.ends_at == at("2025-03-04T11:01:41+00:00")
    assert told.url == ""
