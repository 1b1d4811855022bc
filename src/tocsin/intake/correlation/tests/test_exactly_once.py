"""Whatever breaks, and whoever folds beside: one alert, one incident, one entry."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction

from tests.company import Company
from tests.feeding import fires, incident_of, incidents, said, source, tell
from tests.intake import a_source, firing
from tocsin.intake.alerts.models import Alert
from tocsin.intake.correlation.folding import fold
from tocsin.intake.correlation.turns import hold_folding
from tocsin.kernel import clock

pytestmark = pytest.mark.django_db(transaction=True)

_STORE = """
insert into events_request (source_id, retention, received_at, protocol, meta, body)
select %s, 30, %s, 'in', '', convert_to(body, 'UTF8') from unnest(%s::text[]) as body
"""


@pytest.fixture(autouse=True)
def _emptied(company: Company) -> Iterator[None]:
    yield
    with connection.cursor() as cursor:
        cursor.execute("delete from events_request")


def _store(by: Any, bodies: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_STORE, [by.id, clock.now(), bodies])


def _bodies(count: int, **labels: str) -> list[str]:
    return [json.dumps([firing("Flood", host=f"h{n}", **labels)]) for n in range(count)]


def _fold_all(_n: int) -> int:
    done = 0
    try:
        for _turn in range(50):
            taken = fold()
            done += taken
            if not taken and not _left():
                break
    finally:
        connection.close()
    return done


def _left() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select from events_request as r, events_bookmark as b"
            " where b.name = 'fold' and (r.xact, r.id) > (b.xact, b.request_id))"
        )
        return bool(cursor.fetchone()[0])


def test_two_that_fold_at_once_make_one_incident(company: Company) -> None:
    by = a_source()
    _store(by, _bodies(300))
    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(_fold_all, range(2))) == 300
    (incident,) = incidents()
    assert incident.alerts_count == Alert.objects.count() == 300
    assert Alert.objects.filter(incident_id=incident.id).count() == 300
    assert said(incident).count("registered") == 1


def test_a_turn_that_breaks_in_the_middle_leaves_nothing(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = source()

    def broken(*_args: Any) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patched:
        patched.setattr("tocsin.intake.correlation.correlating.publish_counts", broken)
        with pytest.raises(RuntimeError):
            tell(by, fires("a", service="checkout"), fires("b", service="checkout"))
    assert Alert.objects.count() == 0
    assert incidents() == []
    tell(by, fires("a", service="checkout"), fires("b", service="checkout"))
    (incident,) = incidents()
    assert said(incident) == ["registered", "assigned", "alerts_joined"]


def test_several_senders_of_one_group_are_one(company: Company) -> None:
    """Two Alertmanagers of one cluster tell the same, in another order."""
    by = source()
    group = [fires(f"h{n}", group_key="g", fingerprint=f"{n}") for n in range(20)]
    tell(by, *group)
    tell(by, *reversed(group))
    (incident,) = incidents()
    assert incident.alerts_count == 20
    assert said(incident).count("alerts_joined") == 1


def test_what_is_told_twice_in_one_turn_is_told_once(company: Company) -> None:
    by = source()
    tell(by, *([fires("a", service="checkout")] * 5))
    assert incident_of("a").alerts_count == 1


def test_whoever_correlates_waits_for_whoever_folds(company: Company) -> None:
    fold()
    with transaction.atomic():
        hold_folding()
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(_folded_beside).result() == 0


def _folded_beside() -> int:
    try:
        return fold()
    finally:
        connection.close()
