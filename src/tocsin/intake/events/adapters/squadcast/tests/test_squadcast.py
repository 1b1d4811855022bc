"""After https://developers.squadcast.com/outgoing-webhooks/payload/"""

from tocsin.intake.events.adapters.tests.pairs import BEGAN, ENDED, is_recognised, pair
from tocsin.intake.events.adapters.tests.sending import event, fixture
from tocsin.intake.events.event import Act


def test_an_incident_that_is_resolved_is_one_alert() -> None:
    first, last = pair("squadcast", "triggered", "resolved")

    assert first.key == "633e670ae998089239c9f293"
    assert first.title == "Queue grows"
    assert (first.severity, first.service) == ("critical", "checkout")
    assert first.labels["alert_source"] == "prometheus"
    assert first.url == "https://app.squadcast.com/incident/633e670a"
    assert first.starts_at == BEGAN
    assert last.ends_at == ENDED


def test_its_bodies_are_recognised() -> None:
    assert is_recognised("squadcast", "triggered")
    assert is_recognised("squadcast", "resolved")


def test_an_incident_that_somebody_has_is_acknowledged() -> None:
    sent = fixture("squadcast", "triggered")
    sent["event"]["type"] = "incident.acknowledged"
    assert event("squadcast", sent).act == Act.ACKNOWLEDGE
