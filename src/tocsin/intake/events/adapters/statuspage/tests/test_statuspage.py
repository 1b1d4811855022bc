"""Incidents and components of other people's status pages."""

import pytest

from tocsin.intake.events.adapters.tests.sending import (
    at,
    event,
    events,
    fixture,
    payload,
)
from tocsin.intake.events.event import Act


@pytest.mark.parametrize(
    ("name", "act", "key", "severity", "service"),
    [
        ("component-operational", Act.RESOLVE, "rb5wq1dczvbm", "info", ""),
        ("component-outage", Act.OPEN, "rb5wq1dczvbm", "critical", ""),
        ("investigating", Act.OPEN, "lbkhbwn21v5q", "error", ""),
        ("monitoring", Act.OPEN, "lbkhbwn21v5q", "error", ""),
        ("postmortem", Act.RESOLVE, "lbkhbwn21v5q", "error", ""),
        ("resolved", Act.RESOLVE, "lbkhbwn21v5q", "error", ""),
    ],
)
def test_each_variant_is_read(
    name: str, act: Act, key: str, severity: str, service: str
) -> None:
    told = event("statuspage", fixture("statuspage", name))
    assert (told.act, told.key) == (act, key)
    assert (told.severity, told.service) == (severity, service)
    assert told.title


def test_scheduled_says_nothing_of_an_alert() -> None:
    assert events("statuspage", fixture("statuspage", "scheduled")) == []


def test_the_payload_incident_created() -> None:
    told = event("statuspage", payload("statuspage-incident-created"))
    assert told.key == "z3lct0r596n4"
    assert (told.act, told.severity) == (Act.OPEN, "info")
    assert told.title == "Database query delays"
    assert (told.service, told.by) == ("", "")
    assert told.labels == {
        "page": "jb7j80lkgqvb",
        "impact": "none",
        "components": "Management Portal (example)",
        "status": "identified",
    }
    assert told.starts_at == at("2017-12-26T07:32:00.507000+00:00")
    assert told.ends_at is None
    assert told.url == "http://stspg.io/646947c1e"
