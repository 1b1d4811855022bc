"""Words, instants, labels and the functions of mappings."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.intake.events.adapters.expressions import Expression, Unusable
from tocsin.intake.events.adapters.labels import bounded, labels_of
from tocsin.intake.events.adapters.mapping import compiled
from tocsin.intake.events.adapters.moments import moment
from tocsin.intake.events.adapters.refusals import MappingUnusable
from tocsin.intake.events.adapters.words import USUAL_SEVERITIES, USUAL_STATES, Words

NINE = datetime(2026, 11, 27, 9, tzinfo=UTC)
# Nine, as tools write it.
NINES = [
    "2026-11-27T09:00:00Z",
    "2026-11-27T09:00:00.000000000Z",
    "2026-11-27T10:00:00+01:00",
    "2026-11-27T10:00:00.000+0100",
    "2026-11-27T10:00:00.000+01.00",
    "2026-11-27 09:00:00",
    "2026-11-27 09:00:00 UTC",
    "2026-11-27 04:00:00 EST",
    "2026.11.27 09:00:00",
    "2026/11/27 09:00:00",
    "Fri Nov 27 09:00:00 UTC 2026",
    "Fri, 27 Nov 2026 09:00:00 GMT",
    "Fri, 27 Nov 2026 10:00:00 +0100",
    "November 27, 2026 9:00 AM UTC",
    "November 27, 2026 at 9:00 AM",
    "Nov 27, 2026 9:00:00 AM",
    "27 Nov 2026 09:00:00",
    "27.11.2026 09:00:00",
    "27/11/2026 09:00:00",
    "11/27/2026 9:00:00 AM",
    "20261127090000",
    "1795770000",
    "1795770000.0",
    1795770000,
    1795770000.0,
    1795770000000,
    1795770000000000,
    1795770000000000000,
]


@pytest.mark.parametrize("told", NINES)
def test_an_instant_is_read(told: Any) -> None:
    assert moment(told) == NINE


@pytest.mark.parametrize(
    "told",
    [None, "", "soon", 0, 7, -1, True, float("nan"), float("inf"), 10**40, [], {}]
    + ["0001-01-01T00:00:00Z", "9999-99-99T00:00:00Z", "x" * 100, "12345678"],
)
def test_what_is_no_instant_is_none(told: Any) -> None:
    assert moment(told) is None


@given(st.text(max_size=90) | st.integers() | st.floats())
def test_no_instant_does_harm(told: Any) -> None:
    at = moment(told)
    assert at is None or at.tzinfo is not None


def test_a_table_goes_before_usual_words() -> None:
    words = Words({"resolved": ["FINE", "ok*"], "open": ["up"]}, "open", USUAL_STATES)
    asked = [
        "fine",
        "OK again",
        "Up",
        "recovered",
        "what?",
        "",
        None,
        "incident.closed",
    ]
    assert [words.of(word) for word in asked] == [
        *["resolved", "resolved", "open", "resolved", "open", "open", "open"],
        "resolved",
    ]


def test_numbers_lie_in_ranges() -> None:
    words = Words({"critical": ["9..10"], "info": ["0..3.9", 17]})
    asked = [9, "9.5", 10.0, 3, "3.95", 17, "17", "nine", "9..10"]
    assert [words.of(word) for word in asked] == [
        *["critical", "critical", "critical", "info", "", "info", "info", "", ""]
    ]


@pytest.mark.parametrize(
    ("word", "ours"),
    [
        ("firing", "open"),
        ("ALERT_NOTIFICATION_CLEAR", "resolved"),
        ("not_ok", ""),
        ("No Data", ""),
        ("no_data", "no_data"),
        ("acked", "acknowledged"),
    ],
)
def test_usual_states(word: str, ours: str) -> None:
    assert (Words({}, "", USUAL_STATES).of(word)) == ours


def test_usual_severities() -> None:
    asked = ["Disaster", "P2", "minor", "informational", "so so"]
    told = [USUAL_SEVERITIES.of(word) for word in asked]
    assert told == ["critical", "error", "warning", "info", ""]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ({"a": 1, "b": None, "c": {"d": True}}, {"a": "1", "c.d": "true"}),
        ([{"name": "a", "value": 1}, {"Key": "b", "Value": "x"}], {"a": "1", "b": "x"}),
        ([["a", "1"], ["b", "2"]], {"a": "1", "b": "2"}),
        ("env:prod, team=shop, vip", {"env": "prod", "team": "shop", "tags": "vip"}),
        (["env:prod", "vip", "new"], {"env": "prod", "tags": "vip, new"}),
        ('[{"tag": "a", "value": "1"}]', {"a": "1"}),
        ({"hosts": ["a", "b"]}, {"hosts": "a, b"}),
        (None, {}),
        (7, {}),
    ],
)
def test_labels_come_out_of_anything(value: Any, told: dict[str, str]) -> None:
    assert labels_of(value) == told


def test_labels_have_bounds() -> None:
    many = {f"n{number}" * 60: "x" * 9000 for number in range(900)}
    kept = bounded(labels_of(many))
    assert len(kept) == 64
    assert all(len(n) <= 120 and len(t) <= 500 for n, t in kept.items())


BODY = {
    "a": "One: two: three",
    "n": None,
    "zero": 0,
    "list": [1, "x"],
    "text": "Host: web01\nLevel = 7\n",
    "json": '{"in": 5}',
    "mixed": {"HOST.NAME": "db1", "hostName": "db2", "Left-Open": "{EVENT.ID}"},
    "at": 1795770000,
}


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("first(n, nothing, a)", "One: two: three"),
        ("first(zero, a)", 0),
        ("joined('-', n, 'x', zero, list)", "x-0-1, x"),
        ("lower(a)", "one: two: three"),
        ("upper('ä')", "Ä"),
        ("before(a, ':')", "One"),
        ("after(a, ':')", "two: three"),
        ("after(a, '!')", ""),
        ("after_last(a, ':')", "three"),
        ("between(a, ':', ':')", "two"),
        ("line(text, 'host')", "web01"),
        ("line(text, 'level')", "7"),
        ("split(a, ':')", ["One", "two", "three"]),
        ("replaced(a, ': ', ' ')", "One two three"),
        ("has(a, 'TWO')", True),
        ("has(list, 'x')", True),
        ("begins(a, 'one')", True),
        ("begins(n, 'one')", False),
        ('lookup(a, `{"one*": 1, "*": 2}`)', 1),
        ('lookup(n, `{"one*": 1, "*": 2}`)', 2),
        ("when(n, 'yes', 'no')", "no"),
        ("when(zero, 'yes', 'no')", "yes"),
        ("time(at)", "2026-11-27T09:00:00+00:00"),
        ("time('2026-11-27 10:00', 'Europe/Berlin')", "2026-11-27T09:00:00+00:00"),
        ("time(at, 'ms')", "1970-01-21T18:49:30+00:00"),
        ("time('2026-11-27 09:00', 'No/Where')", "2026-11-27T09:00:00+00:00"),
        ("labels({a: 'x'}, {a: 'y', b: n})", {"a": "x"}),
        ("prefixed({a: 'x'}, 'p_')", {"p_a": "x"}),
        ("pick(@, 'zero', 'n')", {"zero": 0}),
        ("without({a: 'x', b: 'y'}, 'a')", {"b": "y"}),
        ("plain(mixed)", {"hostname": "db1"}),
        ("parsed(json).in", 5),
        ("parsed(a)", None),
        ("encoded('a b/ü')", "a%20b%2F%C3%BC"),
        ("digest('x')", "2d711642b726b04401627ca9fbac32f5"),
        ("text(list)", "1, x"),
        ("join('-', n)", None),
        ("a < zero", None),
        ("length(list) > `1`", True),
    ],
)
def test_functions(expression: str, found: Any) -> None:
    assert Expression(expression).of(BODY) == found


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ("", "text"),
        (None, "text"),
        ("a" * 2001, "letters"),
        ("nope(a)", "no function"),
        ("lower(a, b)", "argument"),
        ("joined('x')", "argument"),
        ("a[", "xpression"),
        ("]", "xpression|JMESPath|oken"),
        ("a" + ".a" * 700, "long"),
        ("[" * 900 + "]" * 900, "."),
    ],
)
def test_what_is_no_expression_is_refused(told: Any, why: str) -> None:
    with pytest.raises(Unusable, match=why):
        Expression(told)


@pytest.mark.parametrize(
    "bomb",
    [
        "[@,@]" + " | [@,@][]" * 50,
        "[@,@]" + " | [@,@]" * 50 + " | to_string(@)",
        "[@,@]" + " | [@,@]" * 50 + " | @ == @",
        "a" + " | join('', [@, @])" * 50,
        "[list[], list[]][]" + " | [@, @][]" * 50 + " | [?@ == 'x']",
    ],
)
def test_no_expression_runs_away(bomb: str) -> None:
    assert Expression(bomb).of({"a": "aaaa", "list": list(range(100))}) is None


@pytest.mark.parametrize(
    ("data", "where"),
    [
        ({}, "map"),
        ({"map": {"url": "a"}}, "map"),
        ({"map": {"key": "a", "nonsense": "b"}}, "map.nonsense"),
        ({"map": {"key": "a["}}, "map.key"),
        ({"map": {"key": 3}}, "map.key"),
        ({"map": ["key"]}, "map"),
        ({"map": {"key": "a"}, "each": "b("}, "each"),
        ({"map": {"key": "a"}, "states": {"on fire": ["x"]}}, "states.on fire"),
        ({"map": {"key": "a"}, "states": {"default": "fire"}}, "states.fire"),
        ({"map": {"key": "a"}, "severities": {"info": [["x"]]}}, "severities.info"),
    ],
)
def test_a_mapping_says_which_line_is_wrong(data: Any, where: str) -> None:
    with pytest.raises(MappingUnusable) as refused:
        compiled(data)
    assert refused.value.facts["where"] == where
    assert refused.value.help
