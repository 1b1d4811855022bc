from collections.abc import Callable
from datetime import UTC, datetime
from threading import Thread

import pytest
from django.db import connection, transaction

from tocsin.foundation.idempotency.actions import answer_once, forget_answers
from tocsin.foundation.idempotency.models import Remembered
from tocsin.foundation.idempotency.refusals import InProgress, KeyReused
from tocsin.foundation.idempotency.rules import Answer
from tocsin.kernel import clock

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)


def counted(status: int = 201) -> Callable[[], Answer]:
    """A deed whose answer says how often it was done."""
    done: list[int] = []

    def deed() -> Answer:
        done.append(1)
        return Answer(status, f"done {len(done)}", {"ETag": '"1"'})

    return deed


@pytest.mark.django_db
def test_the_same_request_is_carried_out_once_and_answered_alike() -> None:
    deed = counted()
    first = answer_once("k-1", "a", b"same", deed)
    again = answer_once("k-1", "a", b"same", deed)
    assert first == again == Answer(201, "done 1", {"ETag": '"1"'})


@pytest.mark.django_db
def test_keys_belong_to_their_holder() -> None:
    deed = counted()
    answer_once("k-1", "a", b"same", deed)
    assert answer_once("k-2", "a", b"same", deed).body == "done 2"
    assert answer_once("k-1", "b", b"same", deed).body == "done 3"


@pytest.mark.django_db
def test_a_key_is_not_used_for_two_requests() -> None:
    answer_once("k-1", "a", b"one", counted())
    with pytest.raises(KeyReused):
        answer_once("k-1", "a", b"other", counted())


@pytest.mark.django_db
def test_a_deed_that_fails_leaves_the_key_free() -> None:
    def failing() -> Answer:
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        answer_once("k-1", "a", b"same", failing)
    assert answer_once("k-1", "a", b"same", counted()).body == "done 1"


@pytest.mark.django_db
def test_answers_are_kept_for_a_day() -> None:
    deed = counted()
    with clock.held_at(NINE) as hands:
        answer_once("k-1", "a", b"same", deed)
        hands.forward(hours=23, minutes=59, seconds=59)
        assert answer_once("k-1", "a", b"same", deed).body == "done 1"
        assert forget_answers() == 0
        hands.forward(seconds=1)
        assert answer_once("k-1", "a", b"other", deed).body == "done 2"
        hands.forward(hours=24, microseconds=1)
        assert forget_answers() == 1
        assert not Remembered.objects.exists()


@pytest.mark.django_db
def test_a_new_answer_drops_what_is_older_than_a_day() -> None:
    with clock.held_at(NINE) as hands:
        answer_once("k-1", "a", b"same", counted())
        hands.forward(hours=24, microseconds=1)
        answer_once("k-1", "b", b"same", counted())
        assert [row.key for row in Remembered.objects.all()] == ["b"]


@pytest.mark.django_db
def test_whoever_asks_while_another_is_at_it_is_told_so() -> None:
    def slow() -> Answer:
        return Answer(201, in_another_thread())

    assert answer_once("k-1", "a", b"same", slow).body == "in_progress"


@pytest.mark.django_db
def test_an_answer_whose_transaction_is_undone_was_never_given() -> None:
    deed = counted()
    with transaction.atomic():
        answer_once("k-1", "a", b"same", deed)
        transaction.set_rollback(True)
    assert answer_once("k-1", "a", b"same", deed).body == "done 2"


def in_another_thread() -> str:
    """The same request, over a connection of its own: what it is told."""
    told = []

    def ask() -> None:
        try:
            answer_once("k-1", "a", b"same", counted())
        except InProgress as refusal:
            told.append(refusal.code)
        finally:
            connection.close()

    thread = Thread(target=ask)
    thread.start()
    thread.join(10)
    return told[0]
