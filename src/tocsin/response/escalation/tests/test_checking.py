from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tocsin.response.escalation.checking import Known, check_matrix
from tocsin.response.escalation.parsing import body_of, matrix_of

KNOWN = Known(category={"a", "a/b"}, team={"ops"}, person={"p-ada"}, schedule={"s"})
ON_CALL = {"target": {"kind": "on_call"}}


def codes(**row: Any) -> list[tuple[str, int, str]]:
    told = {"key": "row", "levels": [ON_CALL], **row}
    found = check_matrix({"rows": [told]}, KNOWN)
    return [(each.code, each.level, each.part) for each in found]


def test_a_plain_row_is_fit() -> None:
    assert codes() == []
    assert codes(category="a/b", priorities=[1, 2], lapses=0) == []


def test_what_is_wrong_is_named_with_its_place() -> None:
    assert codes(category="c") == [("not_known", 0, "category")]
    assert codes(priorities=[1, 1]) == [("priorities_unfit", 0, "priorities")]
    assert codes(when={"hours": "late"}) == [("word_unknown", 0, "hours")]
    assert codes(when={"sites": ["x"]}) == [("not_known", 0, "sites")]
    assert codes(levels=[]) == [("levels_unfit", 0, "levels")]
    late, soon = {**ON_CALL, "after": 9}, {**ON_CALL, "after": 3}
    assert codes(levels=[late, soon]) == [("levels_go_forward", 2, "after")]
    share = {**ON_CALL, "after": {"percent": 70, "of": "resolve"}}
    assert codes(levels=[share]) == [("word_unknown", 1, "percent")]
    supplier = {"target": {"kind": "supplier", "supplier": "s"}}
    assert codes(levels=[supplier]) == [("suppliers_come_later", 1, "supplier")]
    team = {"target": {"kind": "whole_team", "team": "nobody"}}
    assert codes(levels=[team]) == [("not_known", 1, "team")]
    assert codes(levels=[{"target": {"kind": "person", "team": "ops"}}]) == [
        ("part_unknown", 1, "team"),
        ("not_known", 1, "person"),
    ]


def test_no_two_rows_ask_for_the_same() -> None:
    row = {"key": "one", "levels": [ON_CALL]}
    found = check_matrix({"rows": [row, {**row, "key": "two"}, row]}, KNOWN)
    assert [(each.code, each.row) for each in found] == [
        ("row_twice", 2),
        ("key_twice", 3),
        ("row_twice", 3),
    ]


leaf = st.none() | st.booleans() | st.integers(-2, 300) | st.sampled_from(["a", "*"])
anything = st.recursive(
    leaf,
    lambda part: (
        st.lists(part, max_size=3)
        | st.dictionaries(
            st.sampled_from("key levels after target kind repeat when team".split()),
            part,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(anything)
def test_anything_is_judged_and_what_is_fit_is_read(told: Any) -> None:
    for body in (told, {"rows": [told]}, {"rows": [{"key": "a", "levels": [told]}]}):
        if not list(check_matrix(body, KNOWN)):
            assert matrix_of(1, body_of(matrix_of(1, body))) == matrix_of(1, body)
