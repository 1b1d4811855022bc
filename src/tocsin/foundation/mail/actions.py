"""Mail is queued with its cause; a sender claims it, and says how it went."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone, translation

from tocsin.foundation.config.reads import value
from tocsin.foundation.mail import queries
from tocsin.foundation.mail.letter import Letter, Recipient, own_host
from tocsin.foundation.mail.models import Mail
from tocsin.foundation.mail.options import KEPT_DAYS
from tocsin.foundation.mail.queries import Claim
from tocsin.foundation.mail.reads import holds_mail
from tocsin.foundation.mail.rules import LEASE, LIFE, one_line, pause_after
from tocsin.kernel import clock, keys
from tocsin.kernel.text import holdable

_BATCH = 20
Write = Callable[[Recipient], Letter]


def queue_mail(
    kind: str,
    write: Write,
    *,
    to: Recipient,
    cause: str = "",
    thread: str = "",
    give_up_at: datetime | None = None,
) -> int:
    """The mail leaves once this transaction has committed; see `queue_mails`."""
    return queue_mails(
        kind, write, to=[to], cause=cause, thread=thread, give_up_at=give_up_at
    )


@transaction.atomic
def queue_mails(
    kind: str,
    write: Write,
    *,
    to: Iterable[Recipient],
    cause: str = "",
    thread: str = "",
    give_up_at: datetime | None = None,
) -> int:
    """Each of them gets a mail once this transaction has committed, and none if it
    does not; says how many are new.

    `write` is called for each recipient, in their language and zone, so it translates
    and formats without thinking of them. Who has no address gets none. With a `cause`,
    telling it twice (an observer, a retry) sends one mail per address. Mails of one
    `thread`, such as an incident's reference, are shown together by mail programs.
    In a sample or a drill they are held: kept to be read, and never sent.
    """
    state = Mail.State.HELD if holds_mail() else Mail.State.QUEUED
    now = clock.now()
    rows = []
    for each in to:
        if not each.address:
            continue
        mail = _written(kind, each, write)
        mail.cause, mail.thread, mail.state = cause, thread, state
        mail.queued_at, mail.give_up_at = now, give_up_at or now + LIFE
        mail.due_at = now if state == Mail.State.QUEUED else None
        rows.append(mail)
    known = set(_caused(cause))
    fresh = [row for row in rows if row.address not in known]
    # Two at once with one cause: the constraint decides, and both are content.
    Mail.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)


def _caused(cause: str) -> Iterable[str]:
    if not cause:
        return ()
    return Mail.objects.filter(cause=cause).values_list("address", flat=True)


def _written(kind: str, to: Recipient, write: Write) -> Mail:
    with translation.override(to.language), timezone.override(_zone(to.zone)):
        letter = write(to)
        body = {
            "paragraphs": [holdable(str(told)) for told in letter.paragraphs],
            "link": "" if letter.is_secret else letter.link,
            "label": str(letter.label),
            "why": str(letter.why),
        }
        subject = one_line(holdable(str(letter.subject)))
    return Mail(
        message_id=f"<{uuid4()}@{own_host()}>",
        kind=kind,
        person=to.person,
        address=to.address,
        name=one_line(to.name),
        language=to.language,
        subject=subject,
        body=body,
        secret_link=_sealed(letter.link) if letter.is_secret else None,
    )


def _sealed(link: str) -> bytes:
    return keys.box().encrypt(link.encode())


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def claim_mails() -> list[Claim]:
    """Mails that are due are this sender's for a while, a batch of them; those whose
    time is over have failed."""
    now = clock.now()
    queries.give_up(now=now, batch=_BATCH)
    return queries.claim(now=now, until=now + clock.lasting(LEASE), batch=_BATCH)


def hold_mails(claims: list[Claim]) -> list[Claim]:
    """Those that are still this sender's, for a while more."""
    held = queries.hold(claims, until=clock.now() + clock.lasting(LEASE))
    return sorted(held, key=claims.index)


def mail_was_sent(claim: Claim) -> None:
    """A server took it. What it said is forgotten; that it was sent is not."""
    _end(claim, Mail.State.SENT, "")


def mail_has_failed(claim: Claim, said: str) -> None:
    """No server will ever take it."""
    _end(claim, Mail.State.FAILED, said)


def mail_waits(claims: Iterable[Claim], said: str) -> None:
    """They are tried again later, each time after a longer pause."""
    now = clock.now()
    for each in claims:
        due_at = now + pause_after(each.attempts)
        _claimed(each).update(due_at=due_at, said=said[:500])


def let_go_of_mails(claims: Iterable[Claim]) -> None:
    """They were not reached, and are due again at once."""
    now = clock.now()
    for each in claims:
        _claimed(each).update(due_at=now)


def try_waiting_mails() -> int:
    """What waits for its next attempt is due now; says how many."""
    now = clock.now()
    waiting = Mail.objects.filter(
        state=Mail.State.QUEUED, due_at__gt=now + clock.lasting(LEASE)
    )
    return waiting.update(due_at=now)


def forget_old_mails() -> int:
    """The log is no older than it may be, as far as one batch reaches."""
    before = clock.now() - timedelta(days=value(KEPT_DAYS))
    return queries.forget(before=before, batch=500)


def forget_mails_of(person: str, address: str = "") -> int:
    """Nothing that was sent, or would be, to this person (a key) is kept, nor to the
    address when it was not known yet whose it is."""
    theirs = Q(person=person)
    if address:
        theirs |= Q(person="", address__iexact=address)
    return Mail.objects.filter(theirs).delete()[0]


def _end(claim: Claim, state: Mail.State, said: str) -> None:
    _claimed(claim).update(
        state=state,
        due_at=None,
        ended_at=clock.now(),
        said=said[:500],
        body={},
        secret_link=None,
    )


def _claimed(claim: Claim) -> QuerySet[Mail]:
    return Mail.objects.filter(
        id=claim.id, attempts=claim.attempts, state=Mail.State.QUEUED
    )
