"""Named queries: understood by the database, blind to its clock, true to their room."""

import re

import pytest
from django.db import connection

from tests.house.sources import ROOT, ours
from tocsin.kernel import sql

PACKAGES = [
    ".".join(("tocsin", *path.parent.relative_to(ROOT).parts))
    for path in ours("queries.sql")
]
QUERIES = [(package, name) for package in PACKAGES for name in sql.load(package)]


@pytest.mark.django_db
@pytest.mark.parametrize(("package", "name"), QUERIES)
def test_the_database_understands_it(package: str, name: str) -> None:
    statement = sql.load(package)[name].rstrip().removesuffix(";")
    statement = re.sub(r"%\(\w+\)s", "null", statement).replace("%%", "%")
    with connection.cursor() as cursor:
        cursor.execute(f"explain {statement}")


@pytest.mark.parametrize(("package", "name"), QUERIES)
def test_it_does_not_ask_the_time(package: str, name: str) -> None:
    clocks = r"\b(now\(\)|current_timestamp|clock_timestamp|localtimestamp)"
    assert not re.search(clocks, sql.load(package)[name], re.IGNORECASE)


@pytest.mark.parametrize(("package", "name"), QUERIES)
def test_it_names_only_tables_of_its_room(package: str, name: str) -> None:
    """The register's rooms share its tables; other rooms' data comes by functions."""
    statement = re.sub(
        r"--.*|for update|for no key update", "", sql.load(package)[name]
    )
    floor, room = package.split(".")[1:3]
    own = {"register_"} if floor == "register" else {f"{room}_", f"{floor}_"}
    own |= {"register_"} if floor == "engine" else set()
    inside = set(
        re.findall(r"(\w+)\s*(?:\([^)]*\))?\s+as\s+(?:materialized\s+)?\(", statement)
    )
    named = re.findall(
        r"\b(?:from|join|update|into)\s+(?:lateral\s+)?([a-z_]+)\b(?!\s*\()", statement
    )
    known = {"lateral", "select", "set", "pg_stat_activity"} | inside
    strangers = {
        table
        for table in named
        if table not in known and not any(table.startswith(prefix) for prefix in own)
    }
    assert strangers - {"incident", "entry", "now", "jsonb"} == set()
