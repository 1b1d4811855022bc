"""What is read ahead of the turn that counts it counts once, and as things are then."""

import time
from typing import Any

import pytest
from django.db import OperationalError, connection

from tests.company import Company
from tests.intake import a_source, firing
from tests.intake import store as stored
from tocsin.foundation.config.reads import one_look, version
from tocsin.intake.alerts.models import Alert
from tocsin.intake.correlation import folding
from tocsin.intake.correlation.acting import act_on
from tocsin.intake.correlation.folding import Pace, fold
from tocsin.intake.correlation.hearing import Ahead
from tocsin.intake.events.models import Failure, Source

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _two_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folding, "FEWEST", 2)
    monkeypatch.setattr(folding, "MOST", 2)
    monkeypatch.setattr(folding, "_pace", Pace(2))


def _store(by: Source, count: int) -> None:
    for number in range(count):
        stored(by, [firing(host=f"h{number}")])


def _hosts() -> list[str]:
    return sorted(row.labels["host"] for row in Alert.objects.all())


def test_all_is_counted_once(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    by, ahead = a_source(), Ahead()
    _store(by, 7)
    stored(by, b"no json")
    assert fold(ahead) == 2

    def nobody_reads(*_told: Any) -> None:
        raise AssertionError("it was read ahead")

    monkeypatch.setattr(folding, "heard", nobody_reads)
    assert [fold(ahead) for _turn in range(3)] == [2, 2, 2]
    assert _hosts() == [f"h{n}" for n in range(7)]
    assert {row.count for row in Alert.objects.all()} == {1}
    assert Failure.objects.get().reason
    assert fold(ahead) == 0


def test_it_is_read_anew_when_its_source_is_another_by_then(company: Company) -> None:
    by, ahead = a_source(), Ahead()
    _store(by, 4)
    assert fold(ahead) == 2
    ahead.collect()
    Source.objects.filter(id=by.id).update(service="checkout")
    assert fold(ahead) == 2
    assert [row.service for row in Alert.objects.order_by("id")][2:] == ["checkout"] * 2


def test_what_another_process_counted_meanwhile_is_not_counted_again(
    company: Company,
) -> None:
    by, ahead = a_source(), Ahead()
    _store(by, 7)
    assert [fold(ahead), fold(), fold(ahead), fold(ahead)] == [2, 2, 2, 1]
    assert {row.count for row in Alert.objects.all()} == {1}
    assert len(_hosts()) == 7


def test_a_turn_that_fails_is_tried_without_what_was_read(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    by, ahead = a_source(), Ahead()
    _store(by, 5)
    assert fold(ahead) == 2

    def fails_once(*_told: Any) -> None:
        monkeypatch.undo()
        raise ValueError("once")

    monkeypatch.setattr(folding, "act_on", fails_once)
    while fold(ahead):
        pass
    assert _hosts() == [f"h{n}" for n in range(5)]


def test_versions_are_asked_once_within_one_look(
    company: Company, django_assert_num_queries: Any
) -> None:
    true = {kind: version(kind) for kind in ("option", "mapping", "no such kind")}
    with django_assert_num_queries(1), one_look():
        assert {kind: version(kind) for kind in true} == true


def test_a_turn_that_the_server_ends_is_done_in_shorter_ones(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it does with a transaction that says nothing for too long."""
    by, true = a_source(), act_on

    def says_nothing_for_too_long(*told: Any) -> None:
        monkeypatch.setattr(folding, "act_on", true)
        with connection.cursor() as cursor:
            cursor.execute("set local idle_in_transaction_session_timeout = '10ms'")
            time.sleep(0.1)
            cursor.execute("select 1")

    _store(by, 5)
    monkeypatch.setattr(folding, "act_on", says_nothing_for_too_long)
    while fold():
        pass
    assert len(_hosts()) == 5


def test_a_turn_that_is_broken_off_is_followed_by_a_shorter_one(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    pace = Pace(64)
    monkeypatch.setattr(folding, "_pace", pace)
    _store(a_source(), 3)

    def is_away(*_told: Any) -> None:
        raise OperationalError("the database is away")

    with monkeypatch.context() as broken:
        broken.setattr(folding, "act_on", is_away)
        for limit in (32, 16, 8):
            with pytest.raises(OperationalError):
                fold()
            assert pace.limit == limit
    assert fold() == 3
