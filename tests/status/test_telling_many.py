"""Many subscribers are told over several conversations, each of them once."""

import hashlib
import os
import secrets
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from psycopg.conninfo import make_conninfo

from tests.company import Company
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.mail.tests.receiving import Post, receiving
from tocsin.kernel import clock
from tocsin.response.statuspage.actions.delivering import deliver
from tocsin.response.statuspage.actions.noticing import publish_notice
from tocsin.response.statuspage.actions.pages import add_page
from tocsin.response.statuspage.models import Delivery, Page, Subscriber

pytestmark = pytest.mark.django_db(transaction=True)

SCRIPT = """
import django
django.setup()
from tocsin.response.statuspage.actions.delivering import deliver
while True:
    deliver()
"""
LANES = 8


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    with receiving() as post:
        monkeypatch.setenv("TOCSIN_SMTP_URL", f"smtp://127.0.0.1:{post.port}")
        monkeypatch.setenv("TOCSIN_SMTP_TLS", "off")
        yield post


def subscribed(page: Page, addresses: Sequence[str]) -> None:
    now = clock.now()
    for address in addresses:
        Subscriber.objects.create(
            page=page,
            channel="mail",
            address=address,
            digest=hashlib.sha256(address.encode()).digest(),
            nonce=secrets.token_hex(16),
            confirmed_at=now,
            made_at=now,
        )


def test_each_is_told_by_a_mail_of_their_own(company: Company, post: Post) -> None:
    page = add_page("shop", "Shop", by=SYSTEM)
    odd = ['"odd one"@example.org', "a" * 60 + "@" + "b" * 50 + ".example.org"]
    told = [*(f"reader-{n}@example.org" for n in range(30)), *odd]
    post.refusals["reader-7@example.org"] = "550 nobody of that name"
    post.refusals["reader-8@example.org"] = "450 later"
    subscribed(page, told)
    publish_notice("shop", by=SYSTEM, title="Nothing works", text="We look.")
    while deliver():
        pass
    came = {str(mail["To"].addresses[0].addr_spec): mail for mail in post.came}
    assert set(came) == {*told} - {"reader-7@example.org", "reader-8@example.org"}
    assert 1 < post.greeted <= LANES
    for row in Subscriber.objects.filter(address__in=list(came)):
        mail = came[row.address]
        leave = str(mail["List-Unsubscribe"]).strip("<>")
        assert f"/leave/{row.code}/" in leave
        for part in mail.iter_parts():
            assert leave in part.get_content()
            assert part.get_content().count("/leave/") == 1
    states = Counter(Delivery.objects.values_list("state", flat=True))
    assert states == {"sent": len(told) - 2, "failed": 1, "queued": 1}
    assert len(set(post.ids)) == len(post.ids)


def _sender() -> "subprocess.Popen[bytes]":
    found = connection.get_connection_params()
    wanted = ("dbname", "user", "password", "host", "port")
    url = make_conninfo(**{part: found[part] for part in wanted if found.get(part)})
    environment = os.environ | {
        "TOCSIN_DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "tocsin.settings",
    }
    return subprocess.Popen([sys.executable, "-c", SCRIPT], env=environment)


def test_one_who_is_killed_repeats_one_for_each_conversation(
    company: Company, post: Post
) -> None:
    post.slow = 0.02
    page = add_page("shop", "Shop", by=SYSTEM)
    subscribed(page, [f"reader-{n}@example.org" for n in range(120)])
    publish_notice("shop", by=SYSTEM, title="Nothing works", text="We look.")
    sending = _sender()
    deadline = time.monotonic() + 20
    try:
        while len(post.came) < 40:
            assert time.monotonic() < deadline
            time.sleep(0.005)
    finally:
        sending.kill()
        sending.wait()
    post.slow = 0
    with clock.held_at(datetime.now(tz=UTC) + timedelta(seconds=91)):
        while deliver():
            pass
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
    times = Counter(post.ids)
    assert len(times) == 120
    assert sum(times.values()) - 120 <= LANES
