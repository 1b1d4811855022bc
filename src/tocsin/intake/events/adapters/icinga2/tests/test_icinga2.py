"""After https://icinga.com/docs/icinga-2/latest/doc/03-monitoring-basics/#notification-commands"""

from tocsin.intake.events.adapters.tests.forms import FORM, form
from tocsin.intake.events.adapters.tests.pairs import BEGAN, ENDED, is_recognised, pair
from tocsin.intake.events.adapters.tests.sending import event, fixture
from tocsin.intake.events.event import Act


def test_a_service_that_recovers_is_one_alert() -> None:
    first, last = pair("icinga2", "service_problem", "service_recovery")

    assert first.key == "web1.example.com!http"
    assert first.title == "Web 1 / HTTP: HTTP CRITICAL: HTTP/1.1 502 Bad Gateway"
    assert (first.severity, first.service) == ("critical", "http")
    assert first.labels["address"] == "192.0.2.10"
    assert first.url == ""
    assert first.starts_at == BEGAN
    assert last.ends_at == ENDED


def test_its_bodies_are_recognised() -> None:
    assert is_recognised("icinga2", "service_problem")
    assert is_recognised("icinga2", "service_recovery")


def test_what_curl_sends_is_a_form() -> None:
    sent = fixture("icinga2", "service_problem")
    assert event("icinga2", form(sent), headers=FORM) == event("icinga2", sent)


def test_an_acknowledgement_keeps_who_and_why() -> None:
    told = event("icinga2", fixture("icinga2", "host_acknowledged"))
    assert (told.act, told.key, told.by) == (
        Act.ACKNOWLEDGE,
        "web1.example.com",
        "grace",
    )
    assert told.description == "Looking at it"


def test_downtimes_and_flapping_are_remarks() -> None:
    sent = fixture("icinga2", "service_problem")
    for kind in ("DOWNTIMESTART", "DOWNTIMEEND", "FLAPPINGSTART", "CUSTOM"):
        assert event("icinga2", {**sent, "type": kind}).act == Act.NOTE
