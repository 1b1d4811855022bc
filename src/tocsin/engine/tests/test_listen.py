"""An observer hears everything once, in order, and its bookmark with its work."""

import threading
from collections.abc import Sequence
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection, transaction

from tocsin.engine.models import Listener
from tocsin.engine.parts import Observer
from tocsin.engine.tests.ears import NOTED, Ear, noted, opened
from tocsin.engine.turn import listen
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.kernel.clock import Hands
from tocsin.register.core.actions.writer import Draft, append
from tocsin.register.core.entries import Kind
from tocsin.register.core.feed import Heard
from tocsin.register.core.models import Entry
from tocsin.register.core.tests.crowd import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_each_entry_once_and_nothing_twice(hands: Hands) -> None:
    ear, incident = Ear(), opened()
    noted(incident, 1, 2, 3)
    assert [listen(ear.observer()), listen(ear.observer())] == [3, 0]
    noted(incident, 4)
    assert listen(ear.observer()) == 1
    assert ear.heard == [1, 2, 3, 4]


def test_a_batch_is_no_larger_than_asked_for_and_sorted_by_incident() -> None:
    ear, first, second = Ear(), opened(), opened()
    for number in (1, 2):
        noted(second, number + 10)
        noted(first, number)
    assert listen(ear.observer(batch=3)) == 3
    assert ear.heard == [1, 11, 12], "locks are taken in the order of incidents"
    assert listen(ear.observer(batch=3)) == 1


def test_a_slow_transactions_entry_is_heard_in_its_place() -> None:
    """Its id is low and it appears late: a cursor of ids would miss it."""
    ear, slow, quick = Ear(), opened(), opened()
    ready, go = threading.Event(), threading.Event()

    def slowly() -> None:
        try:
            with transaction.atomic():
                noted(slow, 1)
                ready.set()
                go.wait(5)
        finally:
            connection.close()

    thread = threading.Thread(target=slowly)
    thread.start()
    assert ready.wait(5)
    noted(quick, 2)
    assert listen(ear.observer()) == 0, "the feed waits for the slow transaction"
    go.set()
    thread.join()
    assert listen(ear.observer()) == 2
    assert ear.heard == [1, 2]
    ids = Entry.objects.filter(kind="noted").order_by("id")
    assert list(ids.values_list("incident_id", flat=True)) == [slow, quick]


def test_writers_at_random_and_not_one_entry_missed() -> None:
    ear, incidents = Ear(), [opened() for _ in range(3)]
    writing = threading.Event()

    def writer(start: int) -> None:
        for number in range(start, start + 20):
            noted(incidents[number % 3], number)

    def reader() -> None:
        while not writing.is_set():
            listen(ear.observer(batch=7))

    def writers() -> None:
        try:
            assert at_once([partial(writer, n * 100) for n in range(3)]) == []
        finally:
            writing.set()

    assert at_once([reader, writers], seconds=20) == []
    while listen(ear.observer()):
        pass
    assert sorted(ear.heard) == sorted(n * 100 + i for n in range(3) for i in range(20))


def test_the_work_and_the_bookmark_commit_together() -> None:
    incident = opened()
    noted(incident, 1)
    falls = [True]

    def repeat(entries: Sequence[Heard]) -> None:
        drafts = [Draft(e.incident_id, Kind.LINKED, cause=f"{e.id}") for e in entries]
        append(drafts, by=SYSTEM)
        if falls.pop():
            falls.append(False)
            raise ValueError("after the work, before the bookmark")

    echo = Observer("echo", NOTED, repeat)
    assert listen(echo) == 0
    assert Entry.objects.filter(kind="linked").count() == 0, "work undone"
    assert listen(echo) == 1
    assert Entry.objects.filter(kind="linked").count() == 1
    assert Listener.objects.get(name="echo").entry_id > 0


def test_two_engines_at_once_hear_each_entry_once() -> None:
    ears, incident = [Ear(name="same") for _ in range(4)], opened()
    noted(incident, *range(40))

    def engine(ear: Ear) -> None:
        for _ in range(30):
            listen(ear.observer(batch=3))

    assert at_once([partial(engine, ear) for ear in ears]) == []
    heard = [number for ear in ears for number in ear.heard]
    assert sorted(heard) == list(range(40))


def test_who_holds_the_bookmark_keeps_nobody_waiting() -> None:
    ear, incident = Ear(), opened()
    listen(ear.observer())
    noted(incident, 1)
    turns: list[int] = []
    with transaction.atomic():
        list(Listener.objects.select_for_update().filter(name="ear"))
        assert at_once([lambda: turns.append(listen(ear.observer()))], seconds=5) == []
    assert turns == [0]
    assert listen(ear.observer()) == 1


def test_history_is_passed_over_unless_asked_for() -> None:
    lived, told = Ear(name="lived"), Ear(name="told")
    noted(opened(origin="history"), 1, origin="history")
    noted(opened(), 2)
    assert listen(lived.observer()) == 1
    assert listen(told.observer(history=True)) == 2
    assert (lived.heard, told.heard) == ([2], [1, 2])


def test_a_bookmark_that_nothing_matched_moves_now_and_then(hands: Hands) -> None:
    """Moving it is a transaction too, which would move the feed's end for ever."""
    ear, incident = Ear(), opened()
    listen(ear.observer())
    before = Listener.objects.get(name="ear")
    append([Draft(incident, Kind.RESTORED)], by=SYSTEM)
    listen(ear.observer())
    assert Listener.objects.get(name="ear").xact == before.xact
    hands.forward(minutes=1)
    listen(ear.observer())
    moved = Listener.objects.get(name="ear")
    assert moved.xact > before.xact
    assert moved.moved_at is not None
    assert moved.moved_at - hands.moment == timedelta(0)
