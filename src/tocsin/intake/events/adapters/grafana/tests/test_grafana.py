"""Grafana's unified and legacy alerting."""

import pytest

from tocsin.intake.events.adapters.tests.sending import at, event, fixture, payload
from tocsin.intake.events.event import Act


@pytest.mark.parametrize(
    ("name", "act", "key", "severity", "service"),
    [
        ("firing", Act.OPEN, "57c6d9296de2ad39", "critical", "orders"),
        ("legacy-alerting", Act.OPEN, "5", "warning", "orders"),
        ("legacy-no-data", Act.NO_DATA, "5", "warning", "orders"),
        ("legacy-ok", Act.RESOLVE, "5", "warning", "orders"),
        ("no-data", Act.OPEN, "0123456789abcdef", "", ""),
        ("resolved", Act.RESOLVE, "57c6d9296de2ad39", "critical", "orders"),
    ],
)
def test_each_variant_is_read(
    name: str, act: Act, key: str, severity: str, service: str
) -> None:
    told = event("grafana", fixture("grafana", name))
    assert (told.act, told.key) == (act, key)
    assert (told.severity, told.service) == (severity, service)
    assert told.title


def test_the_payload_legacy_alerting() -> None:
    told = event("grafana", payload("grafana-legacy-alerting"))
    assert told.key == "7"
    assert (told.act, told.severity) == (Act.OPEN, "error")
    assert told.title == "Zeta CPU alert"
    assert (told.service, told.by) == ("", "")
    assert told.labels == {
        "alertname": "Zeta CPU alert",
        "chart": "cpu.cpu0",
        "dimension": "user",
        "family": "utilization",
        "instance": "zeta.domain",
        "job": "monitoring",
        "info.host_id": "i-0d0721c7f97545d43",
    }
    assert told.starts_at is None
    assert told.ends_at is None
    assert (
        told.url
        == "https://grafana.domain.tld/dashboard/db/alarms?fullscreen&edit&tab=alert&panelId=1&orgId=1"
    )


def test_the_payload_v12_contact_point_test() -> None:
    told = event("grafana", payload("grafana-v12-contact-point-test"))
    assert told.key == "c4edaaf9f9f839b0"
    assert (told.act, told.severity) == (Act.OPEN, "info")
    assert told.title == "TEST"
    assert (told.service, told.by) == ("", "")
    assert told.labels == {
        "test": "yes",
        "alertname": "TestAlert",
        "grafana_folder": "Test Folder",
        "instance": "Grafana",
    }
    assert told.starts_at == at("2026-05-05T13:04:57.622813+00:00")
    assert told.ends_at is None
    assert told.url == "https://grafana.example.com/d/dashboard_uid?viewPanel=1"
