"""A promise to say it again, and what becomes of an alert when it is not kept."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from tests.company import Company
from tocsin.intake.correlation.clockwork import lapse_alerts
from tocsin.intake.correlation.tests.life import Teller, made_source
from tocsin.intake.events.event import Act
from tocsin.intake.events.models import Bookmark
from tocsin.kernel import clock

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def soon(minutes: int = 5) -> datetime:
    return clock.now() + minutes * MINUTE


def test_it_ends_when_the_promise_is_over(company: Company, hands: clock.Hands) -> None:
    teller = Teller()
    teller.tell("a", expires_at=soon())
    teller.tell("for ever")
    hands.forward(minutes=5, seconds=4)
    assert lapse_alerts() == 0, "what is on its way has five seconds"
    hands.forward(seconds=1)
    assert lapse_alerts() == 1
    alert = teller.alert("a")
    assert (alert.state, alert.ended_why, alert.ends_at) == (
        "resolved",
        "lapsed",
        clock.now(),
    )
    assert teller.alert("for ever").state == "open"


def test_a_repeat_keeps_it_and_one_that_comes_late_opens_anew(
    company: Company, hands: clock.Hands
) -> None:
    teller, began = Teller(), clock.now()
    told: dict[str, Any] = {"starts_at": began, "has_episodes": True}
    teller.tell("a", expires_at=soon(), **told)
    hands.forward(minutes=4)
    teller.tell("a", expires_at=soon(), **told)
    hands.forward(minutes=4)
    assert lapse_alerts() == 0
    hands.forward(minutes=2)
    assert lapse_alerts() == 1
    first = teller.alert("a")
    teller.tell("a", expires_at=soon(), **told)
    again = teller.alert("a")
    assert again.id != first.id, "the episode had not been ended by its sender"
    assert again.state == "open"


def test_what_says_nothing_of_a_promise_keeps_it(
    company: Company, hands: clock.Hands
) -> None:
    """A late end of the episode before, and an acknowledgement."""
    teller, before = Teller(), clock.now()
    for _episode in range(2):
        hands.forward(minutes=1)
        now = clock.now()
        teller.tell("a", starts_at=now, has_episodes=True, expires_at=soon())
    until = teller.alert("a").expires_at
    teller.resolve("a", starts_at=before + MINUTE, has_episodes=True)
    assert teller.alert("a").expires_at == until
    teller.tell("a", Act.ACKNOWLEDGE, by="ada")
    assert teller.alert("a").expires_at == until
    hands.forward(minutes=6)
    assert lapse_alerts() == 1


def test_without_data_it_stands_and_returns(
    company: Company, hands: clock.Hands
) -> None:
    teller = Teller(made_source("Probe", lapse="no_data"))
    teller.tell("a", expires_at=soon())
    number = teller.alert("a").id
    hands.forward(minutes=6)
    assert lapse_alerts() == 1
    assert teller.alert("a").state == "no_data"
    assert lapse_alerts() == 0
    teller.tell("a", expires_at=soon())
    alert = teller.alert("a")
    assert (alert.id, alert.state) == (number, "open")


def test_nothing_lapses_that_waits_to_be_said_again(
    company: Company, hands: clock.Hands
) -> None:
    teller = Teller()
    teller.tell("a", expires_at=soon())
    Bookmark.objects.update_or_create(name="fold", defaults={"at": clock.now()})
    hands.forward(minutes=4)
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into events_request (source_id, retention, received_at, protocol,"
            " body) values (%s, 30, %s, 'in', '')",
            [teller.source.id, clock.now()],
        )
    hands.forward(minutes=10)
    assert lapse_alerts() == 0, "folding has not come so far"
    Bookmark.objects.update(xact=2**60)
    assert lapse_alerts() == 1
