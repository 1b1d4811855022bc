"""After https://docs.hetrixtools.com/webhook-notifications"""

from tocsin.intake.events.adapters.tests.pairs import BEGAN, ENDED, is_recognised, pair


def test_a_monitor_that_is_online_again_is_one_alert() -> None:
    first, last = pair("hetrixtools", "offline", "online")

    assert first.key == "0123456789abcdef0123456789abcdef"
    assert first.title == "Shop is offline"
    assert (first.severity, first.service) == ("critical", "checkout")
    assert first.labels["monitor_type"] == "website"
    assert first.url == "https://shop.example.com/"
    assert first.starts_at == BEGAN
    assert last.ends_at == ENDED


def test_its_bodies_are_recognised() -> None:
    assert is_recognised("hetrixtools", "offline")
    assert is_recognised("hetrixtools", "online")
