"""Splunk's saved searches."""

import pytest

from tocsin.intake.events.adapters.tests.sending import at, event, fixture, payload
from tocsin.intake.events.event import Act


@pytest.mark.parametrize(
    ("name", "act", "key", "severity", "service"),
    [
        ("alert", Act.OPEN, "search/Many sign-ins failed", "error", "accounts"),
        ("resolved", Act.RESOLVE, "search/Many sign-ins failed", "error", "accounts"),
    ],
)
def test_each_variant_is_read(
    name: str, act: Act, key: str, severity: str, service: str
) -> None:
    told = event("splunk", fixture("splunk", name))
    assert (told.act, told.key) == (act, key)
    assert (told.severity, told.service) == (severity, service)
    assert told.title


def test_the_payload_saved_search_alert() -> None:
    told = event("splunk", payload("splunk-saved-search-alert"))
    assert told.key == "search/sudo"
    assert (told.act, told.severity) == (Act.OPEN, "error")
    assert told.title == "sudo"
    assert (told.service, told.by) == ("", "")
    assert told.labels == {
        "app": "search",
        "owner": "admin",
        "host": "myserver",
        "index": "main",
        "source": "/var/log/auth.log",
        "sourcetype": "syslog",
        "search": "sudo",
    }
    assert told.starts_at == at("2017-01-04T19:14:32+00:00")
    assert told.ends_at is None
    assert (
        told.url
        == "http://example.com:8000/app/search/search?q=%7Cloadjob%20rt_scheduler__admin__search__sudo_at_1483557185_2.2%20%7C%20head%201%20%7C%20tail%201&earliest=0&latest=now"
    )
