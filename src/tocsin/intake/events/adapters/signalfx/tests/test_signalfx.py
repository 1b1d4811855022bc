"""After https://docs.splunk.com/observability/admin/notif-services/webhook.html"""

from tocsin.intake.events.adapters.tests.pairs import BEGAN, ENDED, is_recognised, pair


def test_an_incident_that_is_over_is_one_alert() -> None:
    first, last = pair("signalfx", "anomalous", "ok")

    assert first.key == "FdY1"
    assert first.title == "Checkout is slow"
    assert (first.severity, first.service) == ("error", "checkout")
    assert first.labels["host"] == "web1"
    assert (
        first.url
        == "https://app.us1.signalfx.com/#/detector/EdWhXYZ/edit?incidentId=FdY1"
    )
    assert first.starts_at == BEGAN
    assert last.ends_at == ENDED


def test_its_bodies_are_recognised() -> None:
    assert is_recognised("signalfx", "anomalous")
    assert is_recognised("signalfx", "ok")
