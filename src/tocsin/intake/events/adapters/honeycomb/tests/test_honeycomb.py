"""After https://docs.honeycomb.io/integrations/webhooks/"""

from tocsin.intake.events.adapters.tests.pairs import is_recognised, pair


def test_a_trigger_that_is_ok_again_is_one_alert() -> None:
    first, _last = pair("honeycomb", "triggered", "ok")

    assert first.key == "abdcefg"
    assert first.title == "Slow checkout"
    assert (first.severity, first.service) == ("error", "checkout")
    assert first.labels["endpoint"] == "/pay"
    assert first.url == "https://ui.honeycomb.io/shop/datasets/checkout/result/hB1"


def test_its_bodies_are_recognised() -> None:
    assert is_recognised("honeycomb", "triggered")
    assert is_recognised("honeycomb", "ok")
