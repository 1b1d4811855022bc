"""What is read ahead of the turn that counts it counts once, and as things are then."""

from typing import Any

import pytest

from tests.company import Company
from tests.intake import a_source, firing
from tests.intake import store as stored
from tocsin.foundation.config.reads import one_look, version
from tocsin.intake.alerts.models import Alert
from tocsin.intake.correlation import folding
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
