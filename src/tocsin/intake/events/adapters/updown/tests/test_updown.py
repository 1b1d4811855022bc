"""After https://updown.io/api#webhooks"""

from tocsin.intake.events.adapters.tests.pairs import BEGAN, ENDED, is_recognised, pair


def test_a_check_that_is_up_again_is_one_alert() -> None:
    first, last = pair("updown", "down", "up")

    assert first.key == "ngg8"
    assert first.title == "Shop is down"
    assert (first.severity, first.service) == ("critical", "")
    assert first.labels["status_code"] == "502"
    assert first.url == "https://shop.example.com"
    assert first.starts_at == BEGAN
    assert last.ends_at == ENDED


def test_its_bodies_are_recognised() -> None:
    assert is_recognised("updown", "down")
    assert is_recognised("updown", "up")
