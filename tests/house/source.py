"""The source as the house tests see it: files, rooms, statements, strings."""

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import tocsin
from tocsin.kernel import sql

SRC = Path(tocsin.__file__).parent
ROOT = SRC.parents[1]
DOCS = ROOT / "docs"

PACKAGES = [
    ".".join(("tocsin", *path.parent.relative_to(SRC).parts))
    for path in sorted(SRC.rglob("queries.sql"))
]
QUERIES = [(package, name) for package in PACKAGES for name in sql.load(package)]


def modules(*, tests: bool = False, migrations: bool = False) -> list[Path]:
    """Our Python files below `src`."""
    left_out = {"tests"} - ({"tests"} if tests else set())
    left_out |= set() if migrations else {"migrations"}
    found = sorted(SRC.rglob("*.py"))
    return [path for path in found if not left_out & set(path.parts)]


@cache
def kept_files() -> list[Path]:
    """Everything that is in the repository, or would be after adding all."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = [ROOT / line for line in listed.stdout.splitlines()]
    return [path for path in paths if path.is_file()]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """Every string in a module but docstrings: its line and itself."""
    docstrings = set(_docstrings(tree(path)))
    for node in ast.walk(tree(path)):
        if id(node) in docstrings or not isinstance(node, ast.Constant):
            continue
        if isinstance(node.value, str):
            yield node.lineno, node.value


def _docstrings(module: ast.Module) -> Iterator[int]:
    for node in ast.walk(module):
        if isinstance(
            node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
        ):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr):
                yield id(first.value)


def place(path: Path) -> str:
    return str(path.relative_to(ROOT))


def table_of(page: str, heading: str) -> list[list[str]]:
    """The cells of the table below a heading of a page in docs, without its head."""
    text = (DOCS / page).read_text("utf-8")
    _, _, below = text.partition(f"\n{heading}\n")
    assert below, f"{page} has no heading {heading!r}"
    rows = []
    for line in below.splitlines():
        if line.startswith("#"):
            break
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows[2:]


def in_code(cell: str) -> list[str]:
    """What a cell has in backquotes."""
    return re.findall(r"`([^`]+)`", cell)
