"""Notices: published, updated, mended in silence, back-filled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.rules import Actor
from tocsin.kernel import clock
from tocsin.kernel.text import holdable
from tocsin.register.core.entries import Kind
from tocsin.register.core.reads.visible import incident_for
from tocsin.response.statuspage.actions.frame import (
    a_line,
    a_text,
    audit,
    by_whom,
    fitting,
    lock_notice,
    lock_page,
    need_near,
    need_publisher,
    person_behind,
    touch,
)
from tocsin.response.statuspage.actions.saying import (
    enter,
    impact_for,
    promise,
    say,
    tell_again,
)
from tocsin.response.statuspage.actions.settling import settle_page, sum_days
from tocsin.response.statuspage.actions.working import keep_under_work
from tocsin.response.statuspage.models import Component, Notice, Page, Stretch, Update
from tocsin.response.statuspage.refusals import (
    NoticeForDrills,
    NoticeUnfit,
    NoticeUnknown,
    StatusUnfit,
)
from tocsin.response.statuspage.rules.standing import is_ended, may_follow
from tocsin.response.statuspage.rules.words import (
    FAULT,
    IMPACTS,
    INVESTIGATING,
    NOTICE_STATUSES,
    OPERATIONAL,
    RESOLVED,
    WORK,
)


@transaction.atomic
def publish_notice(
    slug: str,
    *,
    by: Actor,
    title: str,
    text: str,
    status: str = INVESTIGATING,
    components: Mapping[str, str] | None = None,
    ref: str = "",
    next_update_at: datetime | None = None,
    impact: str = "",
    tell: bool = True,
    cause: str = "",
    is_automatic: bool = False,
) -> Notice:
    """The page says it, in words of its own; so does the timeline of the incident, if
    it is about one. Subscribers hear of it unless it is published quietly. With a
    `cause`, telling it twice is one notice."""
    need_publisher(by)
    page = lock_page(slug)
    if cause and (told := Notice.objects.filter(page=page, cause=cause).first()):
        return told
    if status not in NOTICE_STATUSES[:4]:
        raise StatusUnfit(before=_("new"), after=holdable(status))
    now = clock.now()
    notice = Notice(
        page=page,
        kind=FAULT,
        title=a_line(title, _("The title")),
        status=status,
        began_at=now,
        cause=cause,
        is_automatic=is_automatic,
        made_by=by_whom(by),
        made_at=now,
        changed_at=now,
    )
    _tie(notice, ref, by)
    _weigh(notice, impact)
    affected = fitting(page, components or {})
    notice.affected = affected
    notice.impact = impact_for(notice)
    update = say(notice, by=by, text=text, status=status, affected=affected, tell=tell)
    promise(notice, next_update_at, by_default=True)
    notice.save()
    settle_page(page)
    enter(notice, Kind.NOTICE_PUBLISHED, update, by)
    return notice


def _tie(notice: Notice, ref: str, by: Actor) -> None:
    """It is about this incident, which whoever publishes it sees."""
    incident = incident_for(by, ref) if ref else None
    is_drill = incident.is_drill if incident else notice.page.is_drill
    if is_drill != notice.page.is_drill:
        raise NoticeForDrills
    notice.is_drill = is_drill
    if incident:
        notice.incident_id, notice.ref = incident.id, incident.ref


def _weigh(notice: Notice, impact: str) -> None:
    if impact and impact not in IMPACTS:
        raise NoticeUnfit(why=_("{name} is no impact.").format(name=holdable(impact)))
    notice.impact_by_hand = impact


@transaction.atomic
def update_notice(
    code: str,
    *,
    by: Actor,
    text: str = "",
    status: str | None = None,
    components: Mapping[str, str] | None = None,
    next_update_at: datetime | None = None,
    title: str | None = None,
    impact: str | None = None,
    tell: bool = True,
) -> Notice:
    """The notice says more; what it promised is kept or overdue no longer. Components
    that are not told stay as they were by it; when it is resolved, they are well, and
    what it was about stays on record."""
    need_publisher(by)
    notice = lock_notice(code)
    wanted = status or notice.status
    if not may_follow(notice.kind, notice.status, wanted):
        raise StatusUnfit(before=notice.status, after=holdable(wanted))
    if title is not None:
        notice.title = a_line(title, _("The title"))
    if impact is not None:
        _weigh(notice, impact)
    affected = notice.affected
    if components is not None and not is_ended(wanted):
        affected = fitting(notice.page, components)
    was_open = notice.ended_at is None
    if notice.kind == WORK and was_open and is_ended(wanted):
        keep_under_work(notice)
    update = say(notice, by=by, text=text, status=wanted, affected=affected, tell=tell)
    promise(notice, next_update_at, by_default=True)
    notice.save()
    settle_page(notice.page)
    if notice.is_automatic and not notice.teller and person_behind(by):
        notice.teller = person_behind(by)
        notice.save(update_fields=["teller"])
    ends = was_open and is_ended(wanted)
    kind = Kind.NOTICE_ENDED if ends else Kind.NOTICE_UPDATED
    enter(notice, kind, update, by)
    return notice


@transaction.atomic
def take_over_notice(code: str, *, by: Actor) -> Notice:
    """The person tells people of it from now on, and is who is reminded; whoever did
    before, or Tocsin itself, does no more. Repeating it changes nothing."""
    need_publisher(by)
    person = person_behind(by)
    if not person:
        raise NoticeUnfit(why=_("a person takes it over."))
    notice = lock_notice(code)
    if notice.ended_at is not None:
        raise StatusUnfit(before=notice.status, after=_("taken over"))
    _take(notice, person, by)
    return notice


def _take(notice: Notice, person: str, by: Actor) -> None:
    if notice.teller == person:
        return
    before, notice.teller = notice.teller, person
    notice.save(update_fields=["teller"])
    audit(
        f"notice {notice.code}", "taken over", by, before=before or None, after=person
    )
    at = clock.now().isoformat()
    cause = f"notice:{notice.code}:taken:{person}:{at}"
    enter(notice, Kind.NOTICE_TAKEN_OVER, None, by, cause=cause, person=person)


@transaction.atomic
def promise_update(code: str, at: datetime, *, by: Actor) -> Notice:
    """The notice says more by then, and nothing else changes."""
    need_publisher(by)
    notice = lock_notice(code)
    promise(notice, at, by_default=False)
    notice.save()
    touch(notice.page)
    return notice


@transaction.atomic
def edit_update(
    code: str,
    update: str,
    *,
    by: Actor,
    text: str | None = None,
    at: datetime | None = None,
    tell: bool = False,
) -> Update:
    """What an update says, or when it was so, is mended: in silence, or subscribers
    have it again, as corrected. What it said before is on record."""
    need_publisher(by)
    notice = lock_notice(code)
    row = Update.objects.filter(notice=notice, code=holdable(update)[:12]).first()
    if row is None:
        raise NoticeUnknown
    before = {"at": row.at.isoformat(), "text": row.text}
    if text is not None:
        row.text = a_text(text, _("The text"))
    if at is not None:
        if at > clock.now():
            raise NoticeUnfit(why=_("what was said was not said in the future."))
        need_near(at)
        row.at = at
    row.changed_at = clock.now()
    row.is_told = row.is_told or tell
    row.save()
    if tell:
        tell_again(notice, row)
    touch(notice.page)
    after = {"at": row.at.isoformat(), "text": row.text, "told": tell}
    audit(f"notice {notice.code}", "mended", by, before=before, after=after)
    return row


@dataclass(frozen=True, slots=True)
class Said:
    """One update of the past."""

    at: datetime
    status: str
    text: str


@dataclass(frozen=True, slots=True)
class Past:
    """A notice of the past, with all that it said, the earliest first."""

    title: str
    began_at: datetime
    ended_at: datetime
    updates: Sequence[Said]
    components: Mapping[str, str] = field(default_factory=dict)
    impact: str = ""
    ref: str = ""
    cause: str = ""


@transaction.atomic
def backfill_notice(slug: str, past: Past, *, by: Actor) -> Notice:
    """The page's history tells of something that is over; nobody is told, and the days
    of its components say so. With a `cause`, twice is once."""
    need_publisher(by)
    page = lock_page(slug)
    known = Notice.objects.filter(page=page, cause=past.cause).first()
    if past.cause and known:
        return known
    notice = _past(page, past, by)
    for each in past.updates:
        say(
            notice,
            by=by,
            text=each.text,
            status=each.status,
            affected=notice.affected,
            tell=False,
            at=each.at,
        )
    notice.status, notice.ended_at = past.updates[-1].status, past.ended_at
    notice.next_update_at = None
    notice.save()
    _stretch(notice)
    sum_days(since=notice.began_at, pages=[page.pk])
    return notice


def _past(page: Page, past: Past, by: Actor) -> Notice:
    now = clock.now()
    need_near(past.began_at, past.ended_at, *(each.at for each in past.updates))
    if not past.began_at <= past.ended_at <= now:
        raise NoticeUnfit(why=_("it ends after it begins, and before now."))
    if not past.updates or not is_ended(past.updates[-1].status):
        raise NoticeUnfit(why=_("the last thing it says is that it is over."))
    if any(not may_follow(FAULT, RESOLVED, u.status) for u in past.updates):
        raise NoticeUnfit(why=_("it has a status that no notice has."))
    notice = Notice(
        page=page,
        kind=FAULT,
        title=a_line(past.title, _("The title")),
        status=RESOLVED,
        began_at=past.began_at,
        ended_at=past.ended_at,
        affected=fitting(page, past.components),
        is_backfilled=True,
        cause=past.cause,
        made_by=by_whom(by),
        made_at=now,
        changed_at=now,
    )
    _tie(notice, past.ref, by)
    _weigh(notice, past.impact)
    notice.impact = impact_for(notice)
    return notice


def _stretch(notice: Notice) -> None:
    """Its components were so while it lasted."""
    rows = Component.objects.filter(page=notice.page, code__in=notice.affected)
    Stretch.objects.bulk_create(
        [
            Stretch(
                component=row,
                state=notice.affected[row.code],
                begins_at=notice.began_at,
                ends_at=notice.ended_at,
                notice=notice,
            )
            for row in rows
            if notice.affected[row.code] != OPERATIONAL
        ]
    )
