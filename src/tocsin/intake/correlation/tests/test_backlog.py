"""What waits to be folded is what is stored, not what is numbered."""

import pytest

from tests.intake import a_source
from tests.intake import store as stored
from tocsin.intake.correlation.folding import fold
from tocsin.intake.events.queries import count_backlog, take_numbers

pytestmark = pytest.mark.django_db(transaction=True)


def test_numbers_that_workers_hold_ready_do_not_wait() -> None:
    by = a_source()
    take_numbers(1000)
    assert count_backlog() == 0
    for _time in range(3):
        stored(by, [])
    assert count_backlog() == 3
    while fold():
        pass
    assert count_backlog() == 0
