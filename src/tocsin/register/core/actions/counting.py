"""After a restore into another cluster, transactions are numbered on from before."""

from django.db import connection, transaction

from tocsin.register.core import queries

# `create function` takes no parameters; these are whole numbers of our own.
_NUMBERED = """
create or replace function register_transaction() returns bigint
language sql volatile as $$ select pg_current_xact_id()::text::bigint + {0} $$;
create or replace function register_horizon() returns bigint
language sql stable as
$$ select pg_snapshot_xmin(pg_current_snapshot())::text::bigint + {0} $$
"""


@transaction.atomic
def count_on(heard: int) -> int:
    """New entries are numbered beyond all that were recorded or `heard` (the furthest
    bookmark); says how much the numbers were raised, 0 if they were beyond already.

    They are not when the database was restored from a dump into another cluster, whose
    transactions begin low again. To be called by the owner, while nobody serves.
    """
    numbers = queries.transactions()
    behind = max(numbers.recorded, heard) - numbers.own
    if behind < numbers.added:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERED.format(behind + 1))
    return behind + 1 - numbers.added
