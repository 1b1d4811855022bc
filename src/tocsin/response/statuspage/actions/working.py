"""Planned work: told ahead, begun and ended by itself, again by a rule."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.rules import SYSTEM, Actor
from tocsin.foundation.calendars.recurring import Plan, Unclear, check, occurrences
from tocsin.kernel import clock
from tocsin.kernel.text import holdable
from tocsin.response.statuspage.actions.frame import (
    a_line,
    a_text,
    a_zone,
    audit,
    by_whom,
    fitting,
    lock_page,
    need_near,
    need_publisher,
)
from tocsin.response.statuspage.actions.saying import impact_for, say
from tocsin.response.statuspage.actions.settling import TO_MAINTENANCE, settle_page
from tocsin.response.statuspage.models import Component, Notice, Page, Series
from tocsin.response.statuspage.refusals import NoticeUnfit, NoticeUnknown
from tocsin.response.statuspage.rules.words import (
    COMPLETED,
    IN_PROGRESS,
    MAINTENANCE,
    SCHEDULED,
    VERIFYING,
    WORK,
)

# Statuspage's names of what planned work does by itself.
REMIND, BEGIN, END = (
    "scheduled_remind_prior",
    "scheduled_auto_in_progress",
    "scheduled_auto_completed",
)
TO_OPERATIONAL = "auto_transition_to_operational_state"
TELL_START, TELL_END = (
    "auto_transition_deliver_notifications_at_start",
    "auto_transition_deliver_notifications_at_end",
)
FLAGS: Mapping[str, bool] = {
    REMIND: True,
    BEGIN: True,
    END: True,
    TO_MAINTENANCE: True,
    TO_OPERATIONAL: True,
    TELL_START: True,
    TELL_END: True,
}
# Subscribers are reminded so long before, as Statuspage does it.
_BEFORE = timedelta(minutes=60)
_AHEAD = timedelta(days=35)
_LONGEST = timedelta(days=60)


@transaction.atomic
def plan_work(
    slug: str,
    *,
    by: Actor,
    title: str,
    text: str,
    starts_at: datetime,
    until_at: datetime,
    components: Sequence[str] = (),
    tell: bool = True,
    cause: str = "",
    series: Series | None = None,
    **flags: bool,
) -> Notice:
    """The page tells of work to come, and it begins and ends by itself, as far as its
    flags say. Work that has begun already is in progress at the next look."""
    need_publisher(by)
    page = lock_page(slug)
    if cause and (told := Notice.objects.filter(page=page, cause=cause).first()):
        return told
    now = clock.now()
    need_near(starts_at, until_at)
    if not now < until_at or not starts_at < until_at <= starts_at + _LONGEST:
        raise NoticeUnfit(why=_("work ends after it begins, within two months."))
    notice = Notice(
        page=page,
        kind=WORK,
        title=a_line(title, _("The title")),
        status=SCHEDULED,
        starts_at=starts_at,
        until_at=until_at,
        began_at=starts_at,
        flags=_flags(flags),
        is_drill=page.is_drill,
        cause=cause,
        series=series,
        made_by=by_whom(by),
        made_at=now,
        changed_at=now,
    )
    affected = fitting(page, dict.fromkeys(components, MAINTENANCE))
    notice.impact = impact_for(notice)
    say(notice, by=by, text=text, status=SCHEDULED, affected=affected, tell=tell)
    settle_page(page)
    return notice


def _flags(told: Mapping[str, bool]) -> dict[str, bool]:
    if unknown := set(told) - FLAGS.keys():
        why = _("{name} is nothing that work does.").format(name=min(unknown))
        raise NoticeUnfit(why=why)
    return dict(FLAGS) | {name: bool(value) for name, value in told.items()}


@transaction.atomic
def repeat_work(
    slug: str,
    *,
    by: Actor,
    title: str,
    text: str,
    begins: str,
    minutes: int,
    zone: str,
    rule: str,
    components: Sequence[str] = (),
    **flags: bool,
) -> Series:
    """Work that comes again: `begins` is wall time in a zone, `rule` an RRULE of RFC
    5545. What comes within five weeks stands on the page."""
    need_publisher(by)
    page = lock_page(slug)
    fitting(page, dict.fromkeys(components, MAINTENANCE))
    plan = _plan(begins, minutes, a_zone(zone), rule)
    series = Series.objects.create(
        page=page,
        title=a_line(title, _("The title")),
        text=a_text(text, _("The text")),
        components=list(components),
        begins=plan.begins.isoformat(timespec="minutes"),
        minutes=minutes,
        zone=zone,
        rule=rule,
        flags=_flags(flags),
        made_by=by_whom(by),
        made_at=clock.now(),
    )
    audit(f"status page {slug}", "work repeated", by, after={"rule": rule})
    write_series([series])
    return series


def _plan(begins: str, minutes: int, zone: str, rule: str) -> Plan:
    try:
        plan = Plan(datetime.fromisoformat(begins), minutes, zone, rule)
        if plan.begins.tzinfo is not None or not rule:
            raise ValueError(begins)
        # An hour less where clocks are moved within it.
        if not 1 <= minutes <= (_LONGEST - _BEFORE) // timedelta(minutes=1):
            raise ValueError(minutes)
        need_near(plan.begins.replace(tzinfo=UTC))
        check(plan)
    except Unclear as flaw:
        raise NoticeUnfit(why=f"{flaw.args[0]}: {holdable(flaw.args[1])}.") from None
    except (ValueError, OverflowError):
        why = _("its beginning is a wall time, with a rule by which it comes again.")
        raise NoticeUnfit(why=why) from None
    return plan


@transaction.atomic
def end_series(number: int, *, by: Actor) -> Series:
    """It comes no more; what is on the page stays until somebody ends it."""
    need_publisher(by)
    series = Series.objects.select_related("page").filter(pk=number).first()
    if series is None:
        raise NoticeUnknown
    series.ended_at = clock.now()
    series.save()
    audit(f"status page {series.page.slug}", "work repeated no more", by)
    return series


def write_series(rows: Iterable[Series] | None = None) -> int:
    """What comes within five weeks by the rules stands on its page, once each."""
    now, done = clock.now(), 0
    if rows is None:
        open_ones = Series.objects.filter(ended_at=None, page__retired_at=None)
        rows = list(open_ones.select_related("page"))
    for series in rows:
        begins = datetime.fromisoformat(series.begins)
        plan = Plan(begins, series.minutes, series.zone, series.rule)
        for span in occurrences(plan, now, now + _AHEAD, most=5):
            done += _write(series, span.starts, span.ends)
    return done


def _write(series: Series, starts: datetime, ends: datetime) -> int:
    cause = f"series:{series.pk}:{starts.isoformat()}"
    if Notice.objects.filter(page=series.page, cause=cause).exists():
        return 0
    known = Component.objects.filter(code__in=series.components, retired_at=None)
    plan_work(
        series.page.slug,
        by=SYSTEM,
        title=series.title,
        text=series.text,
        starts_at=starts,
        until_at=ends,
        components=list(known.values_list("code", flat=True)),
        tell=False,
        cause=cause,
        series=series,
        **series.flags,
    )
    return 1


def advance_work() -> int:
    """Work that is due is told of, begun and ended, each once; says how much."""
    now = clock.now()
    rows = Notice.objects.filter(kind=WORK, ended_at=None, page__retired_at=None)
    due = rows.filter(starts_at__lte=now + _BEFORE).order_by("page_id", "id")
    return sum(_advance(number) for number in due.values_list("pk", flat=True))


@transaction.atomic
def _advance(number: int) -> int:
    page = Page.objects.select_for_update(no_key=True).get(
        pk=Notice.objects.values_list("page_id").get(pk=number)[0]
    )
    notice = Notice.objects.select_related("page").get(pk=number)
    with translation.override(page.language):
        done = _remind(notice) or _begin(notice) or _end(notice)
    if done:
        settle_page(notice.page)
    return int(done)


def _remind(notice: Notice) -> bool:
    assert notice.starts_at is not None
    now = clock.now()
    late_notice = notice.made_at > notice.starts_at - _BEFORE
    if notice.status != SCHEDULED or notice.reminded_at or now >= notice.starts_at:
        return False
    if late_notice or not notice.flags.get(REMIND):
        return False
    notice.reminded_at = now
    _say(notice, SCHEDULED, _("This begins within the hour."), tell=True)
    return True


def _begin(notice: Notice) -> bool:
    assert notice.starts_at is not None
    is_due = notice.status == SCHEDULED and clock.now() >= notice.starts_at
    if not is_due or not notice.flags.get(BEGIN):
        return False
    tell = bool(notice.flags.get(TELL_START))
    _say(notice, IN_PROGRESS, _("The work has begun."), tell=tell)
    return True


def _end(notice: Notice) -> bool:
    assert notice.until_at is not None
    is_due = clock.now() >= notice.until_at and notice.status != COMPLETED
    if not is_due or not notice.flags.get(END):
        return False
    if notice.status not in {IN_PROGRESS, VERIFYING} and notice.flags.get(BEGIN):
        return False
    tell = bool(notice.flags.get(TELL_END))
    keep_under_work(notice)
    _say(notice, COMPLETED, _("The work is done."), tell=tell)
    return True


def keep_under_work(notice: Notice) -> None:
    """Where the work does not bring its components back by itself, they stay under
    maintenance until somebody says otherwise."""
    flags: Mapping[str, Any] = notice.flags
    if flags.get(TO_MAINTENANCE) and not flags.get(TO_OPERATIONAL):
        rows = Component.objects.filter(code__in=notice.affected, by_hand="")
        rows.update(by_hand=MAINTENANCE)


def _say(notice: Notice, status: str, text: str, *, tell: bool) -> None:
    say(
        notice,
        by=SYSTEM,
        text=text,
        status=status,
        affected=notice.affected,
        tell=tell,
    )
    notice.save()
