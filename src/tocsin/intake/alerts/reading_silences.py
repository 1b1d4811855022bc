"""Silences as people and programs look at them, and what they cover."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.reads import key_names
from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import Actor, may_look
from tocsin.intake.alerts.models import Silence
from tocsin.intake.alerts.refusals import SilenceUnknown
from tocsin.intake.alerts.silence_rules import ACTIVE, EXPIRED, KNOWN, PENDING
from tocsin.kernel import clock
from tocsin.kernel.text import holdable

# Those that ended longer ago are not listed to Alertmanager's clients (its own
# default of `--data.retention` is 120 hours).
LISTED = timedelta(hours=120)


# Active or to come.
STANDING = "standing"


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
    rows = silences_of(actor).filter(_in_state(state))
    if source:
        rows = rows.filter(source__slug=holdable(source))
    start = int(cursor) if cursor.isdecimal() and len(cursor) < 10 else 0
    found = list(rows[start : start + limit + 1])
    more = str(start + limit) if len(found) > limit else None
    return SilencePage(found[:limit], more)


def silence_for(actor: Actor, id: str) -> Silence:
    try:
        found = silences_of(actor).filter(uuid=UUID(id)).first()
    except ValueError:
        found = None
    if found is None:
        raise SilenceUnknown(id=holdable(id)[:80])
    return found


def authors_of(rows: Iterable[Silence], *, by: str = "name") -> dict[int, str]:
    """Who made each: a person's name (or `username`), a key's name, or whom a program
    named."""
    people = {key for row in rows if (key := maker_of(row))}
    found = Person.objects.filter(key__in=people)
    names = {p.key: p.username if by == "username" else str(p) for p in found}
    keys = key_names(row.made_by for row in rows if row.made_by_kind == "key")
    return {row.pk: _author(row, names, keys) for row in rows}


def maker_of(silence: Silence) -> str:
    """The key of the person who made it, if it is somebody we know; else nothing."""
    if silence.author.startswith(KNOWN):
        return silence.author.removeprefix(KNOWN)
    return silence.made_by if silence.made_by_kind == "person" else ""


def _author(silence: Silence, names: Mapping[str, str], keys: Mapping[str, str]) -> str:
    if person := maker_of(silence):
        return names.get(person, person)
    if silence.author or silence.made_by_kind == "source":
        return silence.author
    return keys.get(silence.made_by, silence.made_by)


def silences_of(actor: Actor) -> QuerySet[Silence]:
    """Those that the actor sees: of a source its own, of whoever works here all."""
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
        STANDING: Q(ends_at__gt=now),
    }.get(state, Q())
