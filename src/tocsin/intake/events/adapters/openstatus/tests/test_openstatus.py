"""After https://docs.openstatus.dev/alerting/providers/webhook"""

from tocsin.intake.events.adapters.tests.pairs import BEGAN, ENDED, is_recognised, pair


def test_a_monitor_that_recovers_is_one_alert() -> None:
    first, last = pair("openstatus", "error", "recovered")

    assert first.key == "1"
    assert first.title == "Shop is down"
    assert (first.severity, first.service) == ("critical", "")
    assert first.labels["status_code"] == "502"
    assert first.url == "https://shop.example.com"
    assert first.starts_at == BEGAN
    assert last.ends_at == ENDED


def test_its_bodies_are_recognised() -> None:
    assert is_recognised("openstatus", "error")
    assert is_recognised("openstatus", "recovered")
