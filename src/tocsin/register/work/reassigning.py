"""How many incidents of a category went from team to team, in spans of time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from tocsin.foundation.accounts.rules import Actor
from tocsin.register.core.reads.visible import visible_to
from tocsin.register.work.reads import Filters, narrowed


@dataclass(frozen=True, slots=True)
class Share:
    """So many incidents were registered; so many of them changed team at least once."""

    count: int
    reassigned: int

    @property
    def percent(self) -> int | None:
        return round(100 * self.reassigned / self.count) if self.count else None


Span = tuple[datetime, datetime]


def reassigned_shares(
    actor: Actor, category: str, spans: Sequence[Span]
) -> list[Share]:
    """For each span, the share among incidents of the category and those below it, as
    far as the actor may see; in one statement."""
    if not spans:
        return []
    counts: dict[str, Any] = {}
    for number, (since, until) in enumerate(spans):
        within = Q(registered_at__gte=since, registered_at__lt=until)
        counts[f"all_{number}"] = Count("id", filter=within)
        handed = within & Q(reassigned_count__gt=0)
        counts[f"handed_{number}"] = Count("id", filter=handed)
    first, last = min(since for since, _ in spans), max(until for _, until in spans)
    whole = Filters(category=category, registered_from=first, registered_until=last)
    found = visible_to(actor).filter(narrowed(whole)).aggregate(**counts)
    return [Share(found[f"all_{n}"], found[f"handed_{n}"]) for n in range(len(spans))]
