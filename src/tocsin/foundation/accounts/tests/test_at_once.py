"""Two at the same instant, in two connections: only one of them is first, or last."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection

from tocsin.foundation.accounts.actions import (
    add_person,
    deactivate,
    make_first_administrator,
)
from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.kernel.refusal import Refusal

pytestmark = pytest.mark.django_db(transaction=True)
GOOD = "four unlikely words together"


def at_once(acts: list[Callable[[], object]]) -> list[str]:
    """What each act, started together in a thread of its own, was refused with."""
    start, told = Barrier(len(acts)), list[str]()

    def run(act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
            told.append("done")
        except Refusal as refused:
            told.append(refused.code)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(told)


def test_of_two_first_administrators_one_is_made() -> None:
    told = at_once(
        [
            lambda: make_first_administrator("one", "One", GOOD),
            lambda: make_first_administrator("two", "Two", GOOD),
        ]
    )
    assert told == ["already_begun", "done"]
    assert Person.objects.count() == 1


def test_two_administrators_cannot_both_leave_last() -> None:
    keys = [add_person(n, by=SYSTEM, roles=["administrator"]).key for n in ("a", "b")]
    told = at_once(
        [lambda: deactivate(keys[0], by=SYSTEM), lambda: deactivate(keys[1], by=SYSTEM)]
    )
    assert told == ["done", "last_administrator"]
    assert Person.objects.filter(is_active=True).count() == 1
