"""kill -9 of a sender: no mail is lost, and one at most is sent twice."""

import os
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime

import pytest
from django.db import connection
from psycopg.conninfo import make_conninfo

from tocsin.foundation.mail.actions import queue_mails
from tocsin.foundation.mail.clockwork import send_due_mails
from tocsin.foundation.mail.letter import Letter, Recipient
from tocsin.foundation.mail.models import Mail
from tocsin.foundation.mail.rules import LEASE
from tocsin.foundation.mail.tests.receiving import Post
from tocsin.kernel import clock

pytestmark = pytest.mark.django_db(transaction=True)

SCRIPT = """
import django
django.setup()
from tocsin.foundation.mail.clockwork import send_due_mails
while True:
    send_due_mails()
"""
COUNT = 45


def _sender() -> "subprocess.Popen[bytes]":
    found = connection.get_connection_params()
    wanted = ("dbname", "user", "password", "host", "port")
    url = make_conninfo(**{part: found[part] for part in wanted if found.get(part)})
    environment = os.environ | {
        "TOCSIN_DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "tocsin.settings",
    }
    return subprocess.Popen([sys.executable, "-c", SCRIPT], env=environment)


def _until(post: Post, count: int) -> None:
    deadline = time.monotonic() + 20
    while len(post.came) < count:
        assert time.monotonic() < deadline, f"{len(post.came)} of {count}"
        time.sleep(0.005)


def test_a_killed_sender_loses_nothing(post: Post) -> None:
    post.slow = 0.03
    everybody = [Recipient(f"p{n}@shop.example") for n in range(COUNT)]
    queue_mails("hello", lambda _to: Letter("Hello", ["Well?"]), to=everybody)
    two = [_sender(), _sender()]
    try:
        _until(post, 7)
        two[0].kill()
        _until(post, 20)
    finally:
        for each in two:
            each.kill()
            each.wait()
    post.slow = 0
    with clock.held_at(datetime.now(tz=UTC) + LEASE):
        while send_due_mails():
            pass
    assert set(Mail.objects.values_list("state", flat=True)) == {"sent"}
    times = Counter(post.ids)
    assert set(times) == set(Mail.objects.values_list("message_id", flat=True))
    twice = [id for id, count in times.items() if count > 1]
    assert len(times) == COUNT
    assert len(twice) <= 2, "one for each sender that was killed"
    assert max(times.values()) <= 2
