"""After a restore into another cluster, what is new is heard and sealed."""

import pytest
from django.db import connection

from tocsin.register.core.actions.counting import count_on
from tocsin.register.core.actions.seal import seal
from tocsin.register.core.entries import Kind
from tocsin.register.core.feed import Bookmark, read_feed
from tocsin.register.core.tests.making import opened, said

pytestmark = pytest.mark.django_db(transaction=True)

NOTED = frozenset({Kind.NOTED.value})
FAR = 10**12


def numbers_of_another_cluster() -> None:
    """The functions as a dump brings them to a cluster that is younger than it."""
    with connection.cursor() as cursor:
        for name, number in (
            ("transaction() returns bigint language sql volatile", "current_xact_id()"),
            (
                "horizon() returns bigint language sql stable",
                "snapshot_xmin(pg_current_snapshot())",
            ),
        ):
            cursor.execute(
                f"create or replace function register_{name} as"
                f" $$ select pg_{number}::text::bigint + 0 $$"
            )


@pytest.fixture(autouse=True)
def _as_before() -> object:
    yield
    numbers_of_another_cluster()


def test_nothing_is_raised_where_nothing_was_restored() -> None:
    said(opened(), Kind.NOTED, text="one")
    _heard, bookmark = read_feed(Bookmark(), kinds=NOTED)
    assert count_on(bookmark.xact) == 0


def test_what_is_new_after_a_restore_is_heard_once_and_sealed() -> None:
    incident = opened()
    count_on(FAR)
    said(incident, Kind.NOTED, text="before")
    _heard, bookmark = read_feed(Bookmark(), kinds=NOTED)
    seal()
    numbers_of_another_cluster()

    assert count_on(bookmark.xact) > 0
    assert count_on(bookmark.xact) == 0, "it is noticed once"
    told = said(incident, Kind.NOTED, text="after")
    heard, end = read_feed(bookmark, kinds=NOTED)
    assert [entry.id for entry in heard] == [told.id]
    assert read_feed(end, kinds=NOTED)[0] == []
    assert seal() == 1
    assert told.xact > bookmark.xact


def test_a_bookmark_beyond_the_last_entry_is_passed_too() -> None:
    told = said(opened(), Kind.NOTED, text="one")
    count_on(FAR)
    after = said(told.incident, Kind.NOTED, text="two")
    assert after.xact > FAR
