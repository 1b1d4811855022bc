"""Who may see an incident, who watches it, and what a person was told."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from itertools import groupby
from operator import itemgetter, or_
from typing import Any

import orjson
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from tocsin.foundation.accounts.models import Membership, Person
from tocsin.foundation.accounts.rules import ROLES, Actor
from tocsin.kernel.markdown import mentioned_in
from tocsin.kernel.text import holdable
from tocsin.register.core.models import Entry, Incident, Viewer
from tocsin.register.core.reads.visible import visible_to
from tocsin.register.core.rules import sight_of
from tocsin.register.watching import queries
from tocsin.register.watching.models import Notification, Watcher, Wish
from tocsin.register.watching.projection import KINDS, fold
from tocsin.register.watching.rules import REASONS, USUAL
from tocsin.register.work.timeline import Line, lines_at

# Texts that mention more people than this call a meeting, not somebody.
_MOST_NAMES = 500
_MOST_UNREAD = 100


def staff() -> Q:
    """People with a role or a team."""
    role = reduce(or_, (Q(**{f"is_{role}": True}) for role in ROLES))
    return role | Q(Exists(Membership.objects.filter(person=OuterRef("pk"))))


def seers(incident: Incident) -> QuerySet[Person]:
    """The active people who may see the incident; `visible_to`, asked from the other
    side."""
    found = Person.objects.filter(is_active=True)
    if incident.restricted:
        named = Viewer.objects.filter(incident=incident).values("person_id")
        found = found.filter(key__in=named)
    return found.filter(staff() | Q(key=incident.reporter_id or ""))


@dataclass(frozen=True, slots=True)
class Sight:
    """Who of some people sees which of some incidents, asked for all at once."""

    active: Collection[str]
    staff: Collection[str]
    named: Collection[tuple[int, str]]

    def sees(self, person: str, incident: Incident) -> bool:
        if person not in self.active:
            return False
        if incident.restricted and (incident.id, person) not in self.named:
            return False
        return person in self.staff or person == incident.reporter_id


def sight_of_people(incidents: Iterable[Incident], people: Collection[str]) -> Sight:
    """The same rule as `seers`, for many incidents and people."""
    found = Person.objects.filter(is_active=True, key__in=people)
    secret = [incident.id for incident in incidents if incident.restricted]
    named: Any = Viewer.objects.filter(incident_id__in=secret, person_id__in=people)
    return Sight(
        active={*found.values_list("key", flat=True)},
        staff={*found.filter(staff()).values_list("key", flat=True)},
        named={*named.values_list("incident_id", "person_id")} if secret else set(),
    )


def keys_of(names: Collection[str]) -> dict[str, str]:
    """Who signs in by these names (in small letters): name → key."""
    return called(Person.objects.filter(is_active=True), names)


def called(people: QuerySet[Person], names: Iterable[str]) -> dict[str, str]:
    """Of these people those who sign in by these names: name in small letters → key."""
    wanted = sorted(names)[:_MOST_NAMES]
    if not wanted:
        return {}
    found = people.annotate(small=Lower("username")).filter(small__in=wanted)
    return dict(found.values_list("small", "key"))


def mentions(incident: Incident, texts: Iterable[str]) -> dict[str, str]:
    """Whom these texts mention, of those who may see the incident: name → key."""
    names = {name for text in texts for name in mentioned_in(text)}
    return called(seers(incident), names) if names else {}


def mentionable(incident: Incident, begun: str, limit: int = 8) -> list[Person]:
    """Who may see the incident and is called so, to choose from while one types."""
    text = holdable(begun).strip()
    found = seers(incident).filter(
        Q(username__istartswith=text)
        | Q(name__istartswith=text)
        | Q(name__icontains=f" {text}")
    )
    return list(found[:limit])


def watchers(incident: Incident) -> list[str]:
    rows = Watcher.objects.filter(incident=incident).order_by("id")
    return list(rows.values_list("person", flat=True))


def watchers_of(ids: Iterable[int]) -> dict[int, list[str]]:
    """Who watches each of these incidents, where anybody does."""
    found: dict[int, list[str]] = {}
    rows = Watcher.objects.filter(incident_id__in=list(ids))
    for incident_id, person in rows.values_list("incident_id", "person"):
        found.setdefault(incident_id, []).append(person)
    return found


def folded(ids: Sequence[int]) -> dict[int, set[str]]:
    """Who watches these incidents, as their timelines say."""
    said = Entry.objects.filter(incident_id__in=ids, kind__in=KINDS)
    rows = said.order_by("incident_id", "seq").values_list(
        "incident_id", "kind", "body"
    )
    return {
        id: fold((kind, _person(body)) for _, kind, body in group)
        for id, group in groupby(rows, key=itemgetter(0))
    }


def _person(body: Any) -> str:
    told = body if isinstance(body, dict) else orjson.loads(body)
    return str(told["person"])


def drifted_watchers(since: int = 0) -> Iterator[tuple[str, list[str]]]:
    """Incidents whose watchers are not those that their timeline says, and who."""
    told = Entry.objects.filter(incident_id__gt=since, kind__in=KINDS)
    ids = {*told.values_list("incident_id", flat=True)}
    kept = Watcher.objects.filter(incident_id__gt=since)
    rows: dict[int, set[str]] = {}
    for id, person in kept.values_list("incident_id", "person"):
        rows.setdefault(id, set()).add(person)
    said = folded(sorted(ids))
    refs = dict(Incident.objects.filter(id__in={*ids, *rows}).values_list("id", "ref"))
    for id in sorted({*said, *rows}):
        if wrong := rows.get(id, set()) ^ said.get(id, set()):
            yield refs.get(id, str(id)), sorted(wrong)


@dataclass(frozen=True, slots=True)
class Notice:
    """One notification with the entry it tells of, read anew; `line` is None when
    its reader may not read that entry any more."""

    id: int
    incident: Incident
    seq: int
    reason: str
    made_at: datetime
    is_read: bool
    line: Line | None


@dataclass(frozen=True, slots=True)
class NoticePage:
    rows: Sequence[Notice]
    cursor: str | None


def _of(actor: Actor) -> QuerySet[Notification]:
    mine = Notification.objects.filter(person=actor.id, in_page=True)
    return mine.filter(incident__in=visible_to(actor))


def notices(
    actor: Actor, *, unread: bool = False, cursor: str = "", limit: int = 50
) -> NoticePage:
    """What a person was told, the newest first, of what they may still see."""
    found = _of(actor).filter(read_at=None) if unread else _of(actor)
    if cursor.isdecimal() and len(cursor) < 19:
        found = found.filter(id__lt=int(cursor))
    rows = list(found.select_related("incident").order_by("-id")[: limit + 1])
    following = str(rows[limit - 1].id) if len(rows) > limit else None
    rows = rows[:limit]
    lines = lines_at({(row.incident_id, row.seq) for row in rows}, actor)
    told = [_notice(row, lines.get((row.incident_id, row.seq))) for row in rows]
    return NoticePage(told, following)


def _notice(row: Notification, line: Line | None) -> Notice:
    return Notice(
        id=row.id,
        incident=row.incident,
        seq=row.seq,
        reason=row.reason,
        made_at=row.made_at,
        is_read=row.read_at is not None,
        line=line,
    )


def unread_count(actor: Actor) -> int:
    """How many a person has not read; above a hundred nobody counts."""
    if not actor.is_person:
        return 0
    return queries.unread(
        person=actor.id, sight=sight_of(actor), actor=actor.id, most=_MOST_UNREAD
    )


def wishes_of(people: Collection[str]) -> dict[tuple[str, str], tuple[bool, bool]]:
    """How these people want to be told: (person, reason) → (in the page, by mail)."""
    told = {
        (row.person, row.reason): (row.in_page, row.by_mail)
        for row in Wish.objects.filter(person__in=people)
    }
    usual = {(key, reason): USUAL[reason] for key in people for reason in REASONS}
    return usual | told
