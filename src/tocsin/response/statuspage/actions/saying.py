"""A notice says something: the update is kept, told to subscribers, and on record."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.mail.reads import holds_mail
from tocsin.kernel import clock
from tocsin.kernel.wake import REGISTER, wake
from tocsin.register.core.actions.writer import Draft, note_many
from tocsin.register.core.entries import Kind
from tocsin.response.statuspage import queries
from tocsin.response.statuspage.actions.frame import (
    a_text,
    by_whom,
    codes_with_groups,
    touch,
)
from tocsin.response.statuspage.models import Delivery, Notice, Update
from tocsin.response.statuspage.refusals import NoticeUnfit
from tocsin.response.statuspage.rules.digests import RHYTHMS, next_digest
from tocsin.response.statuspage.rules.standing import changes_of, is_ended
from tocsin.response.statuspage.rules.words import FAULT, impact_of

_FURTHEST = timedelta(days=31)


def say(
    notice: Notice,
    *,
    by: Actor,
    text: str,
    status: str,
    affected: Mapping[str, str],
    tell: bool,
    at: datetime | None = None,
) -> Update:
    """One more update of a notice whose page is locked. The row of the notice is
    brought up to date, not saved; subscribers hear of it if it is told."""
    now = clock.now()
    if not notice.pk:
        notice.save()
    before = {} if notice.is_backfilled else dict(_before(notice))
    after: Mapping[str, str] = {} if is_ended(status) else affected
    update = Update.objects.create(
        notice=notice,
        status=status,
        text=a_text(text, _("The text")),
        changes=changes_of(before, after),
        at=at or now,
        made_at=now,
        changed_at=now,
        is_told=tell,
        made_by=by_whom(by),
    )
    notice.status, notice.affected = status, dict(affected)
    notice.impact = impact_for(notice)
    notice.changed_at = now
    if is_ended(status):
        notice.ended_at = notice.ended_at or at or now
        notice.next_update_at = None
    else:
        notice.ended_at = None
    notice.save()
    if tell:
        tell_subscribers(notice, update)
    touch(notice.page)
    return update


def _before(notice: Notice) -> Mapping[str, str]:
    is_new = not Update.objects.filter(notice=notice).exists()
    empty: Mapping[str, str] = {}
    return empty if is_new or notice.ended_at else notice.affected


def impact_for(notice: Notice) -> str:
    """The greatest that its components had, unless somebody set it."""
    if notice.impact_by_hand:
        return notice.impact_by_hand
    if notice.kind != FAULT:
        return "maintenance"
    return impact_of(list(notice.affected.values()))


def tell_subscribers(notice: Notice, update: Update) -> int:
    """Whoever wants to know of it gets the update once; says how many."""
    now = clock.now()
    held = holds_mail()
    zone = ZoneInfo(notice.page.zone)
    daily, weekly = (next_digest(rhythm, now, zone) for rhythm in RHYTHMS)
    state = Delivery.State.HELD if held else Delivery.State.QUEUED
    told = queries.queue(
        update=update.pk,
        page=notice.page_id,
        kind=notice.kind,
        codes=codes_with_groups(notice.page, list(notice.affected)),
        state=state,
        due_at=None if held else now,
        daily_at=None if held else daily,
        weekly_at=None if held else weekly,
        now=now,
    )
    if told:
        wake(REGISTER)
    return told


def tell_again(notice: Notice, update: Update) -> int:
    """Whoever wants to know of it gets the update as it says now, also who had it
    before; says how many. What waits says so anyhow."""
    over = (Delivery.State.SENT, Delivery.State.FAILED)
    Delivery.objects.filter(update=update, state__in=over).delete()
    return tell_subscribers(notice, update)


def promise(notice: Notice, at: datetime | None, *, by_default: bool) -> None:
    """When more is said at the latest; nothing is promised of what has ended."""
    now = clock.now()
    if at is None and by_default and notice.kind == FAULT:
        at = now + timedelta(minutes=notice.page.promise_minutes)
    if at is not None and not now < at < now + _FURTHEST:
        raise NoticeUnfit(why=_("the next update is promised for within a month."))
    notice.next_update_at = None if is_ended(notice.status) else at
    notice.nagged = 0


def enter(
    notice: Notice, kind: Kind, update: Update | None, by: Actor, **more: Any
) -> None:
    """The incident's timeline tells it, without the notice's words."""
    if notice.incident_id is None:
        return
    body: dict[str, Any] = {
        "page": notice.page.slug,
        "page_name": notice.page.name,
        "notice": notice.code,
    }
    if update is not None:
        body["status"] = update.status
    if notice.next_update_at and kind != Kind.NOTICE_OVERDUE:
        body["next_update_at"] = notice.next_update_at.isoformat()
    cause = f"notice:{update.code}" if update else more.pop("cause")
    audience = "public" if update is not None and update.is_told else "internal"
    draft = Draft(notice.incident_id, kind, body | more, cause=cause, audience=audience)
    note_many([draft], by=by)
