"""Site24x7's monitors go down and come back."""

import pytest

from tocsin.intake.events.adapters.tests.sending import at, event, fixture, payload
from tocsin.intake.events.event import Act


@pytest.mark.parametrize(
    ("name", "act", "key", "severity", "service"),
    [
        ("critical", Act.OPEN, "1", "critical", ""),
        ("down", Act.OPEN, "1", "critical", ""),
        ("trouble", Act.OPEN, "1", "warning", ""),
        ("up", Act.RESOLVE, "1", "info", ""),
    ],
)
def test_each_variant_is_read(
    name: str, act: Act, key: str, severity: str, service: str
) -> None:
    told = event("site24x7", fixture("site24x7", name))
    assert (told.act, told.key) == (act, key)
    assert (told.severity, told.service) == (severity, service)
    assert told.title


def test_the_payload_monitor_down() -> None:
    told = event("site24x7", payload("site24x7-monitor-down"))
    assert told.key == "GoAlert Site24x7 Test/https://example.com/test-page"
    assert (told.act, told.severity) == (Act.OPEN, "critical")
    assert told.title == "GoAlert Site24x7 Test"
    assert (told.service, told.by) == ("", "")
    assert told.labels == {
        "monitor": "GoAlert Site24x7 Test",
        "type": "URL",
        "groups": "goalert-site24x7-test, URL-goalert-site24x7-test",
        "locations": "Manchester-UK,Edinburgh-UK,Nottingham-UK",
    }
    assert told.starts_at == at("2019-07-30T09:36:59.939000+00:00")
    assert told.ends_at is None
    assert told.url == payload("site24x7-monitor-down")["MONITOR_DASHBOARD_LINK"]
