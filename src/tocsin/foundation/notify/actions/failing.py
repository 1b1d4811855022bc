"""What no provider took is tried again or given up, in sets, and what follows is done.

A page whose message failed is told by its next step; failing one, by every other way of
its person; and when all ways have failed, so has the page.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from tocsin.foundation.notify import queries
from tocsin.foundation.notify.actions.expanding import fail_pages, message_of
from tocsin.foundation.notify.models import Message, Method, Page
from tocsin.foundation.notify.reads.manners import manners_of
from tocsin.foundation.notify.rules import PAGE, Manner, Planned
from tocsin.foundation.notify.untaken import Untaken
from tocsin.kernel import clock

_ALIVE = (Message.State.WAITING, Message.State.SENT, Message.State.DELIVERED)
_ARRIVED = (Message.State.SENT, Message.State.DELIVERED)


@transaction.atomic
def messages_were_not_taken(found: Sequence[Untaken]) -> None:
    """Each waits to be tried again, or has failed; those that are ours no more are left
    alone. A handful of statements, however many they are."""
    now = clock.now()
    # All that may be touched, in one order, before any of it is.
    queries.lock_waiting({each.claim.page_id for each in found})
    ours = queries.record_untaken(found, now=now)
    told = [each for each in found if each.claim.id in ours]
    _break([each for each in told if each.is_broken], now)
    go_on({each.claim.page_id: each.said for each in told if each.goes_on}, now)


def go_on(pages: Mapping[int, str], now: datetime) -> None:
    """After a message of each of these pages did not arrive, as was said of it: the
    next step is due now; failing one, every way that was not tried; else the page has
    failed, where nothing of it is alive."""
    if not pages:
        return
    stuck = pages.keys() - queries.pull_forward(pages.keys(), now=now)
    stuck -= _last_resort(stuck, now) if stuck else set()
    messages = Message.objects.filter(page_id__in=stuck, state__in=_ALIVE)
    stuck -= set(messages.values_list("page_id", flat=True)) if stuck else set()
    by_words = defaultdict(list)
    for page in sorted(stuck):
        by_words[pages[page]].append(page)
    for said, ids in by_words.items():
        fail_pages(ids, said, now)


def _break(found: Sequence[Untaken], now: datetime) -> None:
    """Their ways are not used any more until somebody has mended them."""
    said = {each.claim.method: each.said for each in found if each.claim.method}
    if not said:
        return
    rows = list(Method.objects.filter(id__in=said, broken_at=None).order_by("id"))
    for row in rows:
        row.broken_at, row.said = now, said[row.id][:300]
    Method.objects.bulk_update(rows, ["broken_at", "said"])


def _last_resort(ids: Collection[int], now: datetime) -> set[int]:
    """Every way that was not tried is, for those of these pages of which nothing has
    arrived; says for which there was any."""
    open_ = (Page.State.SENDING, Page.State.DELIVERED)
    rows = Page.objects.filter(id__in=ids, kind=PAGE, state__in=open_)
    messages = Message.objects.filter(page_id__in=ids)
    arrived = messages.filter(state__in=_ARRIVED).values("page_id")
    pages = list(rows.exclude(id__in=arrived).order_by("id"))
    if not pages:
        return set()
    tried = set(messages.values_list("page_id", "method"))
    manners = manners_of({page.person for page in pages})
    made = [
        message_of(page, Planned(way, timedelta(), now), now=now, held=False)
        for page in pages
        for way in manners.get(page.person, Manner()).methods
        if (page.id, way.id) not in tried
    ]
    Message.objects.bulk_create(made)
    return {message.page_id for message in made}
