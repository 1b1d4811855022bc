"""Several senders at once, and kill -9 of any: no message lost, none twice but what was
under way."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from psycopg.conninfo import make_conninfo

from tocsin.engine.sender import send_due
from tocsin.foundation.accounts.actions import add_person
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.mail.tests.receiving import Post, receiving
from tocsin.foundation.notify.actions import releasing
from tocsin.foundation.notify.models import Message, Page
from tocsin.foundation.notify.pages import Wanted, send_pages
from tocsin.foundation.notify.rules import LEASE
from tocsin.kernel import clock

pytestmark = pytest.mark.django_db(transaction=True)

SCRIPT = """
import threading, time
import django
django.setup()
from django.db import InterfaceError, OperationalError, connection
from tocsin.engine.sender import send_due

def work():
    while True:
        try:
            done = send_due()
        except (OperationalError, InterfaceError):
            connection.close()
            done = 0
        if not done:
            time.sleep(0.05)

for _thread in range(4):
    threading.Thread(target=work).start()
"""

_END_SESSIONS = """
select pg_terminate_backend(pid)
  from pg_stat_activity
 where datname = current_database()
   and pid <> pg_backend_pid()
   and backend_type = 'client backend'
"""


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    with receiving() as post:
        monkeypatch.setenv("TOCSIN_SMTP_URL", f"smtp://127.0.0.1:{post.port}")
        monkeypatch.setenv("TOCSIN_SMTP_TLS", "off")
        yield post


def _sender() -> "subprocess.Popen[bytes]":
    found = connection.get_connection_params()
    wanted = ("dbname", "user", "password", "host", "port")
    url = make_conninfo(**{part: found[part] for part in wanted if found.get(part)})
    environment = os.environ | {
        "TOCSIN_DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "tocsin.settings",
        "TOCSIN_NOTIFY_GONE_WITHIN": "0",
    }
    return subprocess.Popen([sys.executable, "-c", SCRIPT], env=environment)


@contextmanager
def _senders(count: int) -> "Iterator[list[subprocess.Popen[bytes]]]":
    running = [_sender() for _each in range(count)]
    try:
        yield running
    finally:
        for each in running:
            each.kill()
            each.wait()


def _people(count: int) -> list[str]:
    made = [
        add_person(f"p{n}", name=f"P {n}", email=f"p{n}@shop.example", by=SYSTEM)
        for n in range(count)
    ]
    return [person.key for person in made]


def _page(people: list[str], times: int = 1, since: int = 0) -> int:
    wanted = [
        Wanted(key, f"run:{n}:{key}", incident_id=n, ref=f"INC-{n:05}")
        for n in range(since, since + times)
        for key in people
    ]
    return send_pages(wanted, now=clock.now())


def _until_all_left(seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while Page.objects.filter(state__in=["queued", "sending"]).exists():
        assert time.monotonic() < deadline, Counter(
            Message.objects.values_list("state", flat=True)
        )
        time.sleep(0.05)


def _twice(post: Post) -> list[str]:
    return [id for id, count in Counter(post.ids).items() if count > 1]


def test_two_senders_and_four_send_each_once(post: Post) -> None:
    people = _people(20)
    total = _page(people, times=2)
    with _senders(2):
        _until_all_left(90)
        total += _page(people, times=4, since=2)
        with _senders(2):
            _until_all_left(90)
    assert len(post.came) == total
    assert _twice(post) == []
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}


def test_a_sender_that_stalls_keeps_what_it_took_though_not_for_ever(
    post: Post,
) -> None:
    """It is stopped while its first mail is under way, and goes on later."""
    people = _people(4)
    with _senders(1) as (stalled,):
        total = _page(people, times=3)
        with _stopped(stalled, post):
            came = len(post.came)
            _send_as_if_later(timedelta(seconds=20))
            assert len(post.came) == came, "its session lives, so nobody takes them"
        _until_all_left(60)
        assert len(post.came) == total
        assert _twice(post) == []

        total += _page(people, times=3, since=3)
        with _stopped(stalled, post):
            _send_as_if_later(LEASE + timedelta(seconds=1))
            assert len(set(post.ids)) == total, "a page waits for nobody for ever"
        time.sleep(0.3)
    assert len(_twice(post)) <= 1, "but what was under way nothing comes twice"


def test_a_sender_that_lost_the_database_keeps_what_it_took(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the database is begun again with a mail under way."""
    monkeypatch.setattr(releasing, "OFTEN", 0.0)
    total = _page(_people(4), times=3)
    with _senders(1):
        post.slow = 0.5
        _until_more_came(post, 1)
        with connection.cursor() as cursor:
            cursor.execute(_END_SESSIONS)
            assert cursor.rowcount >= 2, "its own and that by which it lives"
        post.slow = 0
        while Page.objects.filter(state="sending").exists():
            send_due()
            time.sleep(0.01)
    assert len(post.came) == total
    assert _twice(post) == []


@contextmanager
def _stopped(sender: "subprocess.Popen[bytes]", post: Post) -> Iterator[None]:
    """It is stopped inside, having handed over a mail of which it knows nothing yet."""
    post.slow = 0.5
    _until_more_came(post, 1)
    sender.send_signal(signal.SIGSTOP)
    post.slow = 0
    try:
        yield
    finally:
        sender.send_signal(signal.SIGCONT)


def _send_as_if_later(by: timedelta) -> None:
    with clock.held_at(clock.now() + by):
        while send_due():
            pass


def test_three_killed_lose_nothing(post: Post) -> None:
    _kill(post, kills=3, people=12, times=5)


@pytest.mark.soak
def test_twenty_killed_lose_nothing(post: Post) -> None:
    _kill(post, kills=20, people=40, times=30)


def _kill(post: Post, *, kills: int, people: int, times: int) -> None:
    """One of two is killed at any instant, and another takes its place. What it held is
    sent by the others within ten seconds; what it had handed over and not recorded, one
    message however many threads it has, is sent again."""
    post.slow = 0.01
    keys = _people(people)
    total = _page(keys, times=times)
    chance = random.Random(7)
    with _senders(2) as running:
        for number in range(kills):
            _until_more_came(post, 5)
            time.sleep(chance.uniform(0.1, 0.5))
            victim = running[number % 2]
            victim.kill()
            victim.wait()
            running[number % 2] = _sender()
        killed_at = time.monotonic()
        _until_all_left(60 + total / 5)
        took = time.monotonic() - killed_at
    states = Counter(Message.objects.values_list("state", flat=True))
    assert states == {"sent": total}
    assert len(set(post.ids)) == total
    assert len(_twice(post)) <= kills
    assert took < 10 + total / 5


def _until_more_came(post: Post, more: int) -> None:
    """So that whoever is killed has something under way."""
    deadline, came = time.monotonic() + 60, len(post.came)
    while len(post.came) < came + more:
        assert time.monotonic() < deadline
        time.sleep(0.01)
