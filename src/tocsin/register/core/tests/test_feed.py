"""The feed: everything once, in an order that never changes again."""

import threading

import pytest
from django.db import connection, connections, transaction

from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.register.core.actions.writer import Draft, append, draw_numbers
from tocsin.register.core.entries import Kind
from tocsin.register.core.feed import Bookmark, Heard, read_feed
from tocsin.register.core.tests.making import ADA, opened, said

pytestmark = pytest.mark.django_db(transaction=True)

NOTED = frozenset({Kind.NOTED.value})


def heard_from(
    after: Bookmark, batch: int = 100, history: bool = False
) -> tuple[list[Heard], Bookmark]:
    heard, end = read_feed(after, kinds=NOTED, history=history, batch=batch)
    return list(heard), end


def test_only_the_kinds_asked_for_and_each_once() -> None:
    incident = opened()
    said(incident, Kind.NOTED, text="one")
    said(incident, Kind.RESTORED)
    said(incident, Kind.NOTED, text="two")
    heard, end = heard_from(Bookmark())
    assert [(h.incident_id, h.seq, h.kind) for h in heard] == [
        (incident.id, 2, "noted"),
        (incident.id, 4, "noted"),
    ]
    assert heard_from(end)[0] == []


def test_private_words_do_not_travel() -> None:
    said(opened(), Kind.NOTED, text="Tom's bank account", page=7)
    ((heard,), _) = heard_from(Bookmark())
    assert heard.body["page"] == 7
    assert "text" not in heard.body


def test_batches_end_where_the_next_one_begins() -> None:
    incident = opened()
    for number in range(7):
        said(incident, Kind.NOTED, n=number)
    bookmark, found = Bookmark(), []
    for size in (3, 3, 1, 0):
        heard, bookmark = heard_from(bookmark, batch=3)
        assert len(heard) == size
        found += [h.body["n"] for h in heard]
    assert found == [0, 1, 2, 3, 4, 5, 6]


def test_the_bookmark_moves_past_what_nobody_asked_for() -> None:
    incident = opened()
    said(incident, Kind.RESTORED)
    heard, end = heard_from(Bookmark())
    assert heard == []
    assert end > Bookmark()


def test_history_is_passed_over_unless_asked_for() -> None:
    (birth,) = draw_numbers(1)
    drafts = [
        Draft(birth.id, Kind.REGISTERED, {}, origin="history"),
        Draft(birth.id, Kind.NOTED, {"n": 1}, origin="history"),
    ]
    append(drafts, by=SYSTEM, births=[birth])
    said(opened(), Kind.NOTED, n=2)
    lived, end = heard_from(Bookmark())
    assert [h.body["n"] for h in lived] == [2]
    assert heard_from(end, history=True)[0] == [], "and stays passed over"
    told, _ = heard_from(Bookmark(), history=True)
    assert [(h.body["n"], h.origin) for h in told] == [(1, "history"), (2, "lived")]


def test_what_a_slow_transaction_said_is_heard_in_its_place() -> None:
    first, second = opened(), opened()
    ready, go = threading.Event(), threading.Event()

    def slow() -> None:
        try:
            with transaction.atomic():
                said(first, Kind.NOTED, n="slow")
                ready.set()
                go.wait(5)
        finally:
            connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    assert ready.wait(5)
    said(second, Kind.NOTED, n="quick")
    heard, end = heard_from(Bookmark())
    assert heard == [], "the feed waits for who began before"
    go.set()
    thread.join()
    heard, end = heard_from(end)
    assert [h.body["n"] for h in heard] == ["slow", "quick"]
    assert heard_from(end)[0] == []


def test_what_was_rolled_back_is_never_heard() -> None:
    incident = opened()
    with transaction.atomic():
        append([Draft(incident.id, Kind.NOTED, {"n": 1})], by=ADA)
        transaction.set_rollback(True)
    said(incident, Kind.NOTED, n=2)
    heard, _ = heard_from(Bookmark())
    assert [(h.seq, h.body["n"]) for h in heard] == [(2, 2)]


def test_somebody_who_only_reads_holds_nobody_up() -> None:
    reader = connections.create_connection("default")
    reader.set_autocommit(False)
    with reader.cursor() as cursor:
        cursor.execute("select count(*) from register_entry")
    said(opened(), Kind.NOTED, n=1)
    assert len(heard_from(Bookmark())[0]) == 1
    reader.rollback()
    reader.close()
