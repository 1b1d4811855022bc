"""What others ask for: told once, withdrawn, and what became of it."""

from typing import Any

import pytest
from django.db import connection

from tocsin.foundation.notify.models import Message, Outcome, Page
from tocsin.foundation.notify.pages import (
    Wanted,
    send_pages,
    unheard_outcomes,
    withdraw_pages,
)
from tocsin.foundation.notify.rules import FIRST
from tocsin.kernel import clock

pytestmark = pytest.mark.django_db


def _wanted(cause: str, **more: Any) -> Wanted:
    usual: dict[str, Any] = {"person": "p-ada", "incident_id": 12, "ref": "INC-00012"}
    return Wanted(cause=cause, **(usual | more))


def test_what_is_told_twice_is_one_page(hands: clock.Hands) -> None:
    assert send_pages([_wanted("a"), _wanted("b")], now=clock.now()) == 2
    assert send_pages([_wanted("b"), _wanted("c")], now=clock.now()) == 1
    assert Page.objects.count() == 3
    assert send_pages([], now=clock.now()) == 0


def test_the_first_loud_page_of_an_incident_goes_before_all_others(
    hands: clock.Hands,
) -> None:
    send_pages([_wanted("a"), _wanted("b", person="p-ben")], now=clock.now())
    send_pages([_wanted("c"), _wanted("d", incident_id=13)], now=clock.now())
    send_pages([_wanted("e", incident_id=14, loud=False)], now=clock.now())
    ranks = dict(Page.objects.values_list("cause", "rank"))
    assert ranks == {"a": FIRST, "b": FIRST, "c": 3, "d": FIRST, "e": 4}


def test_withdrawing_stops_what_was_not_handed_over(hands: clock.Hands) -> None:
    send_pages(
        [_wanted("a"), _wanted("b", person="p-ben"), _wanted("c", incident_id=13)],
        now=clock.now(),
    )
    assert withdraw_pages([12], why="acknowledged", people=["p-ada"]) == 1
    assert withdraw_pages([12], why="acknowledged") == 1
    assert withdraw_pages([12], why="acknowledged") == 0
    states = dict(Page.objects.values_list("cause", "state"))
    assert states == {"a": "withdrawn", "b": "withdrawn", "c": "queued"}


def test_what_became_of_a_page_is_told_once(hands: clock.Hands) -> None:
    send_pages([_wanted("a")], now=clock.now())
    page = Page.objects.get()
    Outcome.objects.create(page=page, result="failed", told="no way", at=clock.now())
    (heard,) = unheard_outcomes(10)
    assert (heard.cause, heard.incident_id, heard.person) == ("a", 12, "p-ada")
    assert (heard.result, heard.told) == ("failed", "no way")
    assert list(unheard_outcomes(10)) == []


def test_nobody_is_reached_who_is_not_known(hands: clock.Hands) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select * from notify_reach()")
        assert cursor.fetchall() == []
    assert Message.objects.count() == 0
