"""After https://github.com/resmoio/kubernetes-event-exporter#webhookshttp"""

from tocsin.intake.events.adapters.tests.pairs import BEGAN, is_recognised
from tocsin.intake.events.adapters.tests.sending import event, events, fixture
from tocsin.intake.events.event import Act


def test_a_warning_is_one_alert_per_object_and_reason() -> None:
    told = event("kubernetes-events", fixture("kubernetes-events", "back_off"))

    assert told.act == Act.OPEN
    assert told.key == "shop/Pod/checkout-7d9/BackOff"
    assert told.title == "BackOff: Pod shop/checkout-7d9"
    assert told.description == "Back-off restarting failed container"
    assert (told.severity, told.service) == ("warning", "checkout")
    assert told.labels["cluster"] == "eu-1"
    assert told.starts_at == BEGAN


def test_what_is_normal_says_nothing() -> None:
    assert events("kubernetes-events", fixture("kubernetes-events", "normal")) == []


def test_its_bodies_are_recognised() -> None:
    assert is_recognised("kubernetes-events", "back_off")
