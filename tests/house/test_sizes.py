"""Files and functions stay small enough to read in one sitting."""

import ast

from tests.house.sources import CHECKOUT, ours

FILE, FUNCTION, TEMPLATE, STATEMENTS = 400, 60, 150, 400


def test_no_file_is_too_long() -> None:
    files = [*ours("*.py"), *sorted((CHECKOUT / "tests").rglob("*.py"))]
    assert [f.name for f in files if len(f.read_text().splitlines()) > FILE] == []


def test_no_function_is_too_long() -> None:
    long = [
        f"{file.name}:{node.name}"
        for file in ours("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > FUNCTION
    ]
    assert long == []


def test_no_template_and_no_list_of_queries_is_too_long() -> None:
    templates = ours("*.html")
    assert templates
    assert [
        f.name for f in templates if len(f.read_text().split("\n")) > TEMPLATE
    ] == []
    queries = ours("queries.sql")
    assert [f for f in queries if len(f.read_text().split("\n")) > STATEMENTS] == []
