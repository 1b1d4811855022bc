"""What a field holds: written and read again it is the same, whatever it is."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tocsin.foundation.fields.rules import (
    OF_CHOICES,
    TYPES,
    Field,
    Unfit,
    check,
    field_of,
    fit,
    typed,
    write,
)
from tocsin.kernel.text import holdable

CHOICES = (("north", "North"), ("south", "South"), ("west-2", "West, second"))
_YEARS = (datetime(2, 1, 1), datetime(9998, 1, 1))  # noqa: DTZ001 (zones are drawn)
DECIMALS = st.decimals(-(10**20), 10**20, places=6, allow_nan=False)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "text": st.text(max_size=400),
    "long_text": st.text(max_size=400),
    "whole": st.integers(-(10**15) + 1, 10**15 - 1),
    "decimal": DECIMALS,
    "yes_no": st.booleans(),
    "date": st.dates(),
    "instant": st.datetimes(*_YEARS, timezones=st.timezones()),
    "one_of": st.sampled_from([code for code, _title in CHOICES]),
    "several_of": st.lists(st.sampled_from([code for code, _title in CHOICES])),
    "person": st.text(max_size=160),
    "service": st.text(max_size=160),
    "item": st.text(max_size=160),
    "url": st.from_regex(
        r"https?://[a-z]{1,9}\.example/[a-z0-9?=&#%]*", fullmatch=True
    ),
}


def of(type: str, **facts: Any) -> Field:
    choices = CHOICES if type in OF_CHOICES else ()
    return Field(key="f", title="F", type=type, choices=choices, **facts)


@pytest.mark.parametrize("type", TYPES)
@given(data=st.data())
def test_what_was_written_is_read_as_the_same(type: str, data: st.DataObject) -> None:
    value = fit(of(type), data.draw(VALUES[type]))
    assert fit(of(type), write(value)) == value
    assert fit(of(type), value) == value, "stored values can be told again"
    assert value is None or type != "decimal" or "E" not in str(value)


@pytest.mark.parametrize("type", TYPES)
@given(
    told=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=5,
    )
)
def test_whatever_is_told_is_a_value_or_unfit(type: str, told: Any) -> None:
    try:
        value = fit(of(type), told)
    except Unfit:
        return
    assert not isinstance(value, float)
    assert not isinstance(value, str) or value == holdable(value)
    if value is not None:
        typed(of(type), value)


@given(one=DECIMALS, other=DECIMALS)
def test_equal_numbers_are_equal_text(one: Decimal, other: Decimal) -> None:
    field = of("decimal")
    assert (fit(field, one) == fit(field, other)) == (one == other)
    assert typed(field, fit(field, one)) == one


@given(one=VALUES["instant"], other=VALUES["instant"])
def test_instants_are_in_the_order_of_their_text(
    one: datetime, other: datetime
) -> None:
    first, second = (str(fit(of("instant"), at)) for at in (one, other))
    assume(one.astimezone(UTC) != other.astimezone(UTC))
    assert (first < second) == (one < other)


@pytest.mark.parametrize(
    ("type", "told", "code"),
    [
        ("whole", "1.5", "not_whole"),
        ("whole", "٣", "not_whole"),
        ("whole", 10**99, "not_whole"),
        ("whole", 10**15, "not_whole"),
        ("decimal", "1,5", "not_decimal"),
        ("decimal", "NaN", "not_decimal"),
        ("decimal", float("inf"), "not_decimal"),
        ("yes_no", "maybe", "not_yes_or_no"),
        ("date", "2026-02-30", "not_a_date"),
        ("date", "20260302", "not_a_date"),
        ("instant", "yesterday, at nine", "not_an_instant"),
        ("one_of", "east", "not_offered"),
        ("several_of", ["north", "east"], "not_offered"),
        ("text", "x" * 501, "too_long"),
        ("text", ["x"], "not_one_value"),
        ("url", "javascript:alert(1)", "not_a_url"),
        ("url", "https://[", "not_a_url"),
        ("url", "https://a b", "not_a_url"),
    ],
)
def test_what_it_cannot_hold(type: str, told: Any, code: str) -> None:
    with pytest.raises(Unfit, match=f"^{code}$"):
        fit(of(type), told)


def test_a_number_of_thousands_of_digits() -> None:
    with pytest.raises(Unfit, match="too_great"):
        fit(of("whole"), 10**5000)


def test_people_write_titles_and_programs_codes() -> None:
    assert fit(of("one_of"), " north ") == "north"
    assert fit(of("one_of"), "SOUTH") == "south"
    assert fit(of("several_of"), "south, north,south") == ["north", "south"]
    assert fit(of("text"), "  two\n lines ") == "two lines"
    assert fit(of("whole"), 3.0) == 3
    assert fit(of("decimal"), 1e-7) == "0.0000001"
    for nothing in (None, "", "  "):
        assert all(fit(of(type), nothing) is None for type in TYPES)


def test_rules_compare_what_it_means() -> None:
    assert typed(of("date"), "2026-03-02") == date(2026, 3, 2)
    assert typed(of("decimal"), "2.50") == Decimal("2.5")
    assert typed(of("several_of"), ["south", "north"]) == ("north", "south")
    assert typed(of("whole"), "left by an older type") == "left by an older type"


def test_who_has_it() -> None:
    assert of("text").applies(None, "")
    named = of("text", categories=("hardware",), models=("vpn",))
    assert named.applies("hardware", "")
    assert named.applies("hardware/printer", "")
    assert named.applies("network", "vpn")
    assert not named.applies("hardware-store", "")
    assert not named.applies(None, None)


def test_what_is_required_stays_required() -> None:
    field = of("text", required_at="resolving")
    stages = ("registering", "resolving", "closing")
    assert [field.required_by(stage) for stage in stages] == [False, True, True]
    assert not of("text").required_by("closing")


def test_titles_by_language() -> None:
    field = of("text", titles={"de": "Filiale"})
    found = [field.called(language) for language in ("de", "de-at", "fr", "")]
    assert found == ["Filiale", "Filiale", "F", "F"]


GOOD = {
    "title": "Store",
    "type": "one_of",
    "choices": [{"code": "north", "title": "North"}],
    "titles": {"de": "Filiale"},
    "categories": ["hardware"],
    "models": ["vpn"],
    "required_at": "closing",
    "shown_to_reporters": True,
    "order": 3,
    "help": "Which one?",
}


def codes(body: Any) -> set[str]:
    return {each.code for each in check(body, categories=["hardware"], models=["vpn"])}


def test_a_good_field_has_no_complaint() -> None:
    assert codes(GOOD) == set()
    assert field_of("store", GOOD).choices == (("north", "North"),)
    assert codes({"title": "T", "type": "text"}) == set()


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"title": " "}, "needs_a_title"),
        ({"type": "picture"}, "needs_a_type"),
        ({"choices": []}, "choices_are_listed"),
        ({"choices": [{"code": "Ä b", "title": "x"}]}, "choices_are_listed"),
        ({"choices": [{"code": "a", "title": "A"}] * 2}, "choices_are_told_once"),
        ({"categories": ["none"]}, "not_known"),
        ({"models": "vpn"}, "is_a_list"),
        ({"required_at": "some day"}, "not_a_stage"),
        ({"shown_to_reporters": "yes"}, "is_yes_or_no"),
        ({"order": True}, "is_a_number"),
        ({"titles": {"de": 4}}, "titles_by_language"),
        ({"help": 4}, "is_a_text"),
        ({"colour": "red"}, "not_known"),
    ],
)
def test_what_keeps_it_from_being_published(wrong: Any, code: str) -> None:
    assert code in codes(GOOD | wrong)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(st.sampled_from(sorted(GOOD)) | st.text(), inner)
        ),
    )
)
def test_any_body_is_looked_at(body: Any) -> None:
    if not codes(body):
        field_of("f", body)
