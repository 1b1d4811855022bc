"""Components are as their monitors say, once that has held."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from tocsin.kernel import clock
from tocsin.response.statuspage import queries
from tocsin.response.statuspage.actions.settling import settle_page
from tocsin.response.statuspage.models import Component, Page
from tocsin.response.statuspage.rules.watching import (
    Tie,
    Watched,
    state_of_severities,
    tie_of,
    watched_after,
)

_FACTS = ["watched", "watched_since", "upheld"]


def watch_monitors() -> int:
    """Every component with monitors is as they say; says how many pages changed. What
    is asked costs one statement while nothing moves."""
    rows = _tied(Component.objects.filter(page__retired_at=None))
    moved = {row.page_id for row, after in _after(rows) if after != watched_on(row)}
    return sum(_watch(page) for page in sorted(moved))


@transaction.atomic
def _watch(page_id: int) -> int:
    page = Page.objects.select_for_update(no_key=True).get(pk=page_id)
    begun: dict[int, datetime] = {}
    for row, after in _after(_tied(Component.objects.filter(page=page))):
        before = watched_on(row)
        # What counts from now on began when they said so first.
        if after.upheld != before.upheld and before.since:
            begun[row.pk] = before.since
        row.watched, row.watched_since = after.told, after.since
        row.upheld = after.upheld
        row.save(update_fields=_FACTS)
    return settle_page(page, begun)


def watched_on(row: Component) -> Watched:
    return Watched(row.watched, row.watched_since, row.upheld)


def _tied(rows: QuerySet[Component]) -> list[Component]:
    found = rows.filter(is_group=False, retired_at=None).exclude(monitors=[])
    return list(found.select_related("page").order_by("id"))


def _after(rows: Sequence[Component]) -> list[tuple[Component, Watched]]:
    """Each component, and what is true of its monitors now."""
    now = clock.now()
    said = _said(rows)
    return [
        (
            row,
            watched_after(
                watched_on(row),
                state_of_severities(said.get(row.pk, ())),
                now,
                timedelta(minutes=row.hold_minutes),
                by_person=row.needs_confirmation,
            ),
        )
        for row in rows
    ]


def _said(rows: Sequence[Component]) -> Mapping[int, Sequence[str]]:
    """By component, the severities of what stands on its monitors; of drills, on a page
    for drills."""
    said: dict[int, list[str]] = {}
    for drills in {row.page.is_drill for row in rows}:
        ties: list[tuple[int, Tie]] = [
            (row.pk, tie_of(told))
            for row in rows
            if row.page.is_drill == drills
            for told in row.monitors
        ]
        found = queries.standing_alerts([tie for _pk, tie in ties], drills=drills)
        for each in found:
            said.setdefault(ties[each.tie - 1][0], []).append(each.severity)
    return said
