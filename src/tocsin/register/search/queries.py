"""One typed function per statement of `queries.sql`."""

from collections.abc import Sequence
from dataclasses import dataclass

from tocsin.kernel import sql

_QUERIES = sql.load("tocsin.register.search")
_SPOKEN = ["description", "affected", "still_works", "text", "note", "reason"]


def index_incidents(ids: Sequence[int]) -> int:
    return sql.execute(_QUERIES["index_incidents"], ids=list(ids), fields=_SPOKEN)


@dataclass(frozen=True, slots=True)
class Hit:
    id: int
    rank: float


# Among so many of the youngest incidents a common word is looked for by walking back.
_YOUNGEST = 100_000


def search(
    query: str, *, person: str, is_person: bool, is_requester: bool, most: int
) -> list[Hit]:
    """Up to `most` and one more, best first; see the two statements for which."""
    asked = {
        "query": query,
        "person": person,
        "is_person": is_person,
        "is_requester": is_requester,
        "most": most,
    }
    newest = sql.fetch(_QUERIES["search_newest"], Hit, youngest=_YOUNGEST, **asked)
    if len(newest) > most:
        return newest
    return sql.fetch(_QUERIES["search_all"], Hit, **asked)
