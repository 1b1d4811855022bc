"""What every verb on a page begins and ends with."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext as _

from tocsin.foundation.accounts.rules import ADMINISTRATOR, SYSTEM, Actor
from tocsin.foundation.audit.actions import record_change
from tocsin.kernel import clock
from tocsin.kernel.text import holdable
from tocsin.response.statuspage.models import Component, Notice, Page
from tocsin.response.statuspage.refusals import (
    ComponentUnknown,
    MayNotPublish,
    MayNotSetPages,
    NoticeUnfit,
    NoticeUnknown,
    PageUnfit,
    PageUnknown,
)
from tocsin.response.statuspage.rules.words import STATES, may_publish

LONGEST_TITLE, LONGEST_TEXT = 200, 8000
_NEAR = timedelta(days=3653)


def need_publisher(by: Actor) -> None:
    if not may_publish(by):
        raise MayNotPublish


def need_administrator(by: Actor) -> None:
    if not (by.is_system or by.has(ADMINISTRATOR)):
        raise MayNotSetPages


def lock_page(slug: str) -> Page:
    """The page, its lock held until this transaction ends."""
    rows = Page.objects.select_for_update(no_key=True).filter(retired_at=None)
    page = rows.filter(slug=holdable(slug)[:60]).first()
    if page is None:
        raise PageUnknown
    return page


def lock_notice(code: str) -> Notice:
    """The notice, with its page locked."""
    found = Notice.objects.filter(code=holdable(code)[:12]).first()
    if found is None:
        raise NoticeUnknown
    Page.objects.select_for_update(no_key=True).get(pk=found.page_id)
    return Notice.objects.select_related("page").get(pk=found.pk)


def lock_component(code: str) -> Component:
    """The component, with its page locked."""
    found = Component.objects.filter(code=holdable(code)[:12], retired_at=None).first()
    if found is None:
        raise ComponentUnknown
    Page.objects.select_for_update(no_key=True).get(pk=found.page_id)
    return Component.objects.select_related("page").get(pk=found.pk)


def components_of(page: Page) -> list[Component]:
    """What the page shows, groups too, in order."""
    rows = Component.objects.filter(page=page, retired_at=None)
    return list(rows.order_by("position", "id"))


def fitting(page: Page, told: Mapping[str, str]) -> dict[str, str]:
    """By component's code, the state it is told to have; refused where the page has no
    such component, or there is no such state."""
    known = {each.code for each in components_of(page) if not each.is_group}
    if wrong := [code for code in told if code not in known]:
        raise NoticeUnfit(why=_("it names {name}.").format(name=holdable(wrong[0])))
    if wrong := [state for state in told.values() if state not in STATES]:
        raise NoticeUnfit(why=_("{name} is no state.").format(name=holdable(wrong[0])))
    return dict(told)


def a_line(told: str, what: str, longest: int = LONGEST_TITLE) -> str:
    text = " ".join(holdable(told).split())
    if not text:
        raise PageUnfit(why=_("{what} is missing.").format(what=what))
    if len(text) > longest:
        raise PageUnfit(why=_("{what} is too long.").format(what=what))
    return text


def a_text(told: str, what: str) -> str:
    text = holdable(told).strip()
    if len(text) > LONGEST_TEXT:
        raise PageUnfit(why=_("{what} is too long.").format(what=what))
    return text


def need_near(*instants: datetime) -> None:
    """Within ten years: what lies beyond was mistyped, and calendars end somewhere."""
    now = clock.now()
    if any(abs(at - now) > _NEAR for at in instants):
        raise NoticeUnfit(why=_("its time lies more than ten years away."))


def a_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise PageUnfit(
            why=_("{name} is no zone.").format(name=holdable(name)[:60])
        ) from None
    return name


def audit(
    subject: str, verb: str, by: Actor, *, before: Any = None, after: Any = None
) -> None:
    record_change(subject, verb, by=(by.kind, by.id), before=before, after=after)


def touch(page: Page) -> None:
    """What was drawn of it before is drawn anew."""
    page.version += 1
    page.changed_at = clock.now()
    page.save(update_fields=["version", "changed_at"])


def person_behind(by: Actor) -> str:
    """The key of the person who does it, or for whom a key does."""
    return by.on_behalf_of or (by.id if by.is_person else "")


def by_whom(by: Actor) -> str:
    return "" if by == SYSTEM else by.id


def codes_with_groups(page: Page, codes: Sequence[str]) -> list[str]:
    """These components and the groups they are in, at any depth."""
    rows = {each.pk: each for each in components_of(page)}
    found: dict[str, None] = {}
    for row in rows.values():
        if row.code not in codes:
            continue
        here: Component | None = row
        while here is not None and here.code not in found:
            found[here.code] = None
            here = rows.get(here.parent_id or 0)
    return list(found)
