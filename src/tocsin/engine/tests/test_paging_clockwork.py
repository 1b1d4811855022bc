"""Notices of duty come once before and once at the beginning; the heartbeat stops when
pages or steps of escalation wait."""

import threading
from collections.abc import Iterator
from datetime import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.test import Client

from tests.company import Company
from tests.paging import Arrivals
from tocsin.engine.own_heartbeat import tell_heartbeat
from tocsin.engine.sender import send_due
from tocsin.foundation.notify.clockwork import tell_of_duty
from tocsin.foundation.notify.models import Page
from tocsin.foundation.notify.pages import Wanted, send_pages
from tocsin.foundation.oncall.tests.rotas import rota
from tocsin.kernel import clock
from tocsin.response.escalation.tests.matrices import duty, publish, settle


def test_a_notice_an_hour_before_and_one_at_the_beginning(
    company: Company, arrivals: Arrivals, hands: clock.Hands
) -> None:
    rota("p-ada", hand_over=time(11))
    assert tell_of_duty() == 0
    hands.forward(hours=1, seconds=1)
    assert tell_of_duty() == 1
    assert tell_of_duty() == 0
    hands.forward(hours=1)
    assert tell_of_duty() == 1
    assert tell_of_duty() == 0
    while send_due():
        pass
    subjects = [told.subject for _channel, _by, told in arrivals.came]
    assert [subject.split(" from ")[1] for subject in subjects] == [
        "March 2, 2026, 11 a.m. on.",
        "now on.",
    ]


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Somebody outside who listens."""
    came: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            came.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_told: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Listener)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}/hb/1"
    monkeypatch.setenv("TOCSIN_NOTIFY_HEARTBEAT_URL", address)
    monkeypatch.setenv("TOCSIN_NOTIFY_NETWORKS", "127.0.0.1/32")
    yield came
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_heartbeat_is_told_while_pages_leave_in_time(
    company: Company, heard: list[str], hands: clock.Hands
) -> None:
    tell_heartbeat()
    assert heard == ["/hb/1"]
    send_pages([Wanted("p-ada", "x", incident_id=1, ref="INC-1")], now=clock.now())
    hands.forward(seconds=30)
    tell_heartbeat()
    assert len(heard) == 2
    hands.forward(seconds=1)
    tell_heartbeat()
    assert len(heard) == 2, "a page waits for more than half a minute"
    Page.objects.all().delete()
    tell_heartbeat()
    assert len(heard) == 3


def test_it_is_not_told_while_escalation_waits_or_forgets(
    company: Company, heard: list[str], hands: clock.Hands
) -> None:
    """What a dead worker leaves lying, and what nothing leads to, an outside eye
    misses, and a probe reads."""
    duty("infrastructure", "p-ada")
    levels = [{"after": 5, "target": {"kind": "on_call"}}]
    publish({"key": "all", "levels": levels})
    incident = company.open()
    hands.forward(seconds=31)
    tell_heartbeat()
    assert heard == [], "nobody has planned what comes next"
    told = Client().get("/healthz").json()
    assert told["escalation"] == {"oldest_due_seconds": 0.0, "forgotten": 1}
    assert "nothing is due for incidents that nobody has answered" in told["complaints"]
    settle()
    tell_heartbeat()
    assert len(heard) == 1
    hands.forward(minutes=5)
    tell_heartbeat()
    assert len(heard) == 1, "a step is due for more than half a minute"
    told = Client().get("/healthz").json()
    assert told["escalation"] == {"oldest_due_seconds": 31.0, "forgotten": 0}
    assert "escalation is late" in told["complaints"]
    settle()
    Page.objects.all().delete()
    tell_heartbeat()
    assert len(heard) == 2, incident.ref
