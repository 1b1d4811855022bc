"""How many messages are under way at once, and in how many statements it is kept."""

import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from django.db import connection

from tests.company import Company
from tocsin.engine import handing
from tocsin.engine.handing import Sent, Way, hand_over
from tocsin.engine.sender import send_due
from tocsin.foundation.accounts.actions import add_person
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.mail.tests.receiving import Post, receiving
from tocsin.foundation.notify.actions import recording
from tocsin.foundation.notify.actions.expanding import expand_pages
from tocsin.foundation.notify.actions.recording import claim_messages
from tocsin.foundation.notify.channels.contract import (
    Channel,
    Message,
    Provider,
    Result,
)
from tocsin.foundation.notify.channels.sending import side_by_side
from tocsin.foundation.notify.models import Message as Row
from tocsin.foundation.notify.models import Page
from tocsin.foundation.notify.pages import Wanted, send_pages
from tocsin.foundation.notify.parcels import Parcel
from tocsin.kernel import clock

PROVIDER = Provider(key="own", channel="mail", kind="own", name="Own")


class Counting(Channel):
    """Hands over side by side, and knows how many were under way at once and how many
    it had taken that nobody had written down."""

    name, title, icon = "mail", "Mail", "mail"
    width = 8

    def __init__(self, seconds: float = 0.0) -> None:
        self._seconds, self._counting = seconds, threading.Lock()
        self.at_once = self.most = 0
        self.came: list[int] = []

    def send_many(
        self, messages: Sequence[Message], provider: Provider
    ) -> Iterator[Result]:
        return side_by_side(self._send, messages, self.width)

    def _send(self, message: Message) -> Result:
        with self._counting:
            self.at_once += 1
            self.most = max(self.most, self.at_once)
        time.sleep(self._seconds)
        with self._counting:
            self.at_once -= 1
            self.came.append(message.id)
        return Result(message_id=message.id, taken=True, provider_id=f"x{message.id}")


class Knowing(Counting):
    """The same, whose receivers tell a repeat by its key."""

    knows_repeats = True


@pytest.fixture(autouse=True)
def _nothing_learned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handing, "_pace", {})


def _claimed(people: int) -> dict[int, Sent]:
    keys = [
        add_person(f"p{n}", name=f"P {n}", email=f"p{n}@shop.example", by=SYSTEM).key
        for n in range(people)
    ]
    wanted = [Wanted(key, f"run:1:{key}", incident_id=1, ref="INC-1") for key in keys]
    send_pages(wanted, now=clock.now())
    expand_pages()
    return {
        claim.id: Sent(
            Parcel(claim),
            Message(
                id=claim.id,
                uid=f"u{claim.id}",
                address=claim.address,
                subject="s",
                text="t",
                short="s",
            ),
        )
        for claim in claim_messages(1000)
    }


class _Statements:
    """Counts what is written of messages."""

    def __init__(self) -> None:
        self.writes = 0

    def __call__(self, execute: Any, sql: str, *rest: Any) -> Any:
        self.writes += "update notify_message" in sql
        return execute(sql, *rest)


def _hand_over(channel: Channel, left: dict[int, Sent], within: float) -> int:
    watch = _Statements()
    with connection.execute_wrapper(watch):
        hand_over(Way(channel, PROVIDER, ["own"], left, within, time.monotonic()))
    return watch.writes


@pytest.mark.django_db
def test_what_may_be_doubled_is_written_down_one_by_one() -> None:
    channel, left = Counting(), _claimed(12)
    assert _hand_over(channel, dict(left), within=0) == 12
    assert channel.most == 1
    assert channel.came == list(left)
    assert set(Row.objects.values_list("state", flat=True)) == {"sent"}
    assert set(Page.objects.values_list("state", flat=True)) == {"delivered"}


@pytest.mark.django_db
def test_what_is_known_when_it_comes_twice_is_written_down_in_sets() -> None:
    channel, left = Knowing(), _claimed(60)
    assert _hand_over(channel, dict(left), within=0) < 30
    assert sorted(channel.came) == sorted(left)
    assert set(Row.objects.values_list("state", flat=True)) == {"sent"}


@pytest.mark.django_db(transaction=True)
def test_so_many_wait_that_more_are_under_way_and_no_more_than_that(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    channel, left = Counting(0.02), _claimed(30)
    unwritten: list[int] = []
    kept = recording.messages_were_taken

    def keep(taken: Any, provider: Provider) -> None:
        written = Row.objects.filter(state="sent").count()
        unwritten.append(len(channel.came) - written)
        kept(taken, provider)

    monkeypatch.setattr("tocsin.engine.ledger.messages_were_taken", keep)
    monkeypatch.setitem(handing._pace, "mail", 0.5)
    _hand_over(channel, dict(left), within=5)
    assert Counter(channel.came) == Counter(list(left))
    assert channel.most == 3, "30 that take half a second each, within five"
    assert max(unwritten) <= 3
    assert set(Row.objects.values_list("state", flat=True)) == {"sent"}


@pytest.mark.django_db(transaction=True)
def test_it_goes_side_by_side_once_it_turns_out_to_be_slow() -> None:
    channel, left = Counting(0.03), _claimed(20)
    _hand_over(channel, dict(left), within=0.1)
    assert Counter(channel.came) == Counter(list(left)), "each once"
    assert channel.most > 1


@pytest.mark.django_db
def test_what_others_took_meanwhile_is_not_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    channel, left = Counting(), _claimed(6)
    monkeypatch.setattr(handing, "_RENEW", 0.0)
    Row.objects.filter(id__in=list(left)[3:]).update(attempts=2)
    _hand_over(channel, dict(left), within=0)
    assert channel.came == list(left)[:3]


@pytest.mark.django_db(transaction=True)
def test_the_database_was_away_when_it_was_to_be_written_down() -> None:
    """Its session is ended between the hand-over and the writing."""

    class Ending(Counting):
        def _send(self, message: Message) -> Result:
            told = super()._send(message)
            if len(self.came) == 1:
                connection.connection.close()
            return told

    channel, left = Ending(), _claimed(3)
    _hand_over(channel, dict(left), within=0)
    assert channel.came == list(left), "none twice"
    assert set(Row.objects.values_list("state", flat=True)) == {"sent"}


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    with receiving() as post:
        monkeypatch.setenv("TOCSIN_SMTP_URL", f"smtp://127.0.0.1:{post.port}")
        monkeypatch.setenv("TOCSIN_SMTP_TLS", "off")
        yield post


def test_a_call_out_greets_the_mail_server_once(
    company: Company, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOCSIN_NOTIFY_GONE_WITHIN", "0")
    incident = company.open()
    keys = [
        add_person(f"p{n}", name=f"P {n}", email=f"p{n}@shop.example", by=SYSTEM).key
        for n in range(140)
    ]
    wanted = [
        Wanted(k, f"run:1:{k}", incident_id=incident.id, ref=incident.ref) for k in keys
    ]
    send_pages(wanted, now=clock.now())
    while send_due():
        pass
    assert len(post.came) == 140
    assert post.greeted == 1, "three batches, one conversation"
