"""What surfaces ask: queue, register, counts, verbs, one incident at any instant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from tocsin.foundation.accounts.rules import Actor
from tocsin.kernel import clock
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.text import holdable
from tocsin.register.core.models import Incident
from tocsin.register.core.projection import State
from tocsin.register.core.reads.entries import entries_of, known_at, true_at
from tocsin.register.core.reads.visible import incident_for, visible_to
from tocsin.register.core.rules import ENDED, MIRRORED, sight_of
from tocsin.register.work import queries
from tocsin.register.work.fields import holding
from tocsin.register.work.possible import verbs_possible
from tocsin.register.work.queries import Major
from tocsin.register.work.rules import Standing, may
from tocsin.register.work.tags import normalised

__all__ = ["Major", "incident_for"]

VIEWS = ("mine", "team", "duty", "due", "major", "waiting", "flagged", "all")
_OPEN = ~Q(state__in=sorted(ENDED))
_RELATED = ("service", "category", "team", "owner")


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, and the cursor of the next page, if there is one."""

    rows: Sequence[Incident]
    cursor: str | None


def in_view(actor: Actor, view: str) -> Q:
    """Which open incidents belong to a view of the queue, for this actor."""
    views: Mapping[str, Q] = {
        "mine": Q(owner_id=actor.id),
        "team": Q(team__in=sorted(actor.teams)),
        "duty": Q(owner=None),
        "due": Q(next_due_at__isnull=False),
        "major": Q(major=True),
        # Whoever waits has a cause; asked so, counting reads nothing but an index.
        "waiting": ~Q(waiting_cause=""),
        "flagged": ~Q(flags=[]),
        "all": Q(),
    }
    return views[view]


def queue(
    actor: Actor,
    view: str = "all",
    *,
    filters: "Filters | None" = None,
    order: str = "",
    cursor: str = "",
    limit: int = 50,
    only: Sequence[str] = (),
) -> Page:
    """Open incidents of a view: major first, then the next clock to run out, then
    priority, then age; or in another order. The cursor counts rows; a queue is read
    from its top. With `only`, no more than these facts of each row is read at once:
    an incident has a hundred, and a table shows a dozen."""
    start = int(cursor) if _counts(cursor) else 0
    found = _queue(actor, view, order)
    if only:
        found = found.select_related(None).select_related(*_tied_to(only)).only(*only)
    if filters is not None:
        found = found.filter(narrowed(filters))
    rows = list(found[start : start + limit + 1])
    following = str(start + limit) if len(rows) > limit else None
    return Page(rows[:limit], following)


def _tied_to(names: Sequence[str]) -> list[str]:
    return sorted({name.split("__")[0] for name in names if "__" in name})


def _counts(cursor: str) -> bool:
    """Whether it is a number that the database can count to."""
    return cursor.isdecimal() and len(cursor) < 19


_BY_CLOCK = (
    F("major").desc(),
    F("next_due_at").asc(nulls_last=True),
    "priority",
    "id",
)
_ORDERS: Mapping[str, Sequence[Any]] = {
    "priority": (F("priority").asc(nulls_last=True), "id"),
    "oldest": ("id",),
    "newest": ("-id",),
    "changed": ("-changed_at", "-id"),
}


def _queue(actor: Actor, view: str, order: str) -> QuerySet[Incident]:
    found = visible_to(actor).filter(_OPEN, in_view(actor, view))
    return found.select_related(*_RELATED).order_by(*_ORDERS.get(order, _BY_CLOCK))


def first_major(actor: Actor) -> Major | None:
    """The open major incident that stands first in the actor's queue."""
    return queries.first_major(sight=sight_of(actor), actor=actor.id)


def view_counts(actor: Actor) -> dict[str, int]:
    """How many open incidents each view holds."""
    counts: Any = {
        view: Count("id", filter=in_view(actor, view))
        for view in VIEWS
        if view != "all"
    }
    counted: dict[str, int] = (
        visible_to(actor).filter(_OPEN).aggregate(**counts, all=Count("id"))
    )
    return counted


def counts_of(
    actor: Actor, wanted: "Mapping[str, tuple[str, Filters]]"
) -> dict[str, int]:
    """How many open incidents each of these narrowed views holds, in one statement.

    A view that asks for what is no more, such as a field, holds nothing.
    """
    if not wanted:
        return {}
    counts: Any = {
        f"view_{number}": Count("id", filter=in_view(actor, view) & _asked(filters))
        for number, (view, filters) in enumerate(wanted.values())
    }
    counted = visible_to(actor).filter(_OPEN).aggregate(**counts)
    return dict(zip(wanted, counted.values(), strict=True))


def _asked(filters: "Filters") -> Q:
    try:
        return narrowed(filters)
    except Refusal:
        return Q(pk__in=[])


@dataclass(frozen=True, slots=True)
class Filters:
    """What the register is narrowed to; empty means everything."""

    state: Sequence[str] = ()
    priority: Sequence[int] = ()
    team: str = ""
    owner: str = ""
    service: str = ""
    category: str = ""
    reporter: str = ""
    origin: str = ""
    source: str = ""
    flagged: bool = False
    reassigned: bool = False
    due_within: int = 0
    """Minutes until a clock runs out; what has run out is due too."""
    fields: Sequence[str] = ()
    tags: Sequence[str] = ()
    parent: str = ""
    has_children: bool = False
    caused_by_change: str = ""
    registered_from: datetime | None = None
    registered_until: datetime | None = None
    ids: Sequence[int] | None = None


def find(
    actor: Actor,
    filters: Filters,
    *,
    cursor: str = "",
    limit: int = 50,
    order: str = "newest",
) -> Page:
    """The register, newest or oldest first, narrowed by filters."""
    found = visible_to(actor).filter(narrowed(filters)).select_related(*_RELATED)
    oldest = order == "oldest"
    if _counts(cursor):
        past = {"id__gt" if oldest else "id__lt": int(cursor)}
        found = found.filter(**past)
    rows = list(found.order_by("id" if oldest else "-id")[: limit + 1])
    following = str(rows[limit - 1].id) if len(rows) > limit else None
    return Page(rows[:limit], following)


def narrowed(filters: Filters) -> Q:
    """What the register holds of what these filters leave."""
    wanted = Q()
    for name in ("state", "priority"):
        if values := getattr(filters, name):
            wanted &= Q(**{f"{name}__in": _held(values)})
    for name in ("team", "owner", "service", "reporter", "origin", "source"):
        if value := getattr(filters, name):
            wanted &= Q(**{name: holdable(value)})
    if filters.category:
        category = holdable(filters.category)
        below = Q(category__key__startswith=f"{category}/")
        wanted &= Q(category=category) | below
    for told in filters.fields:
        wanted &= holding(told)
    if filters.tags:
        wanted &= bearing(filters.tags)
    return wanted & _marked(filters) & _tied(filters) & _bounded(filters)


def bearing(tags: Sequence[str]) -> Q:
    """Incidents that bear all of these tags."""
    # Said so, the index of those that bear any can be used.
    return ~Q(tags=[]) & Q(tags__contains=[normalised(tag) for tag in tags])


def _marked(filters: Filters) -> Q:
    wanted = ~Q(flags=[]) if filters.flagged else Q()
    if filters.due_within:
        until = clock.now() + timedelta(minutes=filters.due_within)
        wanted &= Q(next_due_at__lte=until)
    return wanted & Q(reassigned_count__gt=0) if filters.reassigned else wanted


def _tied(filters: Filters) -> Q:
    """Children, parents, and what a change caused."""
    wanted = Q()
    for relation, ref in (
        ("child_of", filters.parent),
        ("caused_by_change", filters.caused_by_change),
    ):
        if told := holdable(ref).strip():
            wanted &= Q(links__contains={relation: [told.upper()]}) | Q(
                links__contains={relation: [told]}
            )
    if filters.has_children:
        wanted &= Q(links__has_key="parent_of")
    # Said so, the index of those that have any links is used.
    return wanted & ~Q(links={}) if wanted else wanted


def _held(values: Sequence[Any]) -> list[Any]:
    return [holdable(v) if isinstance(v, str) else v for v in values]


def _bounded(filters: Filters) -> Q:
    wanted = Q() if filters.ids is None else Q(id__in=list(filters.ids))
    if filters.registered_from:
        wanted &= Q(registered_at__gte=filters.registered_from)
    if filters.registered_until:
        wanted &= Q(registered_at__lt=filters.registered_until)
    return wanted


def as_of(incident: Incident, moment: datetime, *, known: bool = False) -> State:
    """The incident as it truly was at `moment`; with `known`, as the register then
    said it was."""
    entries = list(entries_of([incident.id]))
    return known_at(entries, moment) if known else true_at(entries, moment)


def verbs_for(actor: Actor, incident: Incident) -> list[str]:
    """What this actor can do with the incident right now, likeliest first."""
    standing = Standing(incident.team_id, incident.reporter_id)
    return [
        verb
        for verb in verbs_possible(
            incident.state,
            acknowledged=incident.acknowledged_at is not None,
            accepted=incident.accepted_at is not None,
            restricted=incident.restricted,
            mine=incident.owner_id == actor.id,
            with_team=incident.team_id is not None,
            linked=bool(incident.links.keys() & MIRRORED.keys()),
            merged=bool(incident.merged_into),
        )
        if may(actor, verb, standing)
    ]
