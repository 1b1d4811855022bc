"""After https://www.statuscake.com/kb/knowledge-base/how-to-use-the-web-hook-url/"""

from tocsin.intake.events.adapters.tests.forms import FORM, form
from tocsin.intake.events.adapters.tests.pairs import is_recognised, pair
from tocsin.intake.events.adapters.tests.sending import event, fixture


def test_a_test_that_is_up_again_is_one_alert() -> None:
    first, _last = pair("statuscake", "down", "up")

    assert first.key == "Shop front https://shop.example.com"
    assert first.title == "Shop front is down (502)"
    assert (first.severity, first.service) == ("critical", "checkout")
    assert first.labels["ip"] == "192.0.2.30"
    assert first.url == "https://shop.example.com"


def test_its_bodies_are_recognised() -> None:
    assert is_recognised("statuscake", "down")
    assert is_recognised("statuscake", "up")


def test_what_statuscake_sends_is_a_form() -> None:
    sent = fixture("statuscake", "down")
    assert event("statuscake", form(sent), headers=FORM) == event("statuscake", sent)
