"""States, days and statuses: laws that hold for whatever is told."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from tocsin.response.statuspage.rules.days import Spell, bounds, sums, uptime
from tocsin.response.statuspage.rules.standing import (
    Told,
    changes_of,
    confirmed_after,
    is_ended,
    may_follow,
    state_of,
)
from tocsin.response.statuspage.rules.words import (
    FAULT,
    FAULTS,
    MAINTENANCE,
    MAJOR,
    NOTICE_STATUSES,
    OPERATIONAL,
    PARTIAL,
    RANK,
    STATES,
    WORK,
    WORK_STATUSES,
)

states = st.sampled_from(STATES)
faults = st.sampled_from(sorted({OPERATIONAL, *FAULTS}))


@given(faults, st.lists(faults, max_size=4), st.booleans())
def test_planned_work_never_masks_an_outage(
    confirmed: str, noticed: list[str], worked: bool
) -> None:
    told = Told(confirmed, confirmed, tuple(noticed), worked)
    found = state_of(told)
    worst = max([confirmed, *noticed], key=RANK.__getitem__)
    if worst in FAULTS:
        assert found == worst
    else:
        assert found == (MAINTENANCE if worked else OPERATIONAL)


@given(states, states, st.lists(states, max_size=3), st.booleans())
def test_by_hand_wins(by_hand: str, one: str, more: list[str], worked: bool) -> None:
    assert state_of(Told(one, one, tuple(more), worked, by_hand)) == by_hand


@given(faults, faults, st.booleans())
def test_worse_waits_for_a_person_and_better_does_not(
    derived: str, confirmed: str, needs: bool
) -> None:
    after = confirmed_after(derived, confirmed, needs_confirmation=needs)
    assert after in (derived, confirmed)
    assert RANK[after] <= max(RANK[derived], RANK[confirmed])
    if not needs or RANK[derived] <= RANK[confirmed]:
        assert after == derived


@given(st.sampled_from(NOTICE_STATUSES), st.sampled_from(NOTICE_STATUSES))
def test_a_notice_of_a_fault_goes_where_it_may(before: str, after: str) -> None:
    may = may_follow(FAULT, before, after)
    assert may == (
        before in ("resolved", "postmortem")
        if after == "postmortem"
        else before != "postmortem"
    )


@given(st.sampled_from(WORK_STATUSES), st.sampled_from(WORK_STATUSES))
def test_work_goes_forward_and_ends(before: str, after: str) -> None:
    order = WORK_STATUSES.index
    assert may_follow(WORK, before, after) == (
        not is_ended(before) and order(after) >= order(before)
    )
    assert not may_follow(WORK, before, "resolved")


@given(st.dictionaries(st.text("abc", min_size=1), states), st.data())
def test_changes_lead_from_what_was_to_what_is(
    before: dict[str, str], data: st.DataObject
) -> None:
    after = data.draw(st.dictionaries(st.text("abc", min_size=1), states))
    found = changes_of(before, after)
    for code in before.keys() | after.keys():
        pair = [before.get(code, OPERATIONAL), after.get(code, OPERATIONAL)]
        assert found.get(code) == (pair if pair[0] != pair[1] else None)


START = datetime(2026, 3, 27, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")
spell = st.builds(
    lambda state, begins, lasts: Spell(
        state,
        START + timedelta(minutes=begins),
        START + timedelta(minutes=begins + lasts),
    ),
    states,
    st.integers(0, 4 * 1440),
    st.integers(0, 1440),
)


@given(st.lists(spell, max_size=6))
def test_days_hold_no_more_than_they_are_long(spells: list[Spell]) -> None:
    days = [date(2026, 3, 27) + timedelta(days=n) for n in range(6)]
    now = START + timedelta(days=5)
    told = sums(spells, days, now, PARIS)
    for each in told:
        begins, ends = bounds(each.day, PARIS)
        assert sum(each.seconds.values()) <= (ends - begins).total_seconds()
    covered = {
        minute
        for s in spells
        if s.state != OPERATIONAL and s.ends
        for minute in range(
            int((s.begins - START).total_seconds()) // 60,
            int((min(s.ends, now) - START).total_seconds()) // 60,
        )
    }
    assert sum(sum(e.seconds.values()) for e in told) == 60 * len(covered)
    assert 0 <= uptime(told, START, now) <= 100


def test_the_day_on_which_clocks_go_forward_has_23_hours() -> None:
    begins, ends = bounds(date(2026, 3, 29), PARIS)
    assert ends - begins == timedelta(hours=23)
    (told,) = sums([Spell(MAJOR, begins, None)], [date(2026, 3, 29)], ends, PARIS)
    assert told.seconds == {MAJOR: 23 * 3600}


def test_the_worse_counts_where_two_overlap() -> None:
    one = Spell(PARTIAL, START, START + timedelta(hours=2))
    other = Spell(MAJOR, START + timedelta(hours=1), START + timedelta(hours=3))
    (told,) = sums([one, other], [START.date()], START + timedelta(days=1), _UTC)
    assert told.seconds == {PARTIAL: 3600, MAJOR: 7200}
    assert told.worst == MAJOR


_UTC = ZoneInfo("UTC")


def test_less_than_all_is_never_called_all() -> None:
    ten = Spell(MAJOR, START, START + timedelta(seconds=10))
    days = [START.date() + timedelta(days=n) for n in range(90)]
    now = START + timedelta(days=90)
    assert uptime(sums([ten], days, now, _UTC), START, now) == 99.99
