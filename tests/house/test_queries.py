"""Every named query is understood by the database, says why, and asks no time."""

import re

import pytest
from django.db import connection

from tests.house.source import QUERIES, SRC, modules, place, strings
from tocsin.kernel import sql

TIME = re.compile(
    r"\b(now\s*\(|(clock|statement|transaction)_timestamp|current_(timestamp|date|time)\b"
    r"|local(time|timestamp)\b|timeofday)",
    re.IGNORECASE,
)
# Comparing the two clocks is the one reason to ask the database for its own.
MAY_ASK = {"src/tocsin/engine/node.py"}
LONGEST = 60


@pytest.mark.django_db
@pytest.mark.parametrize(("package", "name"), QUERIES)
def test_it_prepares_against_the_migrated_tables(package: str, name: str) -> None:
    statement = re.sub(r"%\(\w+\)s", "null", sql.load(package)[name])
    with connection.cursor() as cursor:
        cursor.execute(f"explain {statement.replace('%%', '%')}")


@pytest.mark.parametrize(("package", "name"), QUERIES)
def test_it_says_why_it_is_there_and_is_short(package: str, name: str) -> None:
    lines = sql.load(package)[name].strip().splitlines()
    assert lines[0].startswith("-- ")
    assert len([line for line in lines if not line.startswith("--")]) <= LONGEST


@pytest.mark.parametrize(("package", "name"), QUERIES)
def test_it_is_asked_the_time_by_nobody(package: str, name: str) -> None:
    statement = re.sub(r"--.*", "", sql.load(package)[name])
    # In `move_states`, `now` is the name of the new rows.
    assert not TIME.search(statement)


def test_no_statement_inside_a_module_asks_the_time() -> None:
    asking = re.compile(r"\b(select|update|insert|where|default)\b", re.IGNORECASE)
    found = [
        f"{place(path)}:{line}"
        for path in modules(migrations=True)
        for line, text in strings(path)
        if asking.search(text) and TIME.search(text) and place(path) not in MAY_ASK
    ]
    assert found == []


def test_every_query_is_used() -> None:
    for package, name in QUERIES:
        room = SRC.joinpath(*package.split(".")[1:])
        source = "\n".join(path.read_text("utf-8") for path in room.rglob("*.py"))
        assert f'"{name}"' in source, f"{package} {name}"
