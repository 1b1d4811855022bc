"""What a try moved, and how it is taken back."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is done in here was never done."""
    mark = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(mark)


# Asked some thousand times, so by one statement.
_MOVED = """
select count(*), coalesce(sum(seq), 0), (select count(*) from audit_change)
  from register_incident
"""


def moved() -> tuple[int, int, int]:
    """What moves when anything in the register or in its set-up changes."""
    with connection.cursor() as cursor:
        cursor.execute(_MOVED)
        count, grown, changes = cursor.fetchone()
    return count, int(grown), changes
