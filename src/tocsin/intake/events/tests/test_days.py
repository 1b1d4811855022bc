"""Days come ahead and go when their time is over, never with what waits."""

from datetime import timedelta

import pytest
from django.db import connection

from tocsin.intake.events.clockwork import keep_requests
from tocsin.intake.events.models import Bookmark
from tocsin.kernel.clock import Hands


def days(kind: str, kept: int) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select right(relname, 8) from pg_class where relname ~ %s order by 1",
            [rf"^events_{kind}_{kept}_\d{{8}}$"],
        )
        return [name for (name,) in cursor.fetchall()]


def store(hands: Hands, body: bytes = b"{}") -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into events_request"
            " (source_id, retention, received_at, protocol, body)"
            " values (1, 3, %s, 'in', %s)",
            [hands.moment, body],
        )


@pytest.mark.django_db
def test_days_are_there_before_they_come(hands: Hands) -> None:
    assert keep_requests() == 4 * 3 * 2
    assert keep_requests() == 0
    assert days("request", 3) == ["20260302", "20260303", "20260304", "20260305"]
    hands.forward(days=1)
    assert keep_requests() == 3 * 2


@pytest.mark.django_db
def test_a_day_goes_when_its_class_is_over_and_all_of_it_is_folded(
    hands: Hands,
) -> None:
    keep_requests()
    store(hands)
    hands.forward(days=30)
    keep_requests()
    assert "20260302" in days("request", 3), "nobody has folded it"
    Bookmark.objects.create(name="fold", at=hands.moment)
    keep_requests()
    assert days("request", 3)[0] == "20260401"
    assert days("request", 365)[0] == "20260302"
    assert days("event", 3)[0] == "20260401"


@pytest.mark.django_db
def test_a_request_of_a_day_without_a_table_is_kept_all_the_same(hands: Hands) -> None:
    store(hands)
    keep_requests()
    assert "20260302" not in days("request", 3), "it lies in the rest, and stays there"
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from events_request")
        assert cursor.fetchone() == (1,)


@pytest.mark.django_db
def test_the_oldest_days_go_when_requests_take_too_much_room(
    hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOCSIN_INTAKE_RAW_TOTAL_MB", "16")
    keep_requests()
    for _day in range(3):
        store(hands, bytes(9 * 1024 * 1024))
        hands.forward(days=1)
        keep_requests()
    Bookmark.objects.create(name="fold", at=hands.moment + timedelta(days=1))
    hands.forward(days=1)
    keep_requests()
    left = days("request", 3)
    assert "20260302" not in left
    assert "20260304" in left
