"""Others see whether a process lives, by a session of its own."""

import time
from collections.abc import Callable

import pytest
from django.db import connection

from tocsin.kernel import alive

pytestmark = pytest.mark.django_db


def _soon(true: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 10
    while not true() and time.monotonic() < deadline:
        time.sleep(0.01)
    return true()


def test_it_lives_under_one_number_until_it_leaves() -> None:
    ours = alive.number()
    assert alive.number() == ours
    assert ours in alive.living()
    alive.leave()
    assert _soon(lambda: ours not in alive.living())
    other = alive.number()
    assert other != ours
    assert other in alive.living()


def test_after_the_database_was_away_it_lives_under_the_same_number() -> None:
    ours = alive.number()
    with connection.cursor() as cursor:
        cursor.execute(
            "select pid, pg_terminate_backend(pid) from pg_locks"
            " where locktype = 'advisory' and objid = %s",
            [ours],
        )
        (before, _ended) = cursor.fetchone()

    def again() -> bool:
        with connection.cursor() as cursor:
            cursor.execute("select pid from pg_locks where objid = %s", [ours])
            found = cursor.fetchone()
        return bool(found) and found[0] != before

    assert _soon(again)
    assert alive.number() == ours
    assert ours in alive.living()
