"""Checkmk: a host goes down and comes back; so does a service of it."""

from datetime import UTC, datetime

from tocsin.intake.events.adapters.tests.sending import event, fixture, payload
from tocsin.intake.events.event import Act


def test_a_host_that_is_up_again_is_resolved() -> None:
    told = event("checkmk", payload("checkmk-notification"))
    assert (told.key, told.act) == ("cmk/server1", Act.RESOLVE)
    assert (told.title, told.severity) == ("server1 is UP", "info")
    assert told.description == "Packet received via smart PING"
    assert told.labels["host"] == "server1"
    assert told.ends_at == datetime(2024, 10, 26, 23, 20, 39, tzinfo=UTC)
    assert (told.service, told.url) == ("", "")


def test_a_service_fires_and_recovers_under_one_key() -> None:
    fired = event("checkmk", fixture("checkmk", "service-critical"))
    assert (fired.key, fired.act) == ("prod/web01/CPU load", Act.OPEN)
    assert (fired.title, fired.severity) == ("web01 / CPU load is CRITICAL", "critical")
    assert fired.labels["check"] == "CPU load"
    ended = event("checkmk", fixture("checkmk", "service-recovery"))
    assert (ended.key, ended.act) == (fired.key, Act.RESOLVE)


def test_an_acknowledgement_names_who() -> None:
    body = fixture("checkmk", "service-critical") | {
        "NOTIFICATIONTYPE": "ACKNOWLEDGEMENT",
        "NOTIFICATIONAUTHOR": "ada",
        "NOTIFICATIONCOMMENT": "on it",
    }
    told = event("checkmk", body)
    assert (told.act, told.by) == (Act.ACKNOWLEDGE, "ada")
    assert told.annotations["comment"] == "on it"
