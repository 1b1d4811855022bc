"""Messages are claimed and held, and what became of them is kept."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from tocsin.foundation.notify import queries
from tocsin.foundation.notify.actions.expanding import tells_of
from tocsin.foundation.notify.actions.failing import go_on
from tocsin.foundation.notify.channels.contract import Provider, Report
from tocsin.foundation.notify.models import Message, Outcome, Page
from tocsin.foundation.notify.queries import Claim, Took
from tocsin.foundation.notify.rules import LEASE
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
        go_on({found.page_id: report.said}, now)
    return True


def _claimed(claim: Claim) -> QuerySet[Message]:
    return Message.objects.filter(
        id=claim.id, attempts=claim.attempts, state=Message.State.WAITING
    )
