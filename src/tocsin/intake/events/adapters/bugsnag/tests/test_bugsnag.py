"""After https://docs.bugsnag.com/product/integrations/data-forwarding/webhook/"""

from tocsin.intake.events.adapters.tests.pairs import BEGAN, is_recognised, pair


def test_an_error_that_somebody_fixed_is_one_alert() -> None:
    first, _last = pair("bugsnag", "new_error", "fixed")

    assert first.key == "56ba2a54"
    assert first.title == "RuntimeError: card refused"
    assert (first.severity, first.service) == ("error", "checkout")
    assert first.labels["release_stage"] == "production"
    assert first.url == "https://app.bugsnag.com/example/checkout/errors/56ba2a54"
    assert first.starts_at == BEGAN


def test_its_bodies_are_recognised() -> None:
    assert is_recognised("bugsnag", "new_error")
    assert is_recognised("bugsnag", "fixed")
