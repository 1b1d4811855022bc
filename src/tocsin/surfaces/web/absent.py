"""Who of the people on a page is away, until when, and who stands in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tocsin.foundation.accounts.absences import answering_for_all
from tocsin.foundation.accounts.directory import people_of
from tocsin.foundation.accounts.models import Person
from tocsin.kernel import clock


@dataclass(frozen=True, slots=True)
class Absent:
    """Somebody who is away or has left; `by` is who answers for them, if anybody."""

    until: datetime | None
    by: Person | None


def absent_of(keys: Iterable[str | None]) -> dict[str, Absent]:
    """Those of these people who do not answer themselves now, by key."""
    asked = [key for key in keys if key]
    if not asked:
        return {}
    told = answering_for_all(asked, clock.now())
    away = {key: found for key, found in told.items() if not found.is_own}
    others = people_of(found.by for found in away.values())
    return {
        key: Absent(found.until, others.get(found.by or ""))
        for key, found in away.items()
    }
