"""How a page goes, asked in SQL for the proof and in Python for the page, is one."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tocsin.foundation.accounts.models import Person
from tocsin.foundation.notify.models import Method, Step
from tocsin.foundation.notify.reads.manners import OWN, manners_of
from tocsin.foundation.notify.rules import LOUD, URGENCIES, Manner, plan

pytestmark = pytest.mark.django_db
NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
KEY = "p-alike"
LOUDNESS = {"sms": True, "voice": True, "webpush": True, "slack": False, "mail": False}

ways = st.lists(st.tuples(st.sampled_from(sorted(LOUDNESS)), st.booleans()), max_size=4)
# By which of the ways (beyond the last: the address they sign in with), when.
steps = st.lists(
    st.tuples(st.sampled_from(URGENCIES), st.integers(0, 4), st.integers(0, 30)),
    max_size=4,
)


@given(has_mail=st.booleans(), told=ways, wished=steps)
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_both_tell_the_same_messages(
    has_mail: bool, told: list[tuple[str, bool]], wished: list[tuple[str, int, int]]
) -> None:
    with transaction.atomic():
        _is_reached(has_mail, told, wished)
        assert _in_sql() == _in_python()
        transaction.set_rollback(True)


def _is_reached(
    has_mail: bool, told: list[tuple[str, bool]], wished: list[tuple[str, int, int]]
) -> None:
    Person.objects.create(
        key=KEY,
        username=KEY,
        name="Alike",
        email="alike@shop.example" if has_mail else "",
        joined_at=NINE,
    )
    made = [
        Method.objects.create(
            person=KEY,
            channel=channel,
            address=f"{channel}{n}",
            is_loud=LOUDNESS[channel],
            position=n,
            added_at=NINE,
            verified_at=NINE if verified else None,
        )
        for n, (channel, verified) in enumerate(told)
    ]
    for urgency, place, minutes in wished:
        Step.objects.create(
            person=KEY,
            urgency=urgency,
            method=made[place] if place < len(made) else None,
            delay=timedelta(minutes=minutes),
        )


Told = Counter[tuple[str, str, timedelta]]


def _in_sql() -> Told:
    with connection.cursor() as cursor:
        cursor.execute(
            "select urgency, channel, delay from notify_reach()"
            " where person = %s and verified",
            [KEY],
        )
        return Counter(cursor.fetchall())


def _in_python() -> Told:
    manner = manners_of([KEY]).get(KEY, Manner())
    assert OWN == 0
    return Counter(
        (urgency, each.method.channel, each.delay)
        for urgency in URGENCIES
        for each in plan(manner, loud=urgency == LOUD, at=NINE)
    )
