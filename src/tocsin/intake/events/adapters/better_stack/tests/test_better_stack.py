"""After https://betterstack.com/docs/uptime/webhooks/"""

from tocsin.intake.events.adapters.tests.pairs import BEGAN, ENDED, is_recognised, pair
from tocsin.intake.events.adapters.tests.sending import event, fixture
from tocsin.intake.events.event import Act


def test_an_incident_that_is_resolved_is_one_alert() -> None:
    first, last = pair("better-stack", "started", "resolved")

    assert first.key == "incident/25"
    assert first.title == "shop.example.com: Status 502"
    assert (first.severity, first.service) == ("critical", "")
    assert first.labels["team"] == "Shop"
    assert first.url == ""
    assert first.starts_at == BEGAN
    assert last.ends_at == ENDED


def test_its_bodies_are_recognised() -> None:
    assert is_recognised("better-stack", "started")
    assert is_recognised("better-stack", "resolved")


def test_an_incident_that_somebody_has_is_acknowledged() -> None:
    sent = fixture("better-stack", "resolved")
    sent["data"]["attributes"]["resolved_at"] = None
    told = event("better-stack", sent)
    assert (told.act, told.by) == (Act.ACKNOWLEDGE, "Grace")
