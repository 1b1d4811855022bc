"""What somebody took is theirs while they live, and anybody's when they are gone."""

import time

import pytest

from tocsin.foundation.accounts.actions import add_person
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.notify.actions import releasing
from tocsin.foundation.notify.actions.expanding import expand_pages
from tocsin.foundation.notify.actions.recording import claim_messages, hold_messages
from tocsin.foundation.notify.actions.releasing import release_what_the_gone_held
from tocsin.foundation.notify.pages import Wanted, send_pages
from tocsin.foundation.notify.rules import LEASE
from tocsin.kernel import alive
from tocsin.kernel.clock import Hands

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _looks_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(releasing, "OFTEN", 0.0)
    monkeypatch.setattr(releasing, "_missed", {})


def _gone() -> None:
    """This process leaves: what it held stays behind, and it is another from now on."""
    before = alive.number()
    alive.leave()
    deadline = time.monotonic() + 10
    while before in alive.living() and time.monotonic() < deadline:
        time.sleep(0.01)


@pytest.fixture
def paged(hands: Hands) -> None:
    key = add_person("p", name="P", email="p@shop.example", by=SYSTEM).key
    wanted = Wanted(key, "cause", incident_id=1, ref="INC-1")
    send_pages([wanted], now=hands.moment)
    expand_pages()


@pytest.mark.usefixtures("paged")
def test_it_is_free_at_once_when_they_are_gone_for_good(
    hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    (claim,) = claim_messages(10)
    monkeypatch.setattr(releasing, "GRACE", 0.0)
    hands.forward(seconds=LEASE.total_seconds() - 1)
    assert release_what_the_gone_held() == 0, "they live"
    assert claim_messages(10) == []

    monkeypatch.setattr(releasing, "GRACE", 60.0)
    _gone()
    assert release_what_the_gone_held() == 0, "they may have lost the database only"
    monkeypatch.setattr(releasing, "GRACE", 0.0)
    assert release_what_the_gone_held() == 1
    (again,) = claim_messages(10)
    assert (again.id, again.attempts) == (claim.id, 2)
    assert hold_messages([claim]) == [], "whoever comes back knows that it is another's"
    assert release_what_the_gone_held() == 0, "it is ours now"


@pytest.mark.usefixtures("paged")
def test_who_comes_back_in_time_holds_it_on(
    hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    (claim,) = claim_messages(10)
    _gone()
    assert release_what_the_gone_held() == 0
    assert hold_messages([claim]) == [claim]
    monkeypatch.setattr(releasing, "GRACE", 0.0)
    assert release_what_the_gone_held() == 0


@pytest.mark.usefixtures("paged")
def test_of_somebody_who_stalls_it_is_taken_in_the_end(hands: Hands) -> None:
    (claim,) = claim_messages(10)
    hands.forward(seconds=LEASE.total_seconds())
    (again,) = claim_messages(10)
    assert (again.id, again.attempts) == (claim.id, 2)
