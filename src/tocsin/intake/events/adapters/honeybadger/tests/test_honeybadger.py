"""After https://docs.honeybadger.io/guides/integrations/payloads/"""

from tocsin.intake.events.adapters.tests.pairs import BEGAN, ENDED, is_recognised, pair
from tocsin.intake.events.adapters.tests.sending import event, fixture


def test_a_site_that_is_up_again_is_one_alert() -> None:
    first, last = pair("honeybadger", "down", "up")

    assert first.key == "site/c42a"
    assert first.title == "shop.example.com is down"
    assert (first.severity, first.service) == ("critical", "Shop")
    assert first.labels["target"] == "https://shop.example.com"
    assert first.url == "https://app.honeybadger.io/projects/1/sites/c42a"
    assert first.starts_at == BEGAN
    assert last.ends_at == ENDED


def test_its_bodies_are_recognised() -> None:
    assert is_recognised("honeybadger", "down")
    assert is_recognised("honeybadger", "up")


def test_a_fault_is_told() -> None:
    told = event("honeybadger", fixture("honeybadger", "occurred"))
    assert (told.key, told.severity) == ("fault/3151009", "error")
    assert told.title == "RuntimeError: card refused"
