"""Pages become messages: how each person wants to be told is asked when it is taken."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from tocsin.foundation.mail.reads import holds_mail
from tocsin.foundation.notify import queries
from tocsin.foundation.notify.channels.registry import is_inside
from tocsin.foundation.notify.models import Message, Outcome, Page
from tocsin.foundation.notify.models import Method as MethodRow
from tocsin.foundation.notify.queries import Taken
from tocsin.foundation.notify.reads.manners import manners_of, method_of
from tocsin.foundation.notify.rules import (
    TEST,
    TO_ROOMS,
    VERIFICATION,
    Manner,
    Planned,
    life_of,
    plan,
)
from tocsin.kernel import clock

BATCH = 500
NO_WAY = "no_way"


@transaction.atomic
def expand_pages(batch: int = BATCH) -> int:
    """A batch of the pages that nobody looked at has become messages, each due when its
    person wants it; says how many pages. Who is reached by nothing has not been."""
    now = clock.now()
    taken = queries.claim_pages(now=now, batch=batch)
    if not taken:
        return 0
    taken.sort(key=lambda page: (page.rank, page.made_at, page.id))
    manners = manners_of({page.person for page in taken})
    asked = _asked_for([page for page in taken if page.kind in (VERIFICATION, TEST)])
    held = holds_mail()
    rows: list[Message] = []
    unreached: list[int] = []
    for page in taken:
        planned = _planned(page, manners, asked)
        rows += [message_of(page, each, now=now, held=held) for each in planned]
        if not planned:
            unreached.append(page.id)
    Message.objects.bulk_create(rows)
    kept = {row.page_id for row in rows if row.state == Message.State.HELD}
    if kept:
        Page.objects.filter(id__in=kept).update(state=Page.State.HELD)
    fail_pages(unreached, NO_WAY, now)
    return len(taken)


def _asked_for(pages: Iterable[Taken]) -> dict[int, MethodRow]:
    """What is tried by itself goes to the one method that it tries."""
    whys = Page.objects.filter(id__in=[page.id for page in pages])
    wanted = {row.id: row.why.get("method") for row in whys if row.why.get("method")}
    found = MethodRow.objects.in_bulk(set(wanted.values()))
    return {id: found[number] for id, number in wanted.items() if number in found}


def _planned(
    page: Taken, manners: Mapping[str, Manner], asked: Mapping[int, MethodRow]
) -> list[Planned]:
    if page.id in asked:
        method = method_of(asked[page.id])
        return plan(Manner(methods=[method]), loud=True, at=page.made_at)
    if page.kind == VERIFICATION:
        return []
    manner = manners.get(page.person, Manner())
    return plan(manner, loud=page.loud, at=page.made_at)


def message_of(
    page: Taken | Page, planned: Planned, *, now: datetime, held: bool
) -> Message:
    method = planned.method
    held = held and not is_inside(method.channel)
    due_at = max(planned.due_at, page.made_at)
    return Message(
        page_id=page.id,
        person=page.person,
        channel=method.channel,
        method=method.id,
        address=method.address,
        data=dict(method.data),
        rank=page.rank,
        state=Message.State.HELD if held else Message.State.WAITING,
        made_at=now,
        due_at=None if held else due_at,
        give_up_at=due_at + life_of(page.kind),
    )


def tells_of(page: Page) -> bool:
    """Whether whoever asked for it hears what became of it: a room is no human, so
    nothing follows from what was told there."""
    return page.incident_id is not None and page.kind not in TO_ROOMS


def fail_pages(ids: Iterable[int], told: str, now: datetime) -> None:
    """Nobody heard of these, and nobody will; whoever asked for them learns it."""
    rows = Page.objects.filter(id__in=list(ids)).select_for_update(no_key=True)
    over = (Page.State.ANSWERED, Page.State.WITHDRAWN)
    failed = list(rows.exclude(state__in=over).order_by("id"))
    Page.objects.filter(id__in=[row.id for row in failed]).update(
        state=Page.State.FAILED, ended_at=now, told=told[:300]
    )
    Outcome.objects.bulk_create(
        Outcome(page=row, result="failed", told=told[:300], at=now)
        for row in failed
        if tells_of(row)
    )
