"""After https://github.com/louislam/uptime-kuma/wiki/Notification-Methods"""

import json

from tocsin.intake.events.adapters.tests.pairs import BEGAN, ENDED, is_recognised, pair
from tocsin.intake.events.adapters.tests.sending import event, events, fixture
from tocsin.intake.events.event import Act


def test_a_monitor_that_is_up_again_is_one_alert() -> None:
    first, last = pair("uptime-kuma", "down", "up")

    assert first.key == "29"
    assert first.title == "Production / Shop: connect ECONNREFUSED 192.0.2.30:443"
    assert (first.severity, first.service) == ("critical", "checkout")
    assert first.labels["env"] == "prod"
    assert first.url == "https://shop.example.com/health"
    assert first.starts_at == BEGAN
    assert last.ends_at == ENDED


def test_its_bodies_are_recognised() -> None:
    assert is_recognised("uptime-kuma", "down")
    assert is_recognised("uptime-kuma", "up")


def test_a_trial_of_the_connection_says_so() -> None:
    told = event("uptime-kuma", fixture("uptime-kuma", "trial"))
    assert (told.labels["test"], told.severity) == ("yes", "info")


def test_a_certificate_that_ends_is_a_warning() -> None:
    told = event("uptime-kuma", fixture("uptime-kuma", "certificate"))
    assert (told.act, told.severity) == (Act.OPEN, "warning")


def test_a_monitor_that_is_tried_again_says_nothing_yet() -> None:
    sent = fixture("uptime-kuma", "down")
    sent["heartbeat"]["status"] = 2
    assert events("uptime-kuma", sent) == []


def test_the_form_with_the_whole_message_in_it_is_understood() -> None:
    sent = fixture("uptime-kuma", "down")
    body = "\r\n".join(
        (
            "--x",
            'Content-Disposition: form-data; name="data"',
            "",
            json.dumps(sent),
            "--x--",
            "",
        )
    )
    headers = {"content-type": "multipart/form-data; boundary=x"}
    told = event("uptime-kuma", body.encode(), headers=headers)
    assert told == event("uptime-kuma", sent)
