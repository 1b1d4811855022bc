"""What a crash of the database lost is written down anew by whoever handed it over."""

from collections.abc import Iterator

import pytest

from tocsin.engine import ledger
from tocsin.foundation.accounts.actions import add_person
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.notify.actions.expanding import expand_pages
from tocsin.foundation.notify.actions.recording import (
    claim_messages,
    messages_were_taken,
)
from tocsin.foundation.notify.channels.contract import Provider
from tocsin.foundation.notify.models import Message, Outcome, Page
from tocsin.foundation.notify.pages import Wanted, send_pages
from tocsin.foundation.notify.queries import Took
from tocsin.kernel import clock

pytestmark = pytest.mark.django_db(transaction=True)
BY = Provider(key="own", channel="mail", kind="own", name="Own")


@pytest.fixture(autouse=True)
def _waits_for_nothing(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(ledger, "_SURELY", 0.0)
    monkeypatch.setattr(ledger, "_OFTEN", 0.0)
    ledger.forget()
    yield
    ledger.forget()


def _handed_over() -> Took:
    key = add_person("p", name="P", email="p@shop.example", by=SYSTEM).key
    send_pages([Wanted(key, "cause", incident_id=1, ref="INC-1")], now=clock.now())
    expand_pages()
    (claim,) = claim_messages(10)
    took = Took(claim, "x1")
    ledger.write_down([took], BY)
    return took


def test_looking_again_changes_nothing() -> None:
    _handed_over()
    before = list(Message.objects.values())
    ledger.look_again()
    assert list(Message.objects.values()) == before
    assert Outcome.objects.count() == 1


def test_what_a_crash_lost_is_written_anew() -> None:
    took = _handed_over()
    # As if that commit had never reached the disk.
    Message.objects.update(
        state="waiting",
        due_at=clock.now(),
        sent_at=None,
        ended_at=None,
        provider="",
        provider_id="",
    )
    Page.objects.update(state="sending", ended_at=None, channel="")
    Outcome.objects.all().delete()
    ledger.look_again()
    message, page = Message.objects.get(), Page.objects.get()
    assert (message.state, message.attempts) == ("sent", took.claim.attempts)
    assert (message.provider_id, page.state) == ("x1", "delivered")
    assert Outcome.objects.get().result == "delivered"
    ledger.look_again()
    assert Outcome.objects.count() == 1


def test_while_the_database_is_away_nothing_is_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _handed_over()

    def away(*_told: object, **_more: object) -> None:
        raise OSError("away")

    monkeypatch.setattr(ledger, "messages_were_taken", away)
    with pytest.raises(OSError, match="away"):
        ledger.look_again()
    monkeypatch.setattr(ledger, "messages_were_taken", messages_were_taken)
    Message.objects.update(state="waiting", due_at=clock.now())
    ledger.look_again()
    assert Message.objects.get().state == "sent"
