"""Pages that say what the code says: rights, settings, links, words."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.source import (
    DOCS,
    ROOT,
    SRC,
    in_code,
    kept_files,
    modules,
    place,
    table_of,
    tree,
)
from tocsin.foundation.accounts.rules import ROLES, SCOPES, Actor
from tocsin.register.work.rules import VERBS, Standing, may

PAGES = [*sorted(DOCS.rglob("*.md")), ROOT / "README.md", ROOT / "CHANGELOG.md"]

OURS = Standing(team="ours", reporter="p-me")


def person(*roles: str, teams: frozenset[str] = frozenset(), id: str = "p-x") -> Actor:
    return Actor(kind="person", id=id, roles=frozenset(roles), teams=teams)


def key(scope: str) -> Actor:
    return Actor(kind="key", id="k", scopes=frozenset({scope}))


COLUMNS = {
    "its reporter": person(id="p-me"),
    "member of another team": person(teams=frozenset({"theirs"})),
    "member of its team": person(teams=frozenset({"ours"})),
    "agent": person("agent"),
    "major incident manager": person("major_incident_manager"),
    "auditor": person("auditor"),
    "administrator": person("administrator"),
    "key: work": key("work"),
    "key: admin": key("admin"),
}
# Who is in no column may do nothing.
NOBODY = (person(), key("read"), key("intake"))


def test_the_access_page_shows_the_rights_of_the_code() -> None:
    text = (DOCS / "access.md").read_text("utf-8")
    (head,) = re.findall(r"^\| verb \|(.*)\|$", text, re.MULTILINE)
    names = [name.strip() for name in head.split("|")]
    assert names == list(COLUMNS)
    rows = table_of("access.md", "## Who may do what")
    assert [in_code(verb)[0] for verb, *_ in rows] == sorted(VERBS)
    for verb, *cells in rows:
        (word,) = in_code(verb)
        for name, cell in zip(names, cells, strict=True):
            assert (cell == "yes") == may(COLUMNS[name], word, OURS), f"{verb} {name}"
        assert not any(may(who, word, OURS) for who in NOBODY)


def test_the_access_page_has_a_column_for_every_role() -> None:
    assert {role.replace("_", " ") for role in ROLES} <= set(COLUMNS)
    assert len(SCOPES) == 5, "the others are told below the table"


def test_the_settings_page_names_every_variable_that_is_read() -> None:
    named = re.compile(r"^TOCSIN_[A-Z_]+$")
    read = {
        node.value
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and named.match(node.value)
    }
    pages = [(DOCS / page).read_text("utf-8") for page in ("settings.md", "running.md")]
    told = set(re.findall(r"TOCSIN_[A-Z]+(?:_[A-Z]+)*", "".join(pages)))
    assert read - told == set(), "read and not told"
    assert told - read == set(), "told and not read"


@pytest.mark.parametrize("page", PAGES, ids=place)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
    ours = [link for link in links if "://" not in link and not link.startswith("/")]
    assert [link for link in ours if not (page.parent / link).exists()] == []


# One word per thing. Legitimate uses of a forbidden word are listed with why.

NEVER = {
    "ticket": "incident, or report",
    "tickets": "incidents, or reports",
    "ladder": "escalation matrix",
    "ladders": "escalation matrix",
    "rung": "level",
    "rungs": "levels",
    "alert group": "incident",
    "test incident": "drill",
    "test incidents": "drills",
    "demo data": "sample",
    "signal": "event",
    "signals": "events",
}
FORBIDDEN = re.compile(rf"\b({'|'.join(NEVER)})\b", re.IGNORECASE)
LEGITIMATE = {
    ("docs/words.md", None): "the page that says which words are not used",
    ("docs/running.md", "signal"): "what an operating system sends to a process",
    ("docs/architecture.md", "signals"): "what an operating system sends to a process",
    ("docs/sources.md", "signal"): "a part of a product's name",
    ("docs/running.md", "signals"): "what an operating system sends to a process",
}


def words_of(page: Path) -> Iterator[str]:
    for word in FORBIDDEN.findall(page.read_text("utf-8")):
        named = (place(page), word.lower())
        if named not in LEGITIMATE and (named[0], None) not in LEGITIMATE:
            yield f"{named[0]}: {word} (say: {NEVER[word.lower()]})"


def test_pages_and_docs_use_one_word_per_thing() -> None:
    pages = [*PAGES, *sorted(SRC.rglob("*.html")), *sorted(SRC.rglob("*.txt"))]
    assert [words for page in pages for words in words_of(page)] == []


def test_messages_use_one_word_per_thing() -> None:
    asked = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "pgettext"}
    found = []
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in asked:
                texts = [a.value for a in node.args if isinstance(a, ast.Constant)]
                wrong = FORBIDDEN.findall(" ".join(map(str, texts)))
                found += [f"{place(path)}:{node.lineno} {word}" for word in wrong]
    assert found == []


def test_the_words_page_names_every_forbidden_word() -> None:
    text = (DOCS / "words.md").read_text("utf-8").lower()
    singular = {word.removesuffix("s") for word in NEVER}
    assert [word for word in sorted(singular) if word not in text] == []


def test_nothing_kept_names_a_registry_or_a_machine() -> None:
    hosts = ["pypi" + ".org", "pythonhosted" + ".org", "npmjs" + ".org"]
    hosts += ["proxy.golang" + ".org", "crates" + ".io", "unpkg" + ".com"]
    hosts += ["deb.debian" + ".org"]
    machine = re.compile(r"(?<![\w.~$}-])/(?:work|root|home|Users)/[\w.-]+")
    found = []
    for path in kept_files():
        if path.suffix in {".png", ".gz", ".woff2", ".ico", ".mo"}:
            continue
        text = path.read_text("utf-8", "replace")
        found += [f"{place(path)}: {host}" for host in hosts if host in text]
        found += [f"{place(path)}: {one}" for one in machine.findall(text)]
    assert found == []
