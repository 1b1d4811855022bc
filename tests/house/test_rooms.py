"""The grammar of rooms: the same few names, and none that says nothing."""

import ast
import re
from pathlib import Path

import pytest

from tests.house.source import ROOT, SRC, kept_files, modules, place, tree

ROOMS = sorted(
    path.parent
    for floor in ("foundation", "register", "surfaces")
    for path in (SRC / floor).glob("*/__init__.py")
)
FLOORS = sorted(path.parent for path in SRC.glob("*/__init__.py"))
SAYS_NOTHING = re.compile(
    r"^(utils?|helpers?|services|managers?|signals?|misc|common|shared|base|stuff|tools)$"
)


@pytest.mark.parametrize("room", [*FLOORS, *ROOMS], ids=place)
def test_it_says_what_it_is_for_and_imports_nothing(room: Path) -> None:
    module = tree(room / "__init__.py")
    assert ast.get_docstring(module), "one docstring"
    assert len(module.body) == 1, "and nothing else: Django is not ready yet"


def test_no_name_says_nothing() -> None:
    allowed = {
        # The room `services` is about services: the word is one of our domain.
        "src/tocsin/foundation/services",
        "src/tocsin/surfaces/api/services.py",
        # Django looks for a backend under this name.
        "src/tocsin/kernel/driver/base.py",
    }
    named = [path for path in kept_files() if path.suffix == ".py"]
    # What the checkout itself is called is nobody's business.
    named += sorted({path.parent for path in named} - {ROOT})
    found = [
        place(path)
        for path in named
        if SAYS_NOTHING.match(path.stem) and place(path) not in allowed
    ]
    assert found == []


def test_nothing_is_imported_late_or_relatively() -> None:
    found = []
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                inside = ast.walk(node)
                late = [n for n in inside if isinstance(n, ast.Import | ast.ImportFrom)]
                found += [f"{place(path)}:{n.lineno}" for n in late]
            if isinstance(node, ast.ImportFrom) and node.level:
                found.append(f"{place(path)}:{node.lineno}")
    # Django is set up before what needs it may be imported, here and nowhere else.
    may = ("src/tocsin/surfaces/cli/main.py", "src/tocsin/asgi.py")
    assert [place for place in found if not place.startswith(may)] == []


def test_migrations_say_what_is_now_true() -> None:
    for path in SRC.glob("*/*/migrations/0*.py"):
        if path.stem == "0001_initial":
            continue
        told = ast.get_docstring(tree(path)) or ""
        assert re.search(r"^Why\s", told, re.MULTILINE), place(path)
        assert re.search(r"^Locks\s", told, re.MULTILINE), place(path)
        assert re.search(r"^Going back\s", told, re.MULTILINE), place(path)
        assert "_auto_" not in path.stem


def test_decisions_are_numbered_and_titled() -> None:
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert decisions
    for number, path in enumerate(decisions, start=1):
        assert re.fullmatch(rf"{number:04}-[a-z0-9-]+\.md", path.name)
        first = path.read_text("utf-8").splitlines()[0]
        assert re.fullmatch(r"# [A-Z].+[^.]", first), "a decision, as a sentence"
