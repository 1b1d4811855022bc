"""Notices of duty come once before and once at the beginning; the heartbeat stops when
pages wait."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.company import Company
from tests.paging import Arrivals
from tocsin.engine.sender import send_due
from tocsin.foundation.notify import clockwork
from tocsin.foundation.notify.models import Page
from tocsin.foundation.notify.pages import Wanted, send_pages
from tocsin.foundation.oncall.queries import Handover
from tocsin.kernel import clock


@pytest.fixture
def handover(company: Company, monkeypatch: pytest.MonkeyPatch) -> Handover:
    """Ada comes on call at eleven."""
    at = clock.now() + timedelta(hours=2)
    told = Handover("infrastructure", "infrastructure", 1, at, [], ["p-ada"])
    monkeypatch.setattr(
        clockwork,
        "handovers_between",
        lambda first, last: [told] if first <= at < last else [],
    )
    return told


def test_a_notice_an_hour_before_and_one_at_the_beginning(
    handover: Handover, arrivals: Arrivals, hands: clock.Hands
) -> None:
    assert clockwork.tell_of_duty() == 0
    hands.forward(hours=1, seconds=1)
    assert clockwork.tell_of_duty() == 1
    assert clockwork.tell_of_duty() == 0
    hands.forward(hours=1)
    assert clockwork.tell_of_duty() == 1
    assert clockwork.tell_of_duty() == 0
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
    clockwork.tell_heartbeat()
    assert heard == ["/hb/1"]
    send_pages([Wanted("p-ada", "x", incident_id=1, ref="INC-1")], now=clock.now())
    hands.forward(seconds=30)
    clockwork.tell_heartbeat()
    assert len(heard) == 2
    hands.forward(seconds=1)
    clockwork.tell_heartbeat()
    assert len(heard) == 2, "a page waits for more than half a minute"
    Page.objects.all().delete()
    clockwork.tell_heartbeat()
    assert len(heard) == 3
