"""After https://ohdear.app/docs/webhooks/events"""

from tocsin.intake.events.adapters.tests.pairs import BEGAN, ENDED, is_recognised, pair


def test_a_check_that_recovers_is_one_alert() -> None:
    first, last = pair("ohdear", "failed", "recovered")

    assert first.key == "1/11"
    assert first.title == "checkout: down"
    assert (first.severity, first.service) == ("critical", "checkout")
    assert first.labels["site"] == "shop.example.com"
    assert first.url == "https://ohdear.app/sites/1/history/runs/2"
    assert first.starts_at == BEGAN
    assert last.ends_at == ENDED


def test_its_bodies_are_recognised() -> None:
    assert is_recognised("ohdear", "failed")
    assert is_recognised("ohdear", "recovered")
