"""One typed function per statement of `queries.sql`."""

from dataclasses import dataclass
from datetime import datetime

from tocsin.kernel import sql

_QUERIES = sql.load("tocsin.register.work")


@dataclass(frozen=True, slots=True)
class Used:
    """A tag, how many incidents bear it, and how many of these are open."""

    tag: str
    incidents: int
    still_open: int


@dataclass(frozen=True, slots=True)
class Major:
    """What the strip says of a major incident."""

    ref: str
    title: str
    registered_at: datetime | None


def tags_used(*, sight: str, actor: str, begins: str, among: int | None) -> list[Used]:
    asked = {"sight": sight, "actor": actor, "begins": begins, "among": among}
    return sql.fetch(_QUERIES["tags_used"], Used, **asked)


def first_major(*, sight: str, actor: str) -> Major | None:
    asked = {"sight": sight, "actor": actor}
    return next(iter(sql.fetch(_QUERIES["first_major"], Major, **asked)), None)
