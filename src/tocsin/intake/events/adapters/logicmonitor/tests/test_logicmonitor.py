"""After https://www.logicmonitor.com/support/custom-http-delivery"""

from tocsin.intake.events.adapters.tests.pairs import BEGAN, ENDED, is_recognised, pair
from tocsin.intake.events.adapters.tests.sending import event, fixture
from tocsin.intake.events.event import Act


def test_an_alert_that_is_cleared_is_one_alert() -> None:
    first, last = pair("logicmonitor", "active", "cleared")

    assert first.key == "LMD1234"
    assert first.title == "db1 Disk-/var/PercentUsed"
    assert (first.severity, first.service) == ("critical", "")
    assert first.labels["datapoint"] == "PercentUsed"
    assert first.url == "https://example.logicmonitor.com/santaba/uiv4/alerts/LMD1234"
    assert first.starts_at == BEGAN
    assert last.ends_at == ENDED


def test_its_bodies_are_recognised() -> None:
    assert is_recognised("logicmonitor", "active")
    assert is_recognised("logicmonitor", "cleared")


def test_an_alert_that_somebody_has_is_acknowledged() -> None:
    sent = fixture("logicmonitor", "active")
    told = event("logicmonitor", {**sent, "alertstatus": "ack", "admin": "grace"})
    assert (told.act, told.by) == (Act.ACKNOWLEDGE, "grace")
