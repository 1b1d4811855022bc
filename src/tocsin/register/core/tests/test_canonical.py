"""The canonical form: the same letters for the same meaning, and for nothing else."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.kernel.text import holdable
from tocsin.register.core.canonical import (
    canonical,
    clean,
    commitment,
    envelope,
    link,
    micros,
    part,
)

texts = st.text(max_size=20)
whole = st.integers(min_value=-(2**63), max_value=2**63 - 1)
leaves = st.none() | st.booleans() | whole | texts
values: st.SearchStrategy[Any] = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4)
    ),
    max_leaves=12,
)
bodies = st.dictionaries(texts, values, max_size=5)
INSTANT = datetime(2026, 3, 2, 9, 0, 0, 1, tzinfo=UTC)


@given(body=bodies, order=st.randoms())
def test_the_order_of_keys_changes_nothing(body: dict[str, Any], order: Any) -> None:
    names = list(body)
    order.shuffle(names)
    shuffled = {name: body[name] for name in names}
    assert canonical(clean(body)) == canonical(clean(shuffled))


@given(body=bodies)
def test_any_json_reader_reads_back_what_was_written(body: dict[str, Any]) -> None:
    written = canonical(clean(body))
    assert json.loads(written) == clean(body)
    assert canonical(json.loads(written)) == written


@given(text=st.text(st.characters(exclude_categories=[]), max_size=20))
def test_what_cannot_be_held_is_replaced_and_the_rest_stays(text: str) -> None:
    held = clean(text)
    assert held == holdable(text)
    assert len(held) == len(text)
    for new, old in zip(held, text, strict=True):
        unholdable = old == "\x00" or "\ud800" <= old <= "\udfff"
        assert new == ("\ufffd" if unholdable else old)


def test_keys_are_cleaned_as_values_are() -> None:
    assert clean({"a\x00": "b\ud800"}) == {"a\ufffd": "b\ufffd"}


@pytest.mark.parametrize(
    "body", [{"a": 1.5}, {"a": [1.0]}, {"a": {"b": float("nan")}}, {"a": float("inf")}]
)
def test_a_float_is_refused_wherever_it_hides(body: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match="no float"):
        clean(body)


def test_an_instant_is_written_in_utc_whatever_its_zone() -> None:
    elsewhere = INSTANT.astimezone(timezone(timedelta(hours=5, minutes=30)))
    assert clean(elsewhere) == clean(INSTANT) == "2026-03-02T09:00:00.000001+00:00"
    assert micros(elsewhere) == micros(INSTANT) == 1_772_442_000_000_001


def test_an_instant_before_1970_is_exact_too() -> None:
    assert micros(datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)) == -1


def test_private_values_leave_the_entry_and_can_be_proved() -> None:
    public, beside = part({"title": "Ada's screen", "team": "desk"})
    assert public["team"] == "desk"
    assert "title" not in public
    salt, value = beside["title"]
    assert value == "Ada's screen"
    assert public["private"] == {"title": commitment(salt, value)}


def test_the_same_words_twice_have_different_commitments() -> None:
    first, second = (part({"text": "yes"})[0]["private"]["text"] for _ in range(2))
    assert first != second, "or a short word could be guessed"


@given(value=values, other=values)
def test_a_commitment_holds_for_its_value_alone(value: Any, other: Any) -> None:
    value, other = clean(value), clean(other)
    same = canonical(value) == canonical(other)
    assert (commitment("00", value) == commitment("00", other)) == same


def test_a_link_depends_on_each_of_its_parts() -> None:
    wrapped, body = envelope(["INC-00001", 1, None, True]), b"{}"
    assert wrapped == b'["INC-00001",1,null,true]'
    links = {
        link("INC-00001", None, wrapped, body),
        link("INC-00002", None, wrapped, body),
        link("INC-00001", b"\x01" * 32, wrapped, body),
        link("INC-00001", None, envelope(["INC-00001", 2, None, True]), body),
        link("INC-00001", None, wrapped, b'{"a":1}'),
    }
    assert len(links) == 5
