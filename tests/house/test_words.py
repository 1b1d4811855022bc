"""One word per thing: what `docs/words.md` says never to say is not said."""

import re

import pytest

from tests.house.sources import CHECKOUT, ours

NEVER = re.compile(
    r"\b(tickets?|escalation ladders?|rungs?|demo data)\b", re.IGNORECASE
)
PAGES = [
    *ours("*.html"),
    *ours("refusals.py"),
    CHECKOUT / "README.md",
    *(page for page in (CHECKOUT / "docs").glob("*.md") if page.name != "words.md"),
]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_words_are_ours(page: object) -> None:
    text = (CHECKOUT / str(page)).read_text()
    assert NEVER.findall(text) == []
