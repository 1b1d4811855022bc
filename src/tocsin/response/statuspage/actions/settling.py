"""Components are as incidents, notices and people have them; days are summed."""

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from tocsin.kernel import clock
from tocsin.register.core.rules import RESTORED
from tocsin.register.work.held import Held, open_on
from tocsin.response.statuspage.actions.frame import touch
from tocsin.response.statuspage.models import Component, Day, Notice, Page, Stretch
from tocsin.response.statuspage.rules.days import (
    SHOWN,
    Spell,
    bounds,
    days_between,
    sums,
)
from tocsin.response.statuspage.rules.standing import (
    Told,
    confirmed_after,
    state_of,
    state_of_impact,
)
from tocsin.response.statuspage.rules.words import (
    FAULT,
    IN_PROGRESS,
    OPERATIONAL,
    VERIFYING,
    worst,
)

_EVER = datetime(1970, 1, 1, tzinfo=UTC)
TO_MAINTENANCE = "auto_transition_to_maintenance_state"


def settle_page(page: Page, begun: Mapping[int, datetime] | None = None) -> bool:
    """The page's components are as everything that is told of them; says whether any
    changed. Whoever calls it holds the page's lock. A component that is in `begun` has
    been so since that instant, of which it was not sure until now."""
    rows = Component.objects.filter(page=page, is_group=False, retired_at=None)
    components = list(rows.order_by("id"))
    derived = _derived(components, page.is_drill)
    noticed, worked = _noticed(page)
    now, moved = clock.now(), False
    for row in components:
        row.derived = derived[row.pk]
        row.confirmed = confirmed_after(
            row.derived, row.confirmed, needs_confirmation=row.needs_confirmation
        )
        told = Told(
            row.derived,
            row.confirmed,
            tuple(noticed.get(row.code, ())),
            row.code in worked,
            row.by_hand,
            row.upheld,
        )
        since = max((begun or {}).get(row.pk, now), row.state_since)
        moved |= _move(row, state_of(told), min(since, now))
        row.save(update_fields=["derived", "confirmed", "state", "state_since"])
    if moved:
        touch(page)
    return moved


def _derived(components: Iterable[Component], drill: bool) -> dict[int, str]:
    tied = {key for row in components for key in row.services}
    found = [
        held
        for held in open_on(tied, _EVER)
        if held.state != RESTORED and held.is_drill == drill
    ]
    return {row.pk: _worst_on(row.services, found) for row in components}


def _worst_on(services: Collection[str], found: Iterable[Held]) -> str:
    return worst(
        [state_of_impact(each.impact) for each in found if each.service_id in services]
    )


def _noticed(page: Page) -> tuple[Mapping[str, list[str]], set[str]]:
    """By component: what open notices make of it; and those that are worked on."""
    noticed: dict[str, list[str]] = {}
    worked: set[str] = set()
    for each in Notice.objects.filter(page=page, ended_at=None):
        if each.kind == FAULT:
            for code, state in each.affected.items():
                noticed.setdefault(code, []).append(state)
        elif each.status in {IN_PROGRESS, VERIFYING} and each.flags.get(TO_MAINTENANCE):
            worked |= each.affected.keys()
    return noticed, worked


def _move(row: Component, state: str, now: datetime) -> bool:
    if state == row.state:
        return False
    open_ones = Stretch.objects.filter(component=row, ends_at=None)
    open_ones.update(ends_at=now)
    if state != OPERATIONAL:
        Stretch.objects.create(component=row, state=state, begins_at=now)
    row.state, row.state_since = state, now
    return True


@transaction.atomic
def settle_pages_about(services: Collection[str]) -> int:
    """Pages with a component that is tied to one of these services are settled; says
    how many changed."""
    if not services:
        return 0
    rows = Component.objects.filter(retired_at=None, page__retired_at=None)
    tied = rows.exclude(services=[]).values_list("page_id", "services")
    wanted = sorted({page for page, keys in tied if set(keys) & set(services)})
    pages = Page.objects.select_for_update(no_key=True).filter(pk__in=wanted)
    return sum(settle_page(page) for page in pages.order_by("pk"))


@transaction.atomic
def sum_days(*, since: datetime | None = None, pages: Collection[int] = ()) -> int:
    """The days that were not all operational are summed, from an instant on (usually
    the day before yesterday: nothing before it moves); says how many rows that is."""
    now = clock.now()
    done = 0
    rows = Component.objects.filter(is_group=False).select_related("page")
    if pages:
        rows = rows.filter(page_id__in=pages)
    for component in rows.order_by("id"):
        zone = ZoneInfo(component.page.zone)
        first = since or now - timedelta(days=2)
        done += _sum_component(component, first, now, zone)
    return done


def _sum_component(
    component: Component, first: datetime, now: datetime, zone: ZoneInfo
) -> int:
    begins, _end = bounds(first.astimezone(zone).date(), zone)
    stretches = Stretch.objects.filter(component=component, begins_at__lte=now)
    found = stretches.exclude(ends_at__lt=begins).order_by("begins_at")
    spells = [Spell(s.state, s.begins_at, s.ends_at) for s in found]
    days: dict[date, Any] = {}
    for spell in spells:
        ends = min(spell.ends or now, now)
        if ends > begins:
            touched = days_between(max(spell.begins, begins), ends, zone)
            days |= dict.fromkeys(touched)
    told = [each for each in sums(spells, days, now, zone) if each.seconds]
    kept = {each.day for each in told}
    since = begins.astimezone(zone).date()
    Day.objects.filter(component=component, day__gte=since).exclude(
        day__in=kept
    ).delete()
    Day.objects.bulk_create(
        [
            Day(component=component, day=e.day, worst=e.worst, seconds=e.seconds)
            for e in told
        ],
        update_conflicts=True,
        unique_fields=["component", "day"],
        update_fields=["worst", "seconds"],
    )
    return len(told)


def shown_since(now: datetime, zone: ZoneInfo) -> date:
    """The first of the ninety days."""
    return now.astimezone(zone).date() - timedelta(days=SHOWN - 1)
