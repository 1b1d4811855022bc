"""Sentry's issues, events, metric alerts and comments."""

import pytest

from tocsin.intake.events.adapters.tests.sending import at, event, fixture, payload
from tocsin.intake.events.event import Act


@pytest.mark.parametrize(
    ("name", "act", "key", "severity", "service"),
    [
        ("comment-created", Act.NOTE, "1117540176", "error", "shop"),
        ("error-created", Act.OPEN, "1117540176", "error", "shop"),
        ("event-alert", Act.OPEN, "1117540176", "error", "shop"),
        ("issue-assigned", Act.UPDATE, "1117540176", "error", "shop"),
        ("issue-created", Act.OPEN, "1117540176", "error", "shop"),
        ("issue-resolved", Act.RESOLVE, "1117540176", "error", "shop"),
        ("metric-critical", Act.OPEN, "metric-4", "critical", "shop"),
        ("metric-resolved", Act.RESOLVE, "metric-4", "info", "shop"),
        ("metric-warning", Act.OPEN, "metric-4", "warning", "shop"),
    ],
)
def test_each_variant_is_read(
    name: str, act: Act, key: str, severity: str, service: str
) -> None:
    told = event("sentry", fixture("sentry", name))
    assert (told.act, told.key) == (act, key)
    assert (told.severity, told.service) == (severity, service)
    assert told.title or told.act is Act.NOTE


def test_the_payload_issue_alert_database_timeout() -> None:
    told = event("sentry", payload("sentry-issue-alert-database-timeout"))
    assert told.key == "4616132099"
    assert (told.act, told.severity) == (Act.OPEN, "error")
    assert told.title == "Failed to load product catalog"
    assert (told.service, told.by) == ("frontend-app", "")
    assert told.labels == {
        "level": "error",
        "culprit": "loadProductCatalog at products.js:89",
        "environment": "production",
        "platform": "javascript",
        "logger": "javascript",
        "browser": "Edge 120.0.0.0",
        "error.type": "ApiError",
        "http.status_code": "502",
    }
    assert told.starts_at == at("2024-03-09T13:38:05.873000+00:00")
    assert told.ends_at is None
    assert told.url == "https://keep-dr.sentry.io/issues/4616132099/"
