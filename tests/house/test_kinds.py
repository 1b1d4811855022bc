"""One vocabulary: what is said of incidents is in `entries.py`, and in the docs."""

import re

from tests.house.source import QUERIES, in_code, modules, place, strings, table_of
from tocsin import wiring
from tocsin.kernel import sql
from tocsin.register.core.entries import (
    PRIVATE_FIELDS,
    SENTENCES,
    STATE_KINDS,
    TOLD_ONLY,
    Kind,
)
from tocsin.register.core.models import Entry
from tocsin.register.core.projection import _STEPS
from tocsin.register.core.rules import STATES, TRANSITIONS

CHANGES = {"state": STATE_KINDS, "nothing": TOLD_ONLY}


def test_a_new_kind_is_no_migration() -> None:
    assert Entry._meta.get_field("kind").choices is None


def test_every_kind_has_a_sentence_and_a_place_in_the_fold() -> None:
    assert set(SENTENCES) == set(Kind)
    assert set(_STEPS) == set(Kind) - TOLD_ONLY
    assert set(_STEPS) >= STATE_KINDS


def test_every_kind_that_is_written_or_asked_for_exists() -> None:
    """Typed code says `Kind.NOTED`; this looks at words in SQL and in strings."""
    asked = re.compile(r"\bkind\s*(?:=|in|<>)\s*\(?\s*'([a-z_]+)'")
    statements = [(f"{p} {n}", sql.load(p)[n]) for p, n in QUERIES if ".register" in p]
    statements += [
        (f"{place(path)}:{line}", text)
        for path in modules(migrations=True)
        if "register" in path.parts
        for line, text in strings(path)
    ]
    found = {
        where: words
        for where, text in statements
        if (words := set(asked.findall(text)) - set(Kind))
    }
    assert found == {}


def test_whoever_listens_listens_for_something_that_is_said() -> None:
    names = [
        *(part.name for part in wiring.OBSERVERS),
        *(part.name for part in wiring.CLOCKWORK),
        *(part.name for part in wiring.WORKERS),
        *(part.name for part in wiring.CHORES),
    ]
    assert len(names) == len(set(names))
    for observer in wiring.OBSERVERS:
        assert observer.hears
        assert observer.hears <= set(Kind), observer.name
        assert all(isinstance(kind, Kind) for kind in observer.hears)


def test_the_timeline_page_tells_every_kind_as_the_code_has_it() -> None:
    rows = table_of("timeline.md", "## Kinds")
    assert [in_code(kind) for kind, *_ in rows] == [[kind.value] for kind in Kind]
    for kind, meaning, body, private, changes in rows:
        assert meaning.endswith("."), kind
        assert set(in_code(private)) <= PRIVATE_FIELDS, kind
        assert not set(in_code(body)) & PRIVATE_FIELDS, kind
        (word,) = in_code(kind)
        told = next((name for name, of in CHANGES.items() if word in of), "facts")
        assert changes == told, kind


def test_the_timeline_page_tells_every_private_field() -> None:
    rows = table_of("timeline.md", "## Kinds")
    told = {name for row in rows for name in in_code(row[3])}
    assert told == PRIVATE_FIELDS


def test_the_life_page_shows_the_table_of_the_code() -> None:
    rows = table_of("life.md", "## What may follow")
    shown = {in_code(state)[0]: in_code(nexts) for state, nexts in rows}
    assert list(shown) == list(STATES)
    for state, nexts in shown.items():
        assert set(nexts) == TRANSITIONS[state], state
        assert nexts == sorted(nexts, key=STATES.index), state
