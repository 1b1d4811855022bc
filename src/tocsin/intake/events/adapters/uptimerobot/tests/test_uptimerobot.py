"""UptimeRobot's monitors go down and come back."""

import pytest

from tocsin.intake.events.adapters.tests.sending import event, fixture, payload
from tocsin.intake.events.event import Act


@pytest.mark.parametrize(
    ("name", "act", "key", "severity", "service"),
    [
        ("certificate", Act.OPEN, "777749809/certificate", "warning", ""),
        ("down", Act.OPEN, "777749809", "critical", ""),
        ("named-up", Act.RESOLVE, "Web Server server1.example.com", "info", ""),
        ("up", Act.RESOLVE, "777749809", "info", ""),
    ],
)
def test_each_variant_is_read(
    name: str, act: Act, key: str, severity: str, service: str
) -> None:
    told = event("uptimerobot", fixture("uptimerobot", name))
    assert (told.act, told.key) == (act, key)
    assert (told.severity, told.service) == (severity, service)
    assert told.title


def test_the_payload_monitor_down() -> None:
    told = event("uptimerobot", payload("uptimerobot-monitor-down"))
    assert told.key == "Web Server server1.example.com"
    assert (told.act, told.severity) == (Act.OPEN, "critical")
    assert told.title == "Web Server"
    assert (told.service, told.by) == ("", "")
    assert told.labels == {
        "monitor": "Web Server",
        "target": "server1.example.com",
    }
    assert told.starts_at is None
    assert told.ends_at is None
    assert told.url == ""
