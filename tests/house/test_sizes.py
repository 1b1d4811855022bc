"""Everything can be read in one sitting. What may not be is named here, with why."""

import ast
from pathlib import Path

from tests.house.source import ROOT, SRC, kept_files, modules, place, tree

FILE, FUNCTION, TEMPLATE, SQL = 400, 60, 150, 400
ALLOWED: dict[str, str] = {}


def too_long(paths: list[Path], limit: int) -> dict[str, int]:
    counted = {place(path): len(path.read_text("utf-8").splitlines()) for path in paths}
    return {
        name: count
        for name, count in counted.items()
        if count > limit and name not in ALLOWED
    }


def test_files() -> None:
    ours = [*modules(tests=True), *sorted((ROOT / "tests").rglob("*.py"))]
    assert too_long(ours, FILE) == {}
    assert too_long(sorted(SRC.rglob("queries.sql")), SQL) == {}


def test_templates_and_styles() -> None:
    assert too_long(sorted(SRC.rglob("*.html")), TEMPLATE) == {}
    ours = [path for path in kept_files() if path.suffix in {".css", ".js"}]
    assert too_long(ours, FILE) == {}


def test_functions() -> None:
    found = {}
    for path in [*modules(tests=True), *sorted((ROOT / "tests").rglob("*.py"))]:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > FUNCTION:
                    found[f"{place(path)} {node.name}"] = lines
    assert found == {}


def test_the_page_everyone_reads_first_is_two_pages() -> None:
    words = (ROOT / "docs" / "architecture.md").read_text("utf-8").split()
    assert len(words) <= 1000
