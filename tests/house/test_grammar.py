"""Every room is built alike, and says what it is for."""

import ast

import pytest

from tests.house.sources import ROOT, committed, ours

NOT_HERE = {"utils", "helpers", "services", "managers", "signals", "misc", "common"}
ROOMS = sorted(
    {path.parent for path in ours("__init__.py") if path.parent.name != "tests"}
)


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: str(room.relative_to(ROOT)))
def test_a_room_says_what_it_is_for(room: object) -> None:
    text = (ROOT / str(room) / "__init__.py").read_text()
    if "templatetags" not in str(room):
        assert ast.get_docstring(ast.parse(text))


def test_no_file_has_a_name_that_says_nothing() -> None:
    # Surfaces have a file per resource, and a service is a word of our domain.
    rooms = [path for path in ours("*.py") if "surfaces" not in path.parts]
    assert [path for path in rooms if path.stem in NOT_HERE] == []


def test_nothing_is_imported_inside_a_function() -> None:
    hidden = [
        f"{file.relative_to(ROOT)}:{inner.lineno}"
        for file in ours("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def test_locks_and_docs_name_no_address_of_a_registry() -> None:
    hosts = (
        "pypi" + ".org",
        "python" + "hosted.org",
        "npmjs" + ".",
        "deb.debian" + ".",
    )
    for file in committed():
        if file.suffix == ".png":
            continue
        text = file.read_text("utf-8", "replace")
        assert not [host for host in hosts if host in text], file.name
