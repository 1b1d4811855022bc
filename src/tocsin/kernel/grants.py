"""What the role that serves may do: write everywhere, change only what may change."""

from collections.abc import Iterable

from django.db import connection

_MISSING = """
select exists (
    select 1
      from pg_class as held
      join pg_namespace as space on space.oid = held.relnamespace
     where space.nspname = 'public'
       and held.relkind in ('r', 'p')
       and not has_table_privilege(%(role)s, held.oid, 'insert')
    union all
    select 1
      from pg_class as held
      join pg_namespace as space on space.oid = held.relnamespace
     where space.nspname = 'public'
       and held.relkind in ('r', 'p')
       and held.relname = any(%(final)s)
       and has_table_privilege(%(role)s, held.oid, 'update, delete, truncate')
)
"""


def grant(role: str, *, final: Iterable[str]) -> None:
    """The role reads and writes every table; to the final ones it only adds."""
    tables = list(final)
    with connection.cursor() as cursor:
        cursor.execute("select current_user = %s", [role])
        if cursor.fetchone() == (True,):
            return
        cursor.execute(_MISSING, {"role": role, "final": tables})
        if cursor.fetchone() == (False,):
            return
        name = connection.ops.quote_name(role)
        for statement in _statements(name, tables):
            cursor.execute(statement)


def _statements(role: str, final: Iterable[str]) -> Iterable[str]:
    every = "in schema public to"
    yield f"grant usage on schema public to {role}"
    yield f"grant select, insert, update, delete on all tables {every} {role}"
    yield f"grant usage, select on all sequences {every} {role}"
    yield f"grant execute on all functions {every} {role}"
    for table in final:
        name = connection.ops.quote_name(table)
        yield f"revoke update, delete, truncate on {name} from {role}"
