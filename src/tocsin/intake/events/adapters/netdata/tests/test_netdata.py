"""After https://learn.netdata.cloud/docs/alerting/notifications/centralized-cloud-notifications/webhook"""

from tocsin.intake.events.adapters.tests.forms import FORM, form
from tocsin.intake.events.adapters.tests.pairs import BEGAN, ENDED, is_recognised, pair
from tocsin.intake.events.adapters.tests.sending import event, fixture


def test_an_alert_of_the_cloud_that_clears_is_one_alert() -> None:
    first, last = pair("netdata", "cloud_critical", "cloud_clear")

    assert first.key == "db1/system.ram/ram_in_use"
    assert first.title == "ram_in_use on db1"
    assert (first.severity, first.service) == ("critical", "")
    assert first.labels["context"] == "system.ram"
    assert first.url == "https://app.netdata.cloud/spaces/example/alerts/1"
    assert first.starts_at == BEGAN
    assert last.ends_at == ENDED


def test_its_bodies_are_recognised() -> None:
    assert is_recognised("netdata", "cloud_critical")
    assert is_recognised("netdata", "cloud_clear")


def test_an_agent_sends_a_form() -> None:
    sent = fixture("netdata", "agent_warning")
    told = event("netdata", form(sent), headers=FORM)
    assert told.key == "db1/disk_space._var/disk_space_usage"
    assert (told.severity, told.starts_at) == ("warning", BEGAN)


def test_a_node_that_cannot_be_reached_is_critical() -> None:
    told = event("netdata", fixture("netdata", "unreachable"))
    assert (told.key, told.severity) == ("db1/reachability", "critical")
    assert told.title == "db1 is unreachable"
