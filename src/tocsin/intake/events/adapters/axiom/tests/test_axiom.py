"""After https://axiom.co/docs/monitor-data/custom-webhook-notifier"""

from tocsin.intake.events.adapters.tests.pairs import BEGAN, ENDED, is_recognised, pair


def test_a_monitor_that_closes_is_one_alert() -> None:
    first, last = pair("axiom", "open", "closed")

    assert first.key == "CabI3w142069etTgd0"
    assert first.title == "Errors of checkout"
    assert (first.severity, first.service) == ("error", "")
    assert first.labels["value"] == "12"
    assert first.url == ""
    assert first.starts_at == BEGAN
    assert last.ends_at == ENDED


def test_its_bodies_are_recognised() -> None:
    assert is_recognised("axiom", "open")
    assert is_recognised("axiom", "closed")
