"""The final schedule: who holds, who fills, who replaces; and that it adds up."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.foundation.calendars.rules import Calendar
from tocsin.foundation.oncall.rules.final import (
    ADD,
    OVERRIDES,
    REMOVE,
    REPLACE,
    Absences,
    Layer,
    Override,
    Plan,
    Shadow,
    Temporary,
    final,
    gaps,
    layer_slots,
    shadow_slots,
)
from tocsin.foundation.oncall.rules.slots import Slot, Span, joined, outside
from tocsin.foundation.oncall.rules.turns import Rotation
from tocsin.foundation.oncall.rules.windows import Recurring, Window

UTC_ZONE, PARIS = ZoneInfo("UTC"), ZoneInfo("Europe/Paris")
FIRST = datetime(2026, 3, 2, tzinfo=UTC)
LAST = FIRST + timedelta(days=28)
NIGHT = Window(frozenset(range(7)), 20 * 60, 8 * 60)
WEEKEND = Window(frozenset({5, 6}), 0, 24 * 60)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _weeks(*people: str, key: str = "weeks", **facts: Any) -> Layer:
    begins = datetime.fromisoformat("2026-03-02 09:00")
    zone = facts.pop("zone", UTC_ZONE)
    return Layer(key, zone, Rotation(people, "weeks", 1, begins), **facts)


def _who(slots: Sequence[Slot], at: str) -> list[str]:
    moment = _at(at)
    return [slot.person for slot in slots if slot.starts_at <= moment < slot.ends_at]


def _final(*layers: Layer, **facts: Any) -> list[Slot]:
    return final(Plan(layers, **facts), FIRST, LAST)


def test_nobody_is_on_call_before_the_first_hand_over() -> None:
    found = _final(_weeks("ada", "ben"))
    assert _who(found, "2026-03-02 08:59") == []
    assert _who(found, "2026-03-02 09:00") == ["ada"]
    assert _who(found, "2026-03-09 09:00") == ["ben"]


def test_the_upper_layer_holds_and_the_next_fills_in() -> None:
    nights = _weeks("ada", windows=(NIGHT,))
    found = _final(nights, _weeks("ben", key="days"))
    assert _who(found, "2026-03-03 03:00") == ["ada"]
    assert _who(found, "2026-03-03 08:00") == ["ben"]
    assert _who(found, "2026-03-03 20:00") == ["ada"]


def test_the_sun_is_followed_by_layers_in_several_zones() -> None:
    day = Window(frozenset(range(7)), 9 * 60, 17 * 60)
    told = ("Asia/Tokyo", "Europe/Paris", "America/New_York")
    layers = [
        _weeks(
            zone, key=zone.split("/")[1].lower(), zone=ZoneInfo(zone), windows=(day,)
        )
        for zone in told
    ]
    found = _final(*layers)
    assert _who(found, "2026-03-04 00:30") == ["Asia/Tokyo"]
    assert _who(found, "2026-03-04 10:00") == ["Europe/Paris"]
    assert _who(found, "2026-03-04 20:00") == ["America/New_York"]
    # New York went to summer time on 8 March, Paris on the 29th.
    assert _who(found, "2026-03-16 13:30") == ["Europe/Paris"]
    assert _who(found, "2026-03-16 16:30") == ["America/New_York"]


def test_a_rule_of_recurrence_says_when_a_layer_holds() -> None:
    begins = datetime.fromisoformat("2026-03-02 22:00")
    monthly = Recurring("FREQ=MONTHLY;BYDAY=2SU", begins, 4 * 60)
    found = _final(_weeks("ada", zone=PARIS, windows=(monthly,)))
    assert [(slot.starts_at, slot.ends_at) for slot in found] == [
        (_at("2026-03-08 21:00"), _at("2026-03-09 01:00"))
    ]


def test_holidays_are_for_another_layer() -> None:
    calendar = Calendar(
        key="office",
        name="Office",
        zone=UTC_ZONE,
        week=(((9 * 60, 17 * 60),),) * 5 + ((),) * 2,
        own={date(2026, 3, 17): "Founders' day"},
    )
    free = _weeks("ada", key="free", calendar=calendar, calendar_when="free_days")
    found = _final(free, _weeks("ben"))
    assert _who(found, "2026-03-17 12:00") == ["ada"]
    assert _who(found, "2026-03-18 00:00") == ["ben"]
    closed = _weeks("ada", calendar=calendar, calendar_when="closed")
    assert _who(_final(closed), "2026-03-16 12:00") == []
    assert _who(_final(closed), "2026-03-16 17:00") == ["ada"]
    # Where only open hours are wanted, a closed night is no gap.
    held = _final(_weeks("ada", calendar=calendar, calendar_when="open"))
    assert gaps(held, calendar, _at("2026-03-03"), LAST) == []


def test_overrides_add_remove_and_replace() -> None:
    span = (_at("2026-03-04 12:00"), _at("2026-03-04 14:00"))
    week = _weeks("ada", "ben")
    for override, during in (
        (Override(ADD, *span, person="eve"), ["ada", "eve"]),
        (Override(REMOVE, *span), []),
        (Override(REMOVE, *span, instead_of="ben"), ["ada"]),
        (Override(REPLACE, *span, person="eve", instead_of="ada"), ["eve"]),
        (Override(REPLACE, *span, person="eve", instead_of="ben"), ["ada"]),
        (Override(REPLACE, *span, person="eve"), ["eve"]),
    ):
        found = _final(week, overrides=(override,))
        assert _who(found, "2026-03-04 11:59") == ["ada"]
        assert _who(found, "2026-03-04 12:00") == during
        assert _who(found, "2026-03-04 14:00") == ["ada"]


def test_a_later_override_is_made_on_the_one_before() -> None:
    span = (_at("2026-03-04 12:00"), _at("2026-03-04 14:00"))
    one = Override(REPLACE, *span, person="eve", instead_of="ada")
    other = Override(REPLACE, *span, person="max", instead_of="eve")
    found = _final(_weeks("ada"), overrides=(one, other))
    assert _who(found, "2026-03-04 13:00") == ["max"]


def test_a_temporary_schedule_takes_the_place_of_all_layers() -> None:
    first, last = _at("2026-03-04"), _at("2026-03-06")
    slots = (Slot(_at("2026-03-04 06:00"), _at("2026-03-09"), "eve"),)
    found = _final(_weeks("ada"), temporaries=(Temporary(first, last, slots),))
    assert _who(found, "2026-03-04 05:59") == []
    assert _who(found, "2026-03-05 23:59") == ["eve"]
    assert _who(found, "2026-03-06 00:00") == ["ada"]


def test_whoever_is_away_is_answered_for_or_leaves_a_gap() -> None:
    away: Any = {"ada": [(_at("2026-03-03"), _at("2026-03-05"), "eve")]}
    found = _final(_weeks("ada"), absences=Absences(away))
    assert _who(found, "2026-03-02 23:59") == ["ada"]
    assert _who(found, "2026-03-03 00:00") == ["eve"]
    assert _who(found, "2026-03-05 00:00") == ["ada"]
    away = {"ada": [(_at("2026-03-03"), None, None)]}
    assert _who(_final(_weeks("ada"), absences=Absences(away)), "2026-03-04") == []
    told = Absences(away, deputies={"ada": "max"})
    assert _who(_final(_weeks("ada"), absences=told), "2026-03-04") == ["max"]
    # The layer below fills in before there is a gap.
    found = _final(_weeks("ada"), _weeks("ben", key="b"), absences=Absences(away))
    assert _who(found, "2026-03-04") == ["ben"]


def test_a_shadow_comes_along_and_is_not_on_call() -> None:
    plan = Plan((_weeks("ada", "ben"),), shadows=(Shadow("eve", "ada", FIRST, LAST),))
    held = final(plan, FIRST, LAST)
    along = shadow_slots(plan, held)
    assert _who(along, "2026-03-03") == ["eve"]
    assert _who(along, "2026-03-10") == []
    assert _who(held, "2026-03-03") == ["ada"]


MINUTES = st.integers(0, 24 * 60 - 1)
WINDOWS = st.builds(
    Window,
    st.frozensets(st.integers(0, 6), min_size=1),
    MINUTES,
    st.integers(0, 24 * 60),
)
PEOPLE = st.sampled_from("abcdefg")
INSTANTS = st.integers(0, 27 * 24).map(lambda n: FIRST + timedelta(hours=n))
SPANS = (
    st.tuples(INSTANTS, INSTANTS).filter(lambda span: span[0] != span[1]).map(sorted)
)


@st.composite
def layers(draw: st.DrawFn) -> Layer:
    zone = draw(st.sampled_from(["UTC", "Europe/Paris", "Asia/Kolkata"]))
    begins = datetime.fromisoformat("2026-02-20") + timedelta(minutes=draw(MINUTES))
    rotation = Rotation(
        tuple(draw(st.lists(PEOPLE, min_size=1, max_size=4))),
        draw(st.sampled_from(["hours", "days", "weeks"])),
        draw(st.integers(1, 20)),
        begins,
    )
    windows = tuple(draw(st.lists(WINDOWS, max_size=2)))
    return Layer(
        f"l{draw(st.integers(0, 99))}", ZoneInfo(zone), rotation, (), None, windows
    )


@st.composite
def overrides(draw: st.DrawFn) -> Override:
    kind = draw(st.sampled_from(OVERRIDES))
    person = draw(PEOPLE) if kind != REMOVE else ""
    other = draw(st.sampled_from("abc")) if kind != ADD and draw(st.booleans()) else ""
    starts_at, ends_at = draw(SPANS)
    return Override(kind, starts_at, ends_at, person=person, instead_of=other)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    away: Any = {
        person: [(*span, draw(st.sampled_from(["b", "c", None])))]
        for person, span in draw(st.dictionaries(PEOPLE, SPANS, max_size=2)).items()
    }
    return Plan(
        tuple(draw(st.lists(layers(), max_size=3))),
        overrides=tuple(draw(st.lists(overrides(), max_size=3))),
        absences=Absences(away, deputies={"d": "e"}),
    )


def _length(spans: Sequence[Span]) -> timedelta:
    return sum((span.ends_at - span.starts_at for span in spans), timedelta(0))


@given(layer=layers())
@settings(max_examples=40, deadline=None)
def test_within_a_layer_no_two_are_on_call_at_once(layer: Layer) -> None:
    found = layer_slots(layer, FIRST, LAST)
    for one, other in pairwise(found):
        assert one.ends_at <= other.starts_at
    held = sum((slot.ends_at - slot.starts_at for slot in found), timedelta(0))
    assert held == _length(joined(found))


@given(plan=plans())
@settings(max_examples=40, deadline=None)
def test_what_is_held_and_what_is_missing_are_all_the_time(plan: Plan) -> None:
    found = final(plan, FIRST, LAST)
    missing = gaps(found, None, FIRST, LAST)
    assert _length(joined(found)) + _length(missing) == LAST - FIRST
    assert joined([*joined(found), *missing]) == [Span(FIRST, LAST)]
    for person in {slot.person for slot in found}:
        theirs = [slot for slot in found if slot.person == person]
        assert all(one.ends_at <= other.starts_at for one, other in pairwise(theirs))


@given(plan=plans())
@settings(max_examples=40, deadline=None)
def test_nobody_who_is_away_is_on_call(plan: Plan) -> None:
    for slot in final(plan, FIRST, LAST):
        for begun, ended, _other in plan.absences.away.get(slot.person, ()):
            assert slot.ends_at <= begun or (ended and ended <= slot.starts_at)


@given(plan=plans(), cut=INSTANTS)
@settings(max_examples=40, deadline=None)
def test_asked_from_later_on_it_says_the_same(plan: Plan, cut: datetime) -> None:
    def _at_hours(slots: Sequence[Slot], since: datetime) -> list[set[str]]:
        hours = range(0, int((LAST - since) / timedelta(hours=1)), 3)
        moments = [since + timedelta(hours=n, minutes=7) for n in hours]
        return [
            {slot.person for slot in slots if slot.starts_at <= at < slot.ends_at}
            for at in moments
        ]

    whole, later = final(plan, FIRST, LAST), final(plan, cut, LAST)
    assert _at_hours(whole, cut) == _at_hours(later, cut)


@given(spans=st.lists(SPANS, max_size=6))
@settings(max_examples=40)
def test_spans_and_what_is_outside_of_them_make_a_whole(spans: list[Any]) -> None:
    told = joined(Span(*span) for span in spans)
    free = outside(told, FIRST, LAST)
    assert joined([*told, *free]) == [Span(FIRST, LAST)]
    assert _length(told) + _length(free) == LAST - FIRST
