"""What an event of a replay still says."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tocsin.intake.alerts.rules import told_again
from tocsin.intake.events.event import Act, Event

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATER = NOW + timedelta(seconds=1)
acts = st.sampled_from(list(Act))


@given(acts)
def test_of_a_thing_that_nobody_told_of_it_says_all(act: Act) -> None:
    event = Event(key="a", act=act)
    assert told_again(event, NOW, None) is event
    assert told_again(event, LATER, NOW) is event


@given(acts)
def test_newer_words_hold(act: Act) -> None:
    assert told_again(Event(key="a", act=act), NOW, LATER) is None


@given(acts)
def test_its_own_word_again_opens_and_counts_nothing(act: Act) -> None:
    again = told_again(Event(key="a", act=act, title="Mended"), NOW, NOW)
    assert again is None or again.act not in (Act.OPEN, Act.NOTE)
    if again:
        assert again.title == "Mended"
