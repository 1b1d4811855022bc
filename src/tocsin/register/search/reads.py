from collections.abc import Sequence
from dataclasses import dataclass

from tocsin.foundation.accounts.rules import Actor
from tocsin.register.core.rules import Sight, sight_of
from tocsin.register.search import queries
from tocsin.register.search.rules import query_of

# Ranking looks at the newest so many; above that a count says “1,000+”.
MOST = 1000


@dataclass(frozen=True, slots=True)
class Hits:
    """Ids of incidents, best first; `more` when there are more than these."""

    ids: Sequence[int]
    more: bool


def search(actor: Actor, text: str, limit: int = MOST) -> Hits:
    """Incidents whose title, description or notes hold all these words, as far as
    this actor may see them."""
    query = query_of(text)
    if not query:
        return Hits((), more=False)
    sight = sight_of(actor)
    if sight == Sight.NOTHING:
        return Hits((), more=False)
    found = queries.search(query, sight=sight, actor=actor.id, most=MOST)
    return Hits([hit.id for hit in found[: min(limit, MOST)]], len(found) > MOST)
