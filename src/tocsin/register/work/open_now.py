"""How each service stands, by what is open on it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Min, Q

from tocsin.foundation.accounts.rules import Actor
from tocsin.register.core.reads.visible import visible_to
from tocsin.register.core.rules import ENDED


@dataclass(frozen=True, slots=True)
class Standing:
    """So many open incidents, the most urgent of which has this priority."""

    count: int
    priority: int | None


def open_by_service(actor: Actor) -> Mapping[str, Standing]:
    """By service: what is open on it, as far as the actor may see."""
    open_ones = visible_to(actor).filter(~Q(state__in=sorted(ENDED)), ~Q(service=None))
    rows = open_ones.values_list("service").annotate(Count("id"), Min("priority"))
    return {key: Standing(count, least) for key, count, least in rows.order_by()}
