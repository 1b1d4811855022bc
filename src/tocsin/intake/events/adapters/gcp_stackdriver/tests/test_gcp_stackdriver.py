"""Google Cloud Monitoring's incidents."""

import pytest

from tocsin.intake.events.adapters.tests.sending import at, event, fixture, payload
from tocsin.intake.events.event import Act


@pytest.mark.parametrize(
    ("name", "act", "key", "severity", "service"),
    [
        ("acknowledged", Act.ACKNOWLEDGE, "0.opqiw61fsv7p", "critical", "orders"),
        ("closed", Act.RESOLVE, "0.opqiw61fsv7p", "critical", "orders"),
        ("open", Act.OPEN, "0.opqiw61fsv7p", "critical", "orders"),
        ("test", Act.OPEN, "12345", "info", ""),
    ],
)
def test_each_variant_is_read(
    name: str, act: Act, key: str, severity: str, service: str
) -> None:
    told = event("gcp-stackdriver", fixture("gcp-stackdriver", name))
    assert (told.act, told.key) == (act, key)
    assert (told.severity, told.service) == (severity, service)
    assert told.title


def test_the_payload_incident_open() -> None:
    told = event("gcp-stackdriver", payload("gcp-stackdriver-incident-open"))
    assert told.key == "f2e08c333dc64cb09f75eaab355393bz"
    assert (told.act, told.severity) == (Act.OPEN, "error")
    assert told.title == "Webserver Health: CPU usage"
    assert (told.service, told.by) == ("", "")
    assert told.labels == {
        "policy": "Webserver Health",
        "condition": "CPU usage",
        "resource": "webserver-85",
    }
    assert told.starts_at == at("2017-07-06T19:10:14+00:00")
    assert told.ends_at is None
    assert (
        told.url
        == "https://app.stackdriver.com/incidents/f2e08c333dc64cb09f75eaab355393bz"
    )
