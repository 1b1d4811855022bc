"""Pingdom's checks go down and come back."""

import pytest

from tocsin.intake.events.adapters.tests.sending import at, event, fixture, payload
from tocsin.intake.events.event import Act


@pytest.mark.parametrize(
    ("name", "act", "key", "severity", "service"),
    [
        ("down", Act.OPEN, "12345", "critical", ""),
        ("transaction-failing", Act.OPEN, "777", "warning", ""),
        ("transaction-success", Act.RESOLVE, "777", "info", ""),
        ("up", Act.RESOLVE, "12345", "info", ""),
    ],
)
def test_each_variant_is_read(
    name: str, act: Act, key: str, severity: str, service: str
) -> None:
    told = event("pingdom", fixture("pingdom", name))
    assert (told.act, told.key) == (act, key)
    assert (told.severity, told.service) == (severity, service)
    assert told.title


def test_the_payload_http_down() -> None:
    told = event("pingdom", payload("pingdom-http-down"))
    assert told.key == "803318"
    assert (told.act, told.severity) == (Act.OPEN, "critical")
    assert told.title == "Alerta API on OpenShift"
    assert (told.service, told.by) == ("", "")
    assert told.labels == {
        "check": "Alerta API on OpenShift",
        "host": "api.alerta.io",
        "type": "HTTP",
        "importance": "HIGH",
        "probe": "Strasbourg 5, France",
    }
    assert told.starts_at == at("2017-06-30T22:25:43+00:00")
    assert told.ends_at is None
    assert told.url == "http://api.alerta.io/"
