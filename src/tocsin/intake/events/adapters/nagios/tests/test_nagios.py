"""After https://assets.nagios.com/downloads/nagioscore/docs/nagioscore/4/en/macrolist.html"""

from tocsin.intake.events.adapters.tests.forms import FORM, form
from tocsin.intake.events.adapters.tests.pairs import BEGAN, ENDED, is_recognised, pair
from tocsin.intake.events.adapters.tests.sending import event, fixture
from tocsin.intake.events.event import Act


def test_a_service_that_recovers_is_one_alert() -> None:
    first, last = pair("nagios", "service_problem", "service_recovery")

    assert first.key == "db1!Replication lag"
    assert first.title == "db1 / Replication lag: lag 45 s"
    assert (first.severity, first.service) == ("warning", "Replication lag")
    assert first.labels["groups"] == "databases,linux"
    assert first.url == ""
    assert first.starts_at == BEGAN
    assert last.ends_at == ENDED


def test_its_bodies_are_recognised() -> None:
    assert is_recognised("nagios", "service_problem")
    assert is_recognised("nagios", "service_recovery")


def test_what_curl_sends_is_a_form() -> None:
    sent = fixture("nagios", "service_problem")
    assert event("nagios", form(sent), headers=FORM) == event("nagios", sent)


def test_the_names_of_the_environment_are_understood() -> None:
    told = event("nagios", fixture("nagios", "host_down_by_environment"))
    assert (told.key, told.severity, told.act) == ("db1", "critical", Act.OPEN)
    assert told.title == "db1: CRITICAL - Host Unreachable (192.0.2.20)"
    assert told.labels["address"] == "192.0.2.20"


def test_an_acknowledgement_keeps_who_and_why() -> None:
    sent = fixture("nagios", "service_problem")
    more = {"type": "ACKNOWLEDGEMENT", "author": "grace", "comment": "On it"}
    told = event("nagios", {**sent, **more})
    assert (told.act, told.by, told.description) == (Act.ACKNOWLEDGE, "grace", "On it")
