"""An observer that fails: counted, parked, and nobody else's trouble."""

from collections.abc import Sequence

import pytest
from django.db import OperationalError, connection

from tocsin.engine.models import Listener, Parked
from tocsin.engine.parts import Observer
from tocsin.engine.tests.ears import NOTED, Ear, noted, opened
from tocsin.engine.turn import PATIENCE, listen, turn
from tocsin.kernel.clock import Hands
from tocsin.register.core.feed import Heard
from tocsin.register.core.models import Entry

pytestmark = pytest.mark.django_db(transaction=True)


def listen_often(ear: Ear, times: int = 40) -> None:
    for _ in range(times):
        listen(ear.observer())


def test_what_fails_again_and_again_is_parked_in_sight(hands: Hands) -> None:
    ear, incident = Ear(fails=lambda number: number == 2), opened()
    noted(incident, 1, 2, 3)
    for failures in range(1, PATIENCE):
        assert listen(ear.observer()) == 0
        assert Listener.objects.get(name="ear").failures == failures
        assert ear.heard == []
    listen_often(ear)
    assert ear.heard == [1, 3], "the others are heard, in order, once"
    parked = Parked.objects.get()
    entry = Entry.objects.get(kind="noted", incident_id=incident, seq=3)
    assert (parked.observer, parked.entry_id) == ("ear", entry.id)
    assert (parked.incident_id, parked.parked_at) == (incident, hands.moment)
    assert parked.reason == "ValueError: 2 is too much for me"
    assert Listener.objects.get(name="ear").failures <= PATIENCE


def test_after_parking_the_observer_is_as_good_as_new() -> None:
    ear, incident = Ear(fails=lambda number: number == 1), opened()
    noted(incident, 1)
    listen_often(ear)
    noted(incident, 2, 3)
    assert listen(ear.observer()) == 2
    assert Listener.objects.get(name="ear").failures == 0


def test_many_that_fail_are_parked_one_by_one() -> None:
    ear, incident = Ear(fails=lambda number: number % 3 == 0), opened()
    noted(incident, *range(9))
    listen_often(ear)
    assert ear.heard == [1, 2, 4, 5, 7, 8]
    assert Parked.objects.count() == 3


def test_what_passes_at_a_second_try_is_not_parked() -> None:
    tries = [True, False]
    ear, incident = Ear(fails=lambda number: tries.pop(0) if tries else False), opened()
    noted(incident, 1)
    listen_often(ear, times=3)
    assert (ear.heard, Parked.objects.count()) == ([1], 0)


def test_a_failing_observer_stops_nobody_else() -> None:
    bad, good = Ear(name="bad", fails=lambda number: True), Ear(name="good")
    noted(opened(), 1, 2)
    assert turn([bad.observer(), good.observer()], []) == 2
    assert (bad.heard, good.heard) == ([], [1, 2])


def test_a_statement_that_fails_in_the_database_is_parked_too() -> None:
    def stumble(entries: Sequence[Heard]) -> None:
        with connection.cursor() as cursor:
            cursor.execute("select * from no_such_table")

    noted(opened(), 1)
    observer = Observer("clumsy", NOTED, stumble)
    for _ in range(PATIENCE + 1):
        listen(observer)
    assert "no_such_table" in Parked.objects.get().reason


def test_a_database_that_is_away_parks_nothing() -> None:
    def away(entries: Sequence[Heard]) -> None:
        raise OperationalError("the server closed the connection")

    noted(opened(), 1)
    observer = Observer("patient", NOTED, away)
    for _ in range(PATIENCE + 3):
        try:
            listen(observer)
        except OperationalError:
            continue
    assert Parked.objects.count() == 0
