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


def search(
    query: str, *, person: str, is_person: bool, is_requester: bool, most: int
) -> list[Hit]:
    return sql.fetch(
        _QUERIES["search"],
        Hit,
        query=query,
        person=person,
        is_person=is_person,
        is_requester=is_requester,
        most=most,
    )
