"""Options: read by staff, set by administrators, where the environment is silent."""

import pytest

from tests.company import Company
from tests.web.conftest import Visitor
from tocsin.foundation.config.reads import value
from tocsin.register.work.options import REOPEN_DAYS

ADDRESS = "/settings/options/work.reopen_days"


def test_an_administrator_sets_and_resets_an_option(
    company: Company, visitor: Visitor
) -> None:
    root = visitor("root")
    answer = root.post(ADDRESS, {"value": "21", "why": "They come back late"})
    assert answer.headers["Location"] == "/settings/options"
    assert value(REOPEN_DAYS) == 21
    page = root.get(ADDRESS).content.decode()
    assert "They come back late" in page
    assert "an administrator" in root.get("/settings/options").content.decode()
    root.post(ADDRESS, {"verb": "reset", "why": "They do not"})
    assert value(REOPEN_DAYS) == 14


def test_what_it_cannot_be_is_told_above_the_form(
    company: Company, visitor: Visitor
) -> None:
    answer = visitor("root").post(ADDRESS, {"value": "-3", "why": "No reason"})
    assert answer.status_code == 422
    assert "at least 0" in answer.content.decode()


def test_the_page_says_when_the_environment_sets_it(
    company: Company, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOCSIN_REOPEN_DAYS", "3")
    page = visitor("root").get(ADDRESS).content.decode()
    assert "TOCSIN_REOPEN_DAYS" in page
    assert "<h2>Set it</h2>" not in page
    refused = visitor("root").post(ADDRESS, {"value": "5", "why": "Try"})
    assert refused.status_code == 409


def test_only_administrators_set_options(company: Company, visitor: Visitor) -> None:
    page = visitor("grace").get(ADDRESS).content.decode()
    assert "<h2>Set it</h2>" not in page
    assert visitor("grace").post(ADDRESS, {"value": "5"}).status_code == 403
    assert visitor("root").get("/settings/options/no.such").status_code == 404
