"""Silences as people and programs look at them, and what they cover."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import Actor, may_look
from tocsin.intake.alerts.models import Silence
from tocsin.intake.alerts.refusals import SilenceUnknown
from tocsin.intake.alerts.silence_rules import ACTIVE, EXPIRED, PENDING
from tocsin.kernel import clock
from tocsin.kernel.text import holdable

# Those that ended longer ago are not listed to Alertmanager's clients (its own
# default of `--data.retention` is 120 hours).
LISTED_HOURS = 120


@dataclass(frozen=True, slots=True)
class SilencePage:
    """Some silences, and how many rows to pass over for the next, if there are more."""

    rows: Sequence[Silence]
    cursor: str | None


def silences(
    actor: Actor,
    *,
    state: str = "",
    source: str = "",
    cursor: str = "",
    limit: int = 50,
) -> SilencePage:
    """Those that end last first; of a source its own alone."""
    rows = _all(actor).filter(_in_state(state))
    if source:
        rows = rows.filter(source__slug=holdable(source))
    start = int(cursor) if cursor.isdecimal() and len(cursor) < 10 else 0
    found = list(rows[start : start + limit + 1])
    more = str(start + limit) if len(found) > limit else None
    return SilencePage(found[:limit], more)


def silence_for(actor: Actor, id: str) -> Silence:
    try:
        found = _all(actor).filter(uuid=UUID(id)).first()
    except ValueError:
        found = None
    if found is None:
        raise SilenceUnknown(id=holdable(id)[:80])
    return found


def _all(actor: Actor) -> QuerySet[Silence]:
    rows = Silence.objects.select_related("source").order_by("-ends_at", "-id")
    if actor.kind == "source":
        return rows.filter(source__slug=actor.id)
    if not may_look(actor):
        raise NotAllowed
    return rows


def _in_state(state: str) -> Q:
    now = clock.now()
    return {
        ACTIVE: Q(starts_at__lte=now, ends_at__gt=now),
        PENDING: Q(starts_at__gt=now),
        EXPIRED: Q(ends_at__lte=now),
    }.get(state, Q())
