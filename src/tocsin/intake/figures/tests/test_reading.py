"""Figures as they are sent, in three formats."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.intake.events.event import Figure, Request, Unparsed
from tocsin.intake.figures.reading import MOST, read_figures

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)


def request(body: str | bytes, query: str = "") -> Request:
    raw = body.encode() if isinstance(body, str) else body
    return Request(1, "shop", "generic", NINE, "figures", query=query, body=raw)


def figures(body: str | bytes, query: str = "") -> list[Figure]:
    return list(read_figures(request(body, query)).figures)


ORDERS = Figure("orders_per_minute", NINE, 42.0)


@pytest.mark.parametrize(
    "body",
    [
        '{"name": "orders_per_minute", "value": 42}',
        '[{"name": "orders_per_minute", "value": 42.0, "labels": {}}]',
        '{"figures": [{"name": "orders_per_minute", "value": 42}]}',
        "orders_per_minute 42",
        "# HELP orders_per_minute What it says.\norders_per_minute 42 1772442000000\n",
        "orders_per_minute value=42",
        "orders_per_minute value=42i 1772442000000000000",
        '{"name": "orders_per_minute", "value": 42, "at": "2026-03-02T10:00:00+01:00"}',
        '{"name": "orders_per_minute", "value": 42, "at": 1772442000}',
        '{"name": "orders_per_minute", "value": 42, "at": 1772442000000}',
    ],
)
def test_one_figure_in_many_ways(body: str) -> None:
    assert figures(body) == [ORDERS]


def test_labels_tell_figures_of_one_name_apart() -> None:
    shop = {"shop": 'Lyon "centre"', "till": "3"}
    assert figures('orders{shop="Lyon \\"centre\\"",till="3"} 7') == [
        Figure("orders", NINE, 7.0, shop)
    ]
    assert figures('[{"name": "orders", "value": 7, "labels": {"till": 3}}]') == [
        Figure("orders", NINE, 7.0, {"till": "3"})
    ]


def test_a_line_of_influx_has_a_figure_per_field() -> None:
    line = r'cpu\ load,host=web\ 1,core=0 idle=0.5,busy=12i,on=true,note="a, b=c" 60'
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=60)
    tags = {"host": "web 1", "core": "0"}
    assert figures(line, query="precision=s") == [
        Figure("cpu load_idle", at, 0.5, tags),
        Figure("cpu load_busy", at, 12.0, tags),
        Figure("cpu load_on", at, 1.0, tags),
    ]


def test_what_was_not_measured_is_passed_over() -> None:
    assert figures("a NaN\nb +Inf\nc 1\n") == [Figure("c", NINE, 1.0)]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "# only a remark",
        "{",
        "[1]",
        '{"name": "x"}',
        '{"name": "x", "value": "7"}',
        '{"name": "x", "value": true}',
        '{"name": "", "value": 7}',
        '{"name": "x", "value": 7, "at": "yesterday"}',
        '{"name": "x", "value": 7, "at": -5}',
        '{"name": "x", "value": 7, "labels": [1]}',
        "two words here",
        "cpu idle=x",
        b"\xff\xfe 1",
        "x" * 121 + " 1",
    ],
)
def test_what_says_no_figure_is_told_why(body: str | bytes) -> None:
    with pytest.raises(Unparsed):
        figures(body)


def test_no_more_than_a_bounded_number_at_once() -> None:
    with pytest.raises(Unparsed, match="more than"):
        figures("a 1\n" * (MOST + 1))


@given(st.text() | st.binary())
def test_whatever_comes_it_is_figures_or_unparsed(body: str | bytes) -> None:
    raw = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
    try:
        found = figures(raw)
    except Unparsed:
        return
    assert all(isinstance(each, Figure) for each in found)
