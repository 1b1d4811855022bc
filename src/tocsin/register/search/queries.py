"""One typed function per statement of `queries.sql`."""

from collections.abc import Sequence
from dataclasses import dataclass

import orjson
from django.contrib.postgres.search import SearchQuery

from tocsin.kernel import sql
from tocsin.register.core.rules import Sight
from tocsin.register.search.models import Words

_QUERIES = sql.load("tocsin.register.search")
# Whoever sees this far is asked about restricted incidents only, row by row.
_WIDE = frozenset({Sight.EVERYTHING, Sight.NAMED, Sight.UNRESTRICTED})
_SPOKEN = [
    *"description affected still_works before_symptoms automatic_fix_text".split(),
    *"text note done tried next_step reason".split(),
]


def index_incidents(ids: Sequence[int]) -> int:
    return sql.execute(_QUERIES["index_incidents"], ids=list(ids), fields=_SPOKEN)


@dataclass(frozen=True, slots=True)
class Hit:
    id: int
    rank: float


# Among so many of the youngest incidents a common word is looked for by walking back.
_YOUNGEST = 100_000
# Of words in no more incidents than these, by the planner's guess, the youngest of a
# million would not hold a thousand: walking back would be in vain.
_RARE = 10_000


def search(query: str, *, sight: Sight, actor: str, most: int) -> list[Hit]:
    """Up to `most` and one more, best first; see the two statements for which."""
    asked = {
        "query": query,
        "sight": sight.value,
        "actor": actor,
        "sees_unrestricted": sight in _WIDE,
        "most": most,
    }
    if _guessed(query) > _RARE:
        newest = sql.fetch(_QUERIES["search_newest"], Hit, youngest=_YOUNGEST, **asked)
        if len(newest) > most:
            return newest
    return sql.fetch(_QUERIES["search_all"], Hit, **asked)


def _guessed(query: str) -> int:
    """In how many incidents the planner takes these words to be; nothing is read."""
    words = SearchQuery(query, config="simple", search_type="raw")
    told = Words.objects.filter(vector=words).explain(format="json")
    return int(orjson.loads(told)[0]["Plan"]["Plan Rows"])
