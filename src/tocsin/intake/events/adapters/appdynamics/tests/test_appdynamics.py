"""After https://docs.appdynamics.com/appd/24.x/latest/en/appdynamics-essentials/alert-and-respond/actions/http-request-actions-and-templates"""

from tocsin.intake.events.adapters.tests.pairs import BEGAN, ENDED, is_recognised, pair


def test_a_violation_that_ends_is_one_alert() -> None:
    first, last = pair("appdynamics", "open", "close")

    assert first.key == "501"
    assert first.title == "Shop: Business transaction response time"
    assert (first.severity, first.service) == ("critical", "checkout")
    assert first.labels["health_rule"] == "Business transaction response time"
    assert (
        first.url
        == "https://example.saas.appdynamics.com/#location=APP_INCIDENT_DETAIL&incident=501"
    )
    assert first.starts_at == BEGAN
    assert last.ends_at == ENDED


def test_its_bodies_are_recognised() -> None:
    assert is_recognised("appdynamics", "open")
    assert is_recognised("appdynamics", "close")
