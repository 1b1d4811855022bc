"""After https://cronitor.io/docs/using-webhooks"""

from tocsin.intake.events.adapters.tests.pairs import is_recognised, pair


def test_a_monitor_that_recovers_is_one_alert() -> None:
    first, _last = pair("cronitor", "alert", "recovery")

    assert first.key == "a1B2c3/production"
    assert first.title == "Nightly invoices: Did not run on schedule"
    assert (first.severity, first.service) == ("error", "billing")
    assert first.labels["rule"] == "Did not run on schedule"
    assert first.url == "https://cronitor.io/app/issues/1"


def test_its_bodies_are_recognised() -> None:
    assert is_recognised("cronitor", "alert")
    assert is_recognised("cronitor", "recovery")
