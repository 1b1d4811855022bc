"""What a fixture writes by verbs, written once; afterwards its rows are put back as
they were. Verbs are tried enough where they are what a test is about."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.db import connection

Rows = dict[str, set[str]]


@dataclass(frozen=True, slots=True)
class Laid:
    """The rows that were written, by table, as JSON."""

    rows: dict[str, str]

    def again(self) -> None:
        """The rows are there, in a database that does not hold them. What triggers
        wrote because of them is among them, so triggers are off meanwhile."""
        with connection.cursor() as cursor:
            cursor.execute("set session_replication_role = replica")
            for table, told in self.rows.items():
                names = ", ".join(_columns()[table])
                cursor.execute(
                    f"insert into {table} ({names}) overriding system value"
                    f" select {names} from jsonb_populate_recordset(null::{table}, %s)",
                    [told],
                )
            cursor.execute("set session_replication_role = origin")


def laid_by(write: Callable[[], None]) -> Laid | None:
    """What `write` writes; none, if it does more than to add rows."""
    before = _held()
    write()
    after = _held()
    if any(rows - after.get(table, set()) for table, rows in before.items()):
        return None
    new = {table: rows - before.get(table, set()) for table, rows in after.items()}
    return Laid({table: f"[{','.join(rows)}]" for table, rows in new.items() if rows})


@cache
def _columns() -> dict[str, tuple[str, ...]]:
    """Of each table the columns that can be written."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname, array_agg(attname order by attnum)"
            "  from pg_class join pg_attribute on attrelid = pg_class.oid"
            " where relkind in ('r', 'p') and not relispartition and attnum > 0"
            "   and not attisdropped and attgenerated = ''"
            "   and relnamespace = 'public'::regnamespace"
            " group by relname"
        )
        return {table: tuple(names) for table, names in cursor.fetchall()}


def _held() -> Rows:
    """Each row of each table."""
    asked = " union all ".join(
        f"select '{table}', to_jsonb({table}) from {table}" for table in _columns()
    )
    held: Rows = {}
    with connection.cursor() as cursor:
        cursor.execute(asked)
        for table, row in cursor.fetchall():
            told = row if isinstance(row, str) else json.dumps(row)
            held.setdefault(table, set()).add(told)
    return held
