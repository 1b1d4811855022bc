"""Other pages' histories, and what is none."""

import gzip
import os
from contextlib import suppress
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.company import Company
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.response.statuspage.actions.importing import import_history
from tocsin.response.statuspage.actions.pages import add_page
from tocsin.response.statuspage.history import PastNotice, Unreadable, notices_in
from tocsin.response.statuspage.models import Component, Notice, Update
from tocsin.response.statuspage.refusals import HistoryUnreadable

GITHUB = Path("../shared/data/github_status_incidents.jsonl.gz")
ONE = {
    "id": "1",
    "title": "Search is slow",
    "impact": "minor",
    "components": ["Search"],
    "updates": [
        {"at": "2026-01-05T10:00:00Z", "status": "Investigating", "message": "Look."},
        {"at": "2026-01-05T10:05:00Z", "status": "Update", "message": "Still."},
        {"at": "2026-01-05T10:30:00Z", "status": "Resolved", "message": "Over."},
    ],
}
json = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from("id title name updates status at components".split()),
            inner,
            max_size=6,
        )
    ),
    max_leaves=12,
)


@given(st.one_of(json.map(orjson.dumps), st.binary(max_size=200)))
def test_whatever_is_handed_in_is_read_or_told_to_be_none(content: bytes) -> None:
    with suppress(Unreadable):
        for found in notices_in(content):
            assert isinstance(found, PastNotice | str)


@pytest.mark.django_db
def test_it_comes_in_once_and_days_tell_of_it(company: Company) -> None:
    add_page("shop", "Shop", by=SYSTEM)
    content = orjson.dumps([ONE, {"id": "2"}])
    done = import_history("shop", "past.json", content)
    assert (done.notices, done.updates, len(done.odd)) == (1, 3, 1)
    again = import_history("shop", "past.json", content)
    assert (again.notices, again.known) == (0, 1)
    notice = Notice.objects.get()
    assert (notice.title, notice.impact, notice.status) == (
        "Search is slow",
        "minor",
        "resolved",
    )
    told = Update.objects.order_by("at").values_list("status", "text")
    assert list(told) == [
        ("investigating", "Look."),
        ("investigating", "Still."),
        ("resolved", "Over."),
    ]
    assert Component.objects.get().name == "Search"


@pytest.mark.django_db
def test_what_is_no_history_is_refused(company: Company) -> None:
    add_page("shop", "Shop", by=SYSTEM)
    with pytest.raises(HistoryUnreadable):
        import_history("shop", "empty.json", b"")


@pytest.mark.django_db
def test_githubs_history_is_ours_to_the_letter(company: Company) -> None:
    if not GITHUB.exists():
        assert not os.environ.get("TOCSIN_REQUIRE_ALL"), "GitHub's history is not here"
        pytest.skip("GitHub's history is not here")
    content = gzip.decompress(GITHUB.read_bytes())
    told = {each["id"]: each for each in map(orjson.loads, content.splitlines())}
    add_page("github", "GitHub", by=SYSTEM)
    done = import_history("github", "github.jsonl", content)
    assert (done.notices, done.odd) == (len(told), [])
    names = dict(Component.objects.values_list("code", "name"))
    texts: dict[str, list[str]] = {}
    updates = Update.objects.order_by("at", "id").values_list("notice__cause", "text")
    for cause, text in updates:
        texts.setdefault(cause, []).append(text)
    for notice in Notice.objects.all():
        past = told.pop(notice.cause.removeprefix("import:"))
        assert texts[notice.cause] == [each["message"] for each in past["updates"]]
        assert notice.impact == past["impact"]
        found = sorted(names[code] for code in notice.affected)
        assert found == sorted(past.get("components", []))
    assert not told, "none is left out"
