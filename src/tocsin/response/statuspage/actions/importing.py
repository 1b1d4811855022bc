"""Another page's history is this page's: updates, impact and components as told."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction

from tocsin.foundation.accounts.rules import SYSTEM, Actor
from tocsin.kernel import clock
from tocsin.response.statuspage.actions.frame import (
    audit,
    components_of,
    lock_page,
    need_administrator,
    touch,
)
from tocsin.response.statuspage.actions.settling import settle_page, sum_days
from tocsin.response.statuspage.history import PastNotice, Unreadable, notices_in
from tocsin.response.statuspage.models import (
    Component,
    Notice,
    Page,
    Stretch,
    Update,
)
from tocsin.response.statuspage.refusals import HistoryUnreadable
from tocsin.response.statuspage.rules.words import (
    DEGRADED,
    MAINTENANCE,
    MAJOR,
    OPERATIONAL,
    PARTIAL,
    WORK,
)

_BATCH = 50
_STATE_OF = {
    "none": OPERATIONAL,
    "minor": DEGRADED,
    "major": PARTIAL,
    "critical": MAJOR,
}
_MOMENT = timedelta(minutes=1)


@dataclass(slots=True)
class Imported:
    """How many notices and updates came in, how many were there, what was none."""

    notices: int = 0
    updates: int = 0
    known: int = 0
    odd: list[str] = field(default_factory=list)


def import_history(
    slug: str,
    name: str,
    content: bytes,
    *,
    by: Actor = SYSTEM,
    tell: Callable[[int], None] = lambda _count: None,
) -> Imported:
    """Every notice of the file stands in the page's history, once however often it is
    handed in; components it names are made where the page has none of that name."""
    need_administrator(by)
    done, batch = Imported(), list[PastNotice]()
    try:
        for each in notices_in(content):
            if isinstance(each, str):
                done.odd.append(each)
                continue
            batch.append(each)
            if len(batch) == _BATCH:
                _bring(slug, batch, done)
                batch = []
                tell(done.notices + done.known)
    except Unreadable as flaw:
        raise HistoryUnreadable(name=name, why=flaw.args[0]) from None
    if batch:
        _bring(slug, batch, done)
    _conclude(slug, name, done, by)
    return done


@transaction.atomic
def _conclude(slug: str, name: str, done: Imported, by: Actor) -> None:
    page = lock_page(slug)
    first = Notice.objects.filter(page=page, cause__startswith="import:")
    begins = first.order_by("began_at").values_list("began_at", flat=True).first()
    if begins and done.notices:
        sum_days(since=begins, pages=[page.pk])
    settle_page(page)
    touch(page)
    told = {"file": name, "notices": done.notices, "updates": done.updates}
    audit(f"status page {slug}", "history imported", by, after=told)


@transaction.atomic
def _bring(slug: str, batch: list[PastNotice], done: Imported) -> None:
    page = lock_page(slug)
    causes = {f"import:{past.id}" for past in batch}
    rows = Notice.objects.filter(page=page, cause__in=causes)
    known = set(rows.values_list("cause", flat=True))
    named = _components(page, batch)
    for past in batch:
        if f"import:{past.id}" in known:
            done.known += 1
            continue
        known.add(f"import:{past.id}")
        done.notices += 1
        done.updates += _keep(page, past, named)


def _components(page: Page, batch: list[PastNotice]) -> Mapping[str, Component]:
    rows = {row.name: row for row in components_of(page) if not row.is_group}
    wanted = dict.fromkeys(name for past in batch for name in past.components)
    now = clock.now()
    for number, name in enumerate(wanted, start=len(rows) + 1):
        if name not in rows:
            rows[name] = Component.objects.create(
                page=page,
                name=name,
                position=number,
                state_since=now,
                made_at=now,
                changed_at=now,
            )
    return rows


def _keep(page: Page, past: PastNotice, named: Mapping[str, Component]) -> int:
    now = clock.now()
    state = MAINTENANCE if past.kind == WORK else _STATE_OF[past.impact]
    begins, ends = past.began_at, past.ended_at
    until = max(ends or now, begins + _MOMENT)
    is_work = past.kind == WORK
    # What nobody ended there is over here when it last said something: a history is
    # no news.
    over = max(ends or past.updates[-1].at, begins)
    rows = [named[name] for name in past.components]
    notice = Notice.objects.create(
        page=page,
        kind=past.kind,
        title=past.title,
        status=past.updates[-1].status,
        impact="maintenance" if is_work else past.impact,
        impact_by_hand="" if is_work else past.impact,
        affected={row.code: state for row in rows},
        began_at=begins,
        ended_at=over,
        is_backfilled=True,
        is_drill=page.is_drill,
        cause=f"import:{past.id}",
        starts_at=begins if is_work else None,
        until_at=until if is_work else None,
        made_at=now,
        changed_at=now,
    )
    Update.objects.bulk_create(
        [
            Update(
                notice=notice,
                status=each.status,
                text=each.text,
                at=each.at,
                made_at=now,
                changed_at=now,
            )
            for each in past.updates
        ]
    )
    Stretch.objects.bulk_create(_stretches(notice, rows, state))
    return len(past.updates)


def _stretches(notice: Notice, rows: list[Component], state: str) -> Iterator[Stretch]:
    if state == OPERATIONAL:
        return
    for row in rows:
        yield Stretch(
            component=row,
            state=state,
            begins_at=notice.began_at,
            ends_at=notice.ended_at,
            notice=notice,
        )
