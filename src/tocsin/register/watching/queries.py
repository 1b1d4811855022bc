"""One typed function per statement of `queries.sql`."""

from dataclasses import dataclass

from tocsin.kernel import sql

_QUERIES = sql.load("tocsin.register.watching")


@dataclass(frozen=True, slots=True)
class _Count:
    count: int


def unread(*, person: str, sight: str, actor: str, most: int) -> int:
    asked = {"person": person, "sight": sight, "actor": actor, "most": most}
    (row,) = sql.fetch(_QUERIES["unread"], _Count, **asked)
    return row.count
