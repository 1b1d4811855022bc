"""After https://www.sumologic.com/help/docs/alerts/monitors/alert-variables/"""

from tocsin.intake.events.adapters.tests.pairs import BEGAN, ENDED, is_recognised, pair


def test_a_monitor_that_is_resolved_is_one_alert() -> None:
    first, last = pair("sumologic", "critical", "resolved")

    assert first.key == "Failed logins/Critical"
    assert first.title == "Failed logins"
    assert (first.severity, first.service) == ("critical", "sso")
    assert first.labels["monitor_type"] == "Logs"
    assert first.url == "https://service.sumologic.com/ui/#/alert/0000000000A1B2C3"
    assert first.starts_at == BEGAN
    assert last.ends_at == ENDED


def test_its_bodies_are_recognised() -> None:
    assert is_recognised("sumologic", "critical")
    assert is_recognised("sumologic", "resolved")
