"""After https://zenduty.com/docs/generic-integration/"""

from tocsin.intake.events.adapters.tests.pairs import is_recognised, pair


def test_an_entity_that_is_resolved_is_one_alert() -> None:
    first, _last = pair("zenduty", "critical", "resolved")

    assert first.key == "orders-queue"
    assert first.title == "Queue grows"
    assert (first.severity, first.service) == ("critical", "checkout")
    assert first.labels["queue"] == "orders"
    assert first.url == "https://www.example.com/alerts/12345/"


def test_its_bodies_are_recognised() -> None:
    assert is_recognised("zenduty", "critical")
    assert is_recognised("zenduty", "resolved")
