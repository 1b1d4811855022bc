"""A source that was regular for a day and sends no more is silent; no other is."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.company import MONDAY_9, Company
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.intake.alerts.clockwork import listen_to_sources
from tocsin.intake.alerts.listening import silent_sources
from tocsin.intake.alerts.rhythm_rules import begun, heard, is_silent
from tocsin.intake.events.actions.sources import add_source
from tocsin.intake.events.models import Source
from tocsin.kernel import clock

MINUTE = timedelta(minutes=1)


@given(st.lists(st.integers(1, 1000), min_size=30, max_size=60), st.integers(2, 9))
def test_only_what_is_late_by_far_is_silent(gaps: list[int], times: int) -> None:
    beat = begun(MONDAY_9)
    for gap in gaps:
        beat = heard(beat, beat.last_at + gap * MINUTE, times)
        assert not is_silent(beat, beat.last_at, times)
        assert not is_silent(beat, beat.last_at + beat.usual, times)


def test_every_ten_minutes_for_a_day_then_never() -> None:
    beat = begun(MONDAY_9)
    for _time in range(144):
        beat = heard(beat, beat.last_at + 10 * MINUTE, 5)
    assert not is_silent(beat, beat.last_at + 50 * MINUTE, 5)
    assert is_silent(beat, beat.last_at + 51 * MINUTE, 5)
    assert not is_silent(beat, beat.last_at + 51 * MINUTE, 0), "switched off"
    back = heard(beat, beat.last_at + 600 * MINUTE, 5)
    assert not is_silent(back, back.last_at + 999 * MINUTE, 5), "it begins anew"


def test_an_hour_is_no_habit() -> None:
    beat = begun(MONDAY_9)
    for _time in range(60):
        beat = heard(beat, beat.last_at + MINUTE, 5)
    assert not is_silent(beat, beat.last_at + timedelta(days=1), 5)


@pytest.mark.django_db
def test_a_source_falls_silent_and_is_heard_again(
    company: Company, hands: clock.Hands
) -> None:
    source, _key = add_source("Watcher", "alertmanager", by=SYSTEM)
    rows = Source.objects.filter(id=source.id)
    for _time in range(60):
        hands.forward(minutes=30)
        rows.update(last_request_at=clock.now())
        assert listen_to_sources() == 1
        assert listen_to_sources() == 0
    last = clock.now()
    hands.forward(hours=2)
    assert silent_sources(clock.now()) == {}
    hands.forward(hours=1)
    assert silent_sources(clock.now()) == {source.id: last}
    rows.update(last_request_at=clock.now())
    assert silent_sources(clock.now()) == {}
