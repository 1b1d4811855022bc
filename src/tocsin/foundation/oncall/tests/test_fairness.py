"""What being on call cost: hours add up over every night of clocks, and nights,
weekends and free days are those that somebody had an hour of."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.foundation.calendars.rules import Calendar
from tocsin.foundation.oncall.rules.fairness import Share, shares
from tocsin.foundation.oncall.rules.slots import Slot

PARIS = ZoneInfo("Europe/Paris")
HOUR = timedelta(hours=1)
# The month in which clocks go forward there, on Sunday the 29th.
FIRST = datetime(2026, 3, 1, 23, tzinfo=UTC)
LAST = FIRST + timedelta(days=35)
FREE = Calendar(
    key="c",
    name="C",
    zone=PARIS,
    week=((),) * 7,
    own={date(2026, 3, 17): "Founders"},
)
ZONES = ["Europe/Paris", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"]

SLOTS = st.lists(
    st.builds(
        lambda begun, lasts, person: Slot(
            FIRST + begun * HOUR, FIRST + (begun + lasts) * HOUR, person
        ),
        st.integers(0, 30 * 24),
        st.integers(1, 200),
        st.sampled_from("abc"),
    ),
    max_size=8,
)


def _of(*slots: Slot, zone: ZoneInfo = PARIS) -> dict[str, Share]:
    return {each.person: each for each in shares(slots, zone, FREE, FIRST, LAST)}


def _at(told: str) -> datetime:
    return datetime.fromisoformat(told).replace(tzinfo=PARIS).astimezone(UTC)


def _slot(begun: str, ended: str, person: str = "a") -> Slot:
    return Slot(_at(begun), _at(ended), person)


def test_a_week_has_its_nights_and_its_weekend() -> None:
    (week,) = _of(_slot("2026-03-09T09:00", "2026-03-16T09:00")).values()
    assert (week.hours, week.shifts, week.nights) == (168, 1, 7)
    assert (week.weekends, week.free_days) == (1, 0)
    (free,) = _of(_slot("2026-03-17T00:00", "2026-03-18T00:00")).values()
    assert (free.hours, free.nights, free.free_days) == (24, 2, 1)


def test_the_night_of_the_clocks_is_an_hour_shorter() -> None:
    (night,) = _of(_slot("2026-03-28T22:00", "2026-03-29T06:00")).values()
    assert (night.hours, night.nights, night.weekends) == (7, 1, 1)


def test_less_than_an_hour_of_a_night_is_none() -> None:
    (late,) = _of(_slot("2026-03-10T12:00", "2026-03-10T22:59")).values()
    assert late.nights == 0
    (later,) = _of(_slot("2026-03-10T12:00", "2026-03-10T23:00")).values()
    assert later.nights == 1


@given(found=SLOTS, zone=st.sampled_from(ZONES))
@settings(max_examples=60)
def test_hours_are_those_that_somebody_counts(found: list[Slot], zone: str) -> None:
    """Overlapping shifts of one person are had once; what lies outside counts not."""
    told = _of(*found, zone=ZoneInfo(zone))
    for person in "abc":
        theirs = [slot for slot in found if slot.person == person]
        counted = sum(
            any(slot.starts_at <= at < slot.ends_at for slot in theirs)
            for at in (FIRST + n * HOUR for n in range(35 * 24))
        )
        share = told.get(person, Share(person))
        assert share.hours == counted
        assert share.nights <= 36
        assert share.weekends <= 6
        assert (share.shifts > 0) == (counted > 0)
