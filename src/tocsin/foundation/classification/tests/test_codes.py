from typing import Any

import pytest

from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.classification.actions import publish_codes
from tocsin.foundation.classification.reads import (
    code_titles,
    codes,
    offered_codes,
)
from tocsin.foundation.classification.rules import DEFAULT_CODES, check_codes
from tocsin.foundation.config.refusals import NotPublishable

ONE = [{"code": "done", "title": "Done"}]


@pytest.mark.parametrize(
    "body",
    [
        None,
        {},
        {"resolution": ONE},
        {"resolution": ONE, "closure": []},
        {"resolution": ONE, "closure": ["done"]},
        {"resolution": ONE, "closure": [{"code": "done", "title": ""}]},
        {"resolution": ONE, "closure": ONE * 2},
    ],
)
def test_what_are_no_codes_is_complained_about(body: Any) -> None:
    assert check_codes(body) != []


@pytest.mark.django_db
def test_the_published_codes_are_the_ones_offered() -> None:
    assert codes() == DEFAULT_CODES
    assert check_codes(DEFAULT_CODES) == []
    body = {"resolution": ONE, "closure": ONE}
    publish_codes(body, by=SYSTEM, why="fewer")
    assert codes() == body
    with pytest.raises(NotPublishable, match="closure: a code appears twice"):
        publish_codes({"resolution": ONE, "closure": ONE * 2}, by=SYSTEM, why="slip")


@pytest.mark.parametrize(
    "row",
    [
        {"code": "x" * 41, "title": "Long"},
        {"code": "done", "title": "  "},
        {"code": "done", "title": "x" * 121},
        {"code": "done", "title": "Done", "active": "yes"},
        {"code": "done", "title": "Done", "colour": "red"},
        {"code": "done", "title": "Done", "active": False},
    ],
)
def test_a_row_is_a_short_code_with_a_title_and_one_is_offered(row: Any) -> None:
    assert check_codes({"resolution": [row], "closure": ONE}) != []


@pytest.mark.django_db
def test_a_code_keeps_its_title_when_it_is_left_out() -> None:
    gone = [{"code": "gone", "title": "Went by itself", "active": False}]
    publish_codes({"resolution": ONE + gone, "closure": ONE}, by=SYSTEM, why="fewer")
    assert list(offered_codes("resolution")) == ["done"]
    publish_codes({"resolution": ONE, "closure": ONE}, by=SYSTEM, why="fewer yet")
    titles = code_titles("resolution")
    assert titles["gone"] == "Went by itself"
    assert titles["restarted"] == "Restarted or restored"
