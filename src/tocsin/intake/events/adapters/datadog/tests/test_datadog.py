"""Datadog's monitors, in our payload and in its own."""

import pytest

from tocsin.intake.events.adapters.tests.sending import event, fixture, payload
from tocsin.intake.events.event import Act


@pytest.mark.parametrize(
    ("name", "act", "key", "severity", "service"),
    [
        ("no-data", Act.NO_DATA, "1234/host:web01", "error", "orders"),
        ("own-recovered", Act.RESOLVE, "CPU is high on {host:web01}", "error", ""),
        ("own-triggered", Act.OPEN, "CPU is high on {host:web01}", "error", ""),
        ("recovered", Act.RESOLVE, "1234/host:web01", "info", "orders"),
        ("triggered", Act.OPEN, "1234/host:web01", "error", "orders"),
        ("warn", Act.OPEN, "1234/host:web01", "info", "orders"),
    ],
)
def test_each_variant_is_read(
    name: str, act: Act, key: str, severity: str, service: str
) -> None:
    told = event("datadog", fixture("datadog", name))
    assert (told.act, told.key) == (act, key)
    assert (told.severity, told.service) == (severity, service)
    assert told.title


def test_the_payload_monitor_high_cpu_usage() -> None:
    told = event("datadog", payload("datadog-monitor-high-cpu-usage"))
    assert told.key == "1234567890"
    assert (told.act, told.severity) == (Act.OPEN, "warning")
    assert told.title == "High CPU Usage"
    assert (told.service, told.by) == ("", "")
    assert told.labels == {
        "monitor": "1234567890",
        "type": "metric alert",
        "environment": "production",
        "team": "backend",
    }
    assert told.starts_at is None
    assert told.ends_at is None
    assert told.url == ""
