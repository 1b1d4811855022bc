"""One typed function per statement of `queries.sql`."""

from dataclasses import dataclass
from datetime import datetime

from tocsin.kernel import sql
from tocsin.register.core.feed import Bookmark

_QUERIES = sql.load("tocsin.engine")


@dataclass(frozen=True, slots=True)
class Held:
    """An observer's bookmark that nobody else moves in this transaction."""

    xact: int
    entry_id: int
    failures: int
    moved_at: datetime | None

    @property
    def bookmark(self) -> Bookmark:
        return Bookmark(self.xact, self.entry_id)


def take_bookmark(name: str) -> Held | None:
    found = sql.fetch(_QUERIES["take_bookmark"], Held, name=name)
    return found[0] if found else None


def move_bookmark(name: str, end: Bookmark, *, now: datetime) -> None:
    told = {"name": name, "xact": end.xact, "entry_id": end.id, "now": now}
    sql.execute(_QUERIES["move_bookmark"], **told)
