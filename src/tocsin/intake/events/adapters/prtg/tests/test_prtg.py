"""After https://www.paessler.com/manuals/prtg/notifications_settings#http"""

from tocsin.intake.events.adapters.tests.forms import FORM, form
from tocsin.intake.events.adapters.tests.pairs import is_recognised, pair
from tocsin.intake.events.adapters.tests.sending import event, fixture
from tocsin.intake.events.event import Act


def test_a_sensor_that_is_up_again_is_one_alert() -> None:
    first, _last = pair("prtg", "down", "up")

    assert first.key == "2061"
    assert (
        first.title == "core-switch-1 / Ping 14: Request timed out (ICMP error # 11010)"
    )
    assert (first.severity, first.service) == ("critical", "")
    assert first.labels["probe"] == "Local Probe"
    assert first.url == "https://prtg.example.com/sensor.htm?id=2061"


def test_its_bodies_are_recognised() -> None:
    assert is_recognised("prtg", "down")
    assert is_recognised("prtg", "up")


def test_what_prtg_sends_is_a_form() -> None:
    sent = fixture("prtg", "down")
    assert event("prtg", form(sent), headers=FORM) == event("prtg", sent)


def test_a_sensor_that_somebody_acknowledged_is_acknowledged() -> None:
    sent = fixture("prtg", "down")
    told = event("prtg", {**sent, "laststatus": "Down (Acknowledged)"})
    assert told.act == Act.ACKNOWLEDGE


def test_a_warning_is_one() -> None:
    sent = fixture("prtg", "down")
    told = event("prtg", {**sent, "laststatus": "Warning", "status": "Warning"})
    assert (told.act, told.severity) == (Act.OPEN, "warning")
