"""After https://hyperping.com/docs/integrations/webhooks"""

from tocsin.intake.events.adapters.tests.pairs import BEGAN, ENDED, is_recognised, pair


def test_a_monitor_that_is_up_again_is_one_alert() -> None:
    first, last = pair("hyperping", "down", "up")

    assert first.key == "mon_e17f0a7a4A6EwF"
    assert first.title == "https://shop.example.com/ is down"
    assert (first.severity, first.service) == ("critical", "")
    assert first.labels["status_code"] == "502"
    assert first.url == "https://shop.example.com/"
    assert first.starts_at == BEGAN
    assert last.ends_at == ENDED


def test_its_bodies_are_recognised() -> None:
    assert is_recognised("hyperping", "down")
    assert is_recognised("hyperping", "up")
