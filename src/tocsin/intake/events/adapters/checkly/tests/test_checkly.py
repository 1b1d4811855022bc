"""After https://www.checklyhq.com/docs/alerting-and-retries/webhooks/"""

from tocsin.intake.events.adapters.tests.pairs import BEGAN, ENDED, is_recognised, pair


def test_a_check_that_recovers_is_one_alert() -> None:
    first, last = pair("checkly", "failure", "recovery")

    assert first.key == "4f20dfa7"
    assert first.title == "Checkout API: expected 200, got 502"
    assert (first.severity, first.service) == ("critical", "checkout")
    assert first.labels["check_type"] == "API"
    assert first.url == "https://app.checklyhq.com/checks/4f20dfa7/results/1"
    assert first.starts_at == BEGAN
    assert last.ends_at == ENDED


def test_its_bodies_are_recognised() -> None:
    assert is_recognised("checkly", "failure")
    assert is_recognised("checkly", "recovery")
