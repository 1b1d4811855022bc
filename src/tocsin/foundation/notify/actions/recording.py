"""What became of a message is kept, and what follows from it is done.

A channel that fails once is tried again, by its next provider first; the next step is
not waited for meanwhile. When all ways have failed, so has the page.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from tocsin.foundation.notify import queries
from tocsin.foundation.notify.actions.expanding import fail_pages, message_of, tells_of
from tocsin.foundation.notify.channels.contract import Provider, Report, Result
from tocsin.foundation.notify.models import Message, Method, Outcome, Page
from tocsin.foundation.notify.queries import Claim, Took
from tocsin.foundation.notify.reads.manners import manners_of
from tocsin.foundation.notify.rules import (
    LEASE,
    PAGE,
    Planned,
    pause_after,
)
from tocsin.kernel import alive, clock

_MANY = 1000
_ARRIVED = (Message.State.SENT, Message.State.DELIVERED)


def claim_messages(batch: int, busy: Collection[str] = ()) -> list[Claim]:
    """Messages that are due on one channel are this process's while it lives, though
    not for ever; the most urgent first; of none that is busy."""
    # Asked for first: waiting for it takes nothing from the time they are held.
    holder, now = alive.number(), clock.now()
    until = now + clock.lasting(LEASE)
    found = queries.claim_messages(
        now=now, until=until, holder=holder, batch=batch, busy=busy
    )
    return sorted(found, key=lambda claim: (claim.rank, claim.made_at, claim.id))


def how_many_wait(channel: str) -> int:
    """How many messages are due on a channel now; a thousand stands for more."""
    return queries.count_waiting(channel, now=clock.now(), most=_MANY)


def hold_messages(claims: Collection[Claim]) -> list[Claim]:
    """Those that are still this process's, for a while more."""
    until = clock.now() + clock.lasting(LEASE)
    held = queries.hold(list(claims), until=until, holder=alive.number())
    return [claim for claim in claims if claim.id in held]


def still_held(claims: Collection[Claim]) -> set[int]:
    """Which of these messages, by id, are still this process's."""
    return queries.still_held(list(claims)) if claims else set()


def messages_were_taken(
    taken: Sequence[Took], provider: Provider, *, at: datetime | None = None
) -> None:
    """A provider took them: their pages were delivered, as far as we can know. One
    statement, however many they are. It is true at once and for whoever is killed, and
    on the disk a moment later; with `at`, when they were taken, it is written down
    once more, where it was lost in that moment, and waited for."""
    if taken:
        queries.record_taken(
            taken,
            provider=provider.key,
            now=at or clock.now(),
            waits=at is not None,
        )


@transaction.atomic
def message_has_failed(claim: Claim, said: str, *, permanent: bool = True) -> None:
    """Nobody will ever carry it; the next step of its page is due at once."""
    now = clock.now()
    ended = {"due_at": None, "ended_at": now, "said": said[:300]}
    if not _claimed(claim).update(state=Message.State.FAILED, **ended):
        return
    if permanent and claim.method:
        row = Method.objects.filter(id=claim.method, broken_at=None)
        row.update(broken_at=now, said=said[:300])
    _go_on(claim.page_id, said, now)


@transaction.atomic
def message_waits(
    claim: Claim, result: Result, tried: str, others: Collection[str]
) -> None:
    """It is tried again: by another provider at once, or after a pause when all have
    failed; then the next step of its page is not waited for either."""
    now = clock.now()
    failed = {*claim.failed_providers, tried}
    if set(others) - failed:
        _claimed(claim).update(
            holder=None,
            due_at=now,
            failed_providers=sorted(failed),
            said=result.said[:300],
        )
        return
    rounds = claim.rounds + 1
    due_at = now + max(result.retry_after or timedelta(), pause_after(rounds))
    if due_at >= claim.give_up_at:
        message_has_failed(claim, result.said, permanent=False)
        return
    fresh = {"failed_providers": [], "rounds": rounds, "said": result.said[:300]}
    if _claimed(claim).update(holder=None, due_at=due_at, **fresh):
        _next_step(claim.page_id, now)


@transaction.atomic
def withdraw_claimed(claims: Collection[Claim], why: str) -> None:
    """Nobody needs to hear of these any more: so their messages and pages say."""
    now = clock.now()
    for claim in claims:
        _claimed(claim).update(
            state=Message.State.WITHDRAWN, due_at=None, ended_at=now, said=why[:300]
        )
    alive = Q(messages__state__in=[Message.State.WAITING, *_ARRIVED])
    pages = Page.objects.filter(
        id__in={claim.page_id for claim in claims}, state=Page.State.SENDING
    )
    rows = list(pages.exclude(id__in=pages.filter(alive).values("id")))
    Page.objects.filter(id__in=[row.id for row in rows]).update(
        state=Page.State.WITHDRAWN, ended_at=now, told=why[:300]
    )
    Outcome.objects.bulk_create(
        Outcome(page=row, result="withdrawn", told=why[:300], at=now)
        for row in rows
        if tells_of(row)
    )


@transaction.atomic
def postpone(claims: Iterable[Claim], until: datetime, why: str) -> None:
    """They wait, and say why."""
    for claim in claims:
        _claimed(claim).update(holder=None, due_at=until, said=why[:300])


@transaction.atomic
def hear_report(report: Report, channel: str) -> bool:
    """A provider tells what became of a message that it took; says whether we know it.
    One that did not arrive after all counts as failed."""
    rows = Message.objects.filter(channel=channel).select_for_update(no_key=True)
    if report.message_id is not None:
        found = rows.filter(id=report.message_id).first()
    else:
        known = rows.filter(provider_id=report.provider_id).exclude(provider_id="")
        found = known.order_by("-id").first()
    if found is None:
        return False
    now = clock.now()
    if report.delivered and found.state in _ARRIVED:
        found.state, found.ended_at = Message.State.DELIVERED, now
        found.save(update_fields=["state", "ended_at"])
    elif not report.delivered and found.state == Message.State.SENT:
        found.state, found.said = Message.State.FAILED, report.said[:300]
        found.ended_at = now
        found.save(update_fields=["state", "said", "ended_at"])
        _go_on(found.page_id, report.said, now)
    return True


def _go_on(page: int, said: str, now: datetime) -> None:
    """After a message failed: the next step, another way, or the page has failed."""
    if _next_step(page, now):
        return
    rows = Message.objects.filter(page_id=page)
    if not rows.filter(state__in=[Message.State.WAITING, *_ARRIVED]).exists():
        fail_pages([page], said, now)


def _next_step(page: int, now: datetime) -> bool:
    """The next step of the page is due now; failing one, every way that was not tried
    is. Says whether there is any."""
    return bool(queries.pull_forward([page], now=now)) or _last_resort(page, now)


def _last_resort(page: int, now: datetime) -> bool:
    row = Page.objects.get(id=page)
    messages = Message.objects.filter(page_id=page)
    is_over = row.state not in (Page.State.SENDING, Page.State.DELIVERED)
    if row.kind != PAGE or is_over or messages.filter(state__in=_ARRIVED).exists():
        return False
    tried = set(messages.values_list("method", flat=True))
    manner = manners_of([row.person]).get(row.person)
    ways = manner.methods if manner else ()
    left = [way for way in ways if way.id not in tried]
    Message.objects.bulk_create(
        message_of(row, Planned(way, timedelta(), now), now=now, held=False)
        for way in left
    )
    return bool(left)


def _claimed(claim: Claim) -> QuerySet[Message]:
    return Message.objects.filter(
        id=claim.id, attempts=claim.attempts, state=Message.State.WAITING
    )
