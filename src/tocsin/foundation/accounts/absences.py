"""Who is away, and who answers for them."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from tocsin.foundation.accounts.models import Absence, Person
from tocsin.foundation.accounts.past import Past
from tocsin.foundation.accounts.rules import Answering, Away, who_answers
from tocsin.kernel import clock
from tocsin.kernel.text import holdable

# So many stand in for one another before it is told that nobody answers.
_FARTHEST = 8


def absences_of(person: Person) -> list[Absence]:
    """Those that are not over, the next one first."""
    ahead = Q(ends_at=None) | Q(ends_at__gt=clock.now())
    return list(person.absences.filter(ahead).select_related("stands_in"))


def away_at(keys: Iterable[str], at: datetime) -> dict[str, Away]:
    """Which of these people are away at that instant, by key."""
    found = Absence.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=at), person__key__in=keys, starts_at__lte=at
    )
    rows = found.values_list("person__key", "ends_at", "stands_in__key")
    return {key: Away(until, other) for key, until, other in rows}


def answering_for(person: str, at: datetime | None = None) -> Answering:
    """Who answers for this person at an instant: they, whoever stands in, or nobody."""
    return answering_for_all([person], at or clock.now())[holdable(person)]


def answering_for_all(
    keys: Iterable[str], at: datetime, then: Past | None = None
) -> dict[str, Answering]:
    """The same for several, by their keys; of an instant that is over, as it was
    `then`."""
    asked = [holdable(key) for key in keys]
    away: dict[str, Away] = {}
    gone: set[str] = set()
    deputies: dict[str, str | None] = {}
    ahead = set(asked)
    for _step in range(_FARTHEST):
        if not ahead:
            break
        away |= away_at(ahead, at)
        _learn(ahead, gone, deputies, then or Past())
        asking = ahead & (away.keys() | gone)
        others = {away[key].stands_in for key in asking if key in away}
        others |= {deputies[key] for key in asking}
        ahead = {key for key in others if key} - deputies.keys()
    return {key: who_answers(key, away, gone, deputies) for key in asked}


def _learn(
    keys: set[str],
    gone: set[str],
    deputies: dict[str, str | None],
    then: Past,
) -> None:
    found = Person.objects.filter(key__in=keys)
    rows = found.values_list("key", "is_active", "deputy__key")
    deputies |= dict.fromkeys(keys)
    known = set()
    for key, is_active, deputy in rows:
        deputies[key] = then.deputies.get(key, deputy)
        known.add(key)
        if not then.active.get(key, is_active):
            gone.add(key)
    gone |= keys - known
