"""Flapping: many changes to enter, none for a while to leave."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tocsin.intake.alerts.steadiness import Patience, Pulse, calm, changed, settled

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
FIVE = Patience(changes=5, within=10 * MINUTE, quiet=15 * MINUTE)

gaps = st.lists(st.integers(0, 30 * 60), max_size=60)
patiences = st.builds(
    lambda changes, within, quiet: Patience(changes, within * MINUTE, quiet * MINUTE),
    st.integers(1, 8),
    st.integers(1, 30),
    st.integers(1, 30),
)


def lived(seconds: list[int], patience: Patience) -> tuple[Pulse, list[datetime]]:
    pulse, at, all_of_them = Pulse(), START, list[datetime]()
    for gap in seconds:
        at += timedelta(seconds=gap)
        if settled(pulse, at, patience):
            pulse = calm(pulse)
            all_of_them = []
        pulse = changed(pulse, at, patience)
        all_of_them.append(at)
    return pulse, all_of_them


def test_the_fifth_change_within_ten_minutes_makes_it_flap() -> None:
    pulse = Pulse()
    for minute in (0, 2, 4, 6):
        pulse = changed(pulse, START + minute * MINUTE, FIVE)
    assert not pulse.is_flapping
    pulse = changed(pulse, START + 8 * MINUTE, FIVE)
    assert pulse.flapping_since == START + 8 * MINUTE
    assert not settled(pulse, START + 23 * MINUTE - timedelta(seconds=1), FIVE)
    assert settled(pulse, START + 23 * MINUTE, FIVE)


def test_five_changes_in_eleven_minutes_are_no_flapping() -> None:
    pulse = Pulse()
    for minute in (0, 3, 6, 9, 11):
        pulse = changed(pulse, START + minute * MINUTE, FIVE)
    assert not pulse.is_flapping


@given(gaps, patiences)
def test_it_flaps_only_after_so_many_changes_within_the_time(
    seconds: list[int], patience: Patience
) -> None:
    pulse, told = lived(seconds, patience)
    since = pulse.flapping_since
    if since is None:
        return
    before = [at for at in told if since - patience.within < at <= since]
    assert len(before) >= patience.changes


@given(gaps, patiences)
def test_whatever_came_within_the_time_makes_it_flap(
    seconds: list[int], patience: Patience
) -> None:
    pulse, told = lived(seconds, patience)
    for number in range(len(told) - patience.changes + 1):
        some = told[number : number + patience.changes]
        if some[-1] - some[0] < patience.within:
            assert pulse.is_flapping


@given(gaps, patiences)
def test_it_settles_after_the_quiet_time_and_never_before(
    seconds: list[int], patience: Patience
) -> None:
    pulse, told = lived(seconds, patience)
    if not pulse.is_flapping:
        return
    assert not settled(pulse, told[-1], patience)
    just_before = told[-1] + patience.quiet - timedelta(seconds=1)
    assert not settled(pulse, just_before, patience)
    assert settled(pulse, told[-1] + patience.quiet, patience)
    again = changed(calm(pulse), told[-1] + patience.quiet, patience)
    assert again.is_flapping is (patience.changes == 1), "counted anew"


@given(gaps)
def test_without_a_number_of_changes_nothing_flaps(seconds: list[int]) -> None:
    pulse, _told = lived(seconds, Patience(0, 10 * MINUTE, 10 * MINUTE))
    assert not pulse.is_flapping
