"""What was promised is nagged for: before it is due, when it is, and further up."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.reads import duty_managers, person_named
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.config.reads import value
from tocsin.foundation.notify.pages import NEVER, Wanted, send_pages
from tocsin.kernel import clock
from tocsin.register.core.entries import Kind
from tocsin.register.core.reads.visible import incident_for
from tocsin.response.statuspage.actions.frame import touch
from tocsin.response.statuspage.actions.saying import enter
from tocsin.response.statuspage.models import Notice, Page
from tocsin.response.statuspage.options import ESCALATE, REMIND

REMINDED, OVERDUE, ESCALATED = 1, 2, 3


def nag() -> int:
    """Whoever promised an update is reminded before, nagged when it is due, and duty
    managers hear of it after that; each once. Says how many notices that was."""
    now = clock.now()
    before = timedelta(minutes=value(REMIND))
    after = timedelta(minutes=value(ESCALATE))
    due = (
        Q(nagged__lt=REMINDED, next_update_at__lte=now + before)
        | Q(nagged__lt=OVERDUE, next_update_at__lte=now)
        | Q(nagged__lt=ESCALATED, next_update_at__lte=now - after)
    )
    rows = Notice.objects.filter(due, page__retired_at=None)
    numbers = rows.order_by("next_update_at").values_list("pk", flat=True)[:100]
    return sum(_nag(number, before, after) for number in numbers)


@transaction.atomic
def _nag(number: int, before: timedelta, after: timedelta) -> int:
    told = Notice.objects.values_list("page_id", flat=True).get(pk=number)
    page = Page.objects.select_for_update(no_key=True).get(pk=told)
    notice = Notice.objects.select_related("page").get(pk=number)
    level = _level(notice, before, after)
    if level <= notice.nagged:
        return 0
    first = notice.nagged < OVERDUE <= level
    notice.nagged = level
    notice.save(update_fields=["nagged"])
    _page_people(notice, level)
    if first:
        touch(page)
        due_at = notice.next_update_at.isoformat() if notice.next_update_at else ""
        cause = f"notice:{notice.code}:overdue:{due_at}"
        enter(notice, Kind.NOTICE_OVERDUE, None, SYSTEM, cause=cause, due_at=due_at)
    return 1


def _level(notice: Notice, before: timedelta, after: timedelta) -> int:
    due, now = notice.next_update_at, clock.now()
    if due is None:
        return 0
    steps = ((ESCALATED, due + after), (OVERDUE, due), (REMINDED, due - before))
    return next((level for level, at in steps if at <= now), 0)


def _page_people(notice: Notice, level: int) -> None:
    managers = [person.key for person in duty_managers()]
    people = tellers_of(notice) or managers
    if level == ESCALATED:
        people = list(dict.fromkeys([*people, *managers]))
    due_at = notice.next_update_at.isoformat() if notice.next_update_at else ""
    words = _("{title}: an update was promised by {at} UTC.")
    told = {
        "subject": words.format(title=notice.title, at=due_at[11:16]),
        "path": f"/notices/{notice.code}",
        "said": _("You get this because you tell people about it."),
    }
    wanted = [
        Wanted(
            person,
            f"notice:{notice.code}:{due_at}:{level}:{person}",
            ref=notice.ref,
            loud=level >= OVERDUE,
            why=told,
            is_drill=notice.is_drill,
            unless=NEVER,
        )
        for person in people
    ]
    send_pages(wanted, now=clock.now())


def tellers_of(notice: Notice) -> Sequence[str]:
    """Who tells people of it: whoever took it over, else those named for the page,
    else the incident's owner, else whoever published it."""
    if notice.teller:
        return [notice.teller]
    if notice.page.tellers:
        return list(notice.page.tellers)
    if notice.ref:
        owner = incident_for(SYSTEM, notice.ref).owner_id
        if owner:
            return [owner]
    made_by = person_named(notice.made_by)
    return [made_by.key] if made_by else []
