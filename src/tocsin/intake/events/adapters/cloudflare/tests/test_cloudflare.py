"""After https://developers.cloudflare.com/notifications/reference/webhook-payload-schema/"""

from tocsin.intake.events.adapters.tests.pairs import BEGAN, ENDED, is_recognised, pair


def test_an_alert_that_ends_is_one_alert() -> None:
    first, last = pair("cloudflare", "start", "end")

    assert first.key == "a8d2c9f0"
    assert first.title == (
        "Origin errors: 5xx errors of example.com are above the threshold."
    )
    assert (first.severity, first.service) == ("critical", "example.com")
    assert first.labels["alert_type"] == "http_alert_origin_error"
    assert first.url == ""
    assert first.starts_at == BEGAN
    assert last.ends_at == ENDED


def test_its_bodies_are_recognised() -> None:
    assert is_recognised("cloudflare", "start")
    assert is_recognised("cloudflare", "end")
