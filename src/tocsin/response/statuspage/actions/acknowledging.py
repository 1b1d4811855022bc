"""Whoever reports something gets an answer by itself: that it was registered, and what
users are told of it."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tocsin.foundation.accounts.reads import recipients
from tocsin.foundation.config.reads import value
from tocsin.foundation.mail.actions import queue_mail
from tocsin.foundation.mail.incoming import SOURCE
from tocsin.foundation.mail.letter import Letter, Recipient
from tocsin.foundation.mail.reads import mails_lately
from tocsin.register.work.answering import answerable
from tocsin.register.work.held import Held, held_called
from tocsin.response.statuspage.options import ACKNOWLEDGE, AFFECTED, NEVER
from tocsin.response.statuspage.reads.statement import (
    Statement,
    banner,
    statement_for,
)

_KIND = "acknowledgement"
_MOST_A_DAY, _MOST_KNOWN = 5, 3


def acknowledge_reports(rows: Sequence[Held]) -> int:
    """Reporters of these incidents have a mail, each once: of what users are told where
    something is, else only that it came, if that is wanted. Says how many are new."""
    wanted = value(ACKNOWLEDGE)
    if wanted == NEVER or not rows:
        return 0
    # A quiet one is part of something known, and is answered as that.
    found = answerable([r.id for r in rows])
    reporters = {n: row.reporter_id for n, row in found.items() if not row.is_quiet}
    people = {to.person: to for to in recipients(filter(None, reporters.values()))}
    done = 0
    for row in rows:
        to = people.get(reporters.get(row.id) or "")
        if to is None:
            continue
        said = statement_for(ref=row.ref, language=to.language, signed_in=True)
        # Who writes a mail sees no page that says it came.
        if said is not None or wanted != AFFECTED or row.source == SOURCE:
            done += _acknowledge(row, to, said)
    return done


def acknowledge_stranger(ref: str, to: Recipient) -> int:
    """Who reported this by mail and is not known here has the same mail, of what
    everybody may read; so many a day at most, since two programs may answer each
    other. Says how many are new."""
    row = held_called([ref]).get(ref)
    if row is None or value(ACKNOWLEDGE) == NEVER:
        return 0
    if mails_lately(_KIND, to.address, timedelta(days=1)) >= _MOST_A_DAY:
        return 0
    said = statement_for(ref=ref, language=to.language)
    return _acknowledge(row, to, said, opens=False)


def _acknowledge(
    row: Held, to: Recipient, said: Statement | None, *, opens: bool = True
) -> int:
    return queue_mail(
        _KIND,
        lambda _to: _letter(row, said, opens=opens),
        to=to,
        cause=f"acknowledged {row.ref}",
        thread=row.ref,
    )


def _letter(row: Held, said: Statement | None, *, opens: bool) -> Letter:
    drill = _("Drill: ") if row.is_drill else ""
    told = [_("We have your report, {ref}.").format(ref=row.ref), *_status(said)]
    if said is None and row.source == SOURCE and not row.is_drill:
        told += _perhaps(signed_in=opens)
    # Mail is read by more than its reader.
    title = row.ref if row.restricted or not row.title else f"{row.ref}: {row.title}"
    return Letter(
        f"{drill}{title}",
        told,
        path=f"/incidents/{row.ref}" if opens else "",
        label=_("Open it") if opens else "",
        why=_("You get this because you reported it."),
    )


def _perhaps(*, signed_in: bool) -> Iterable[str]:
    """A mail seldom names a service: its writer knows whether theirs is among what is
    known."""
    for each in banner(signed_in=signed_in)[:_MOST_KNOWN]:
        first = _("This is known now, and may be yours: {title}")
        yield first.format(title=each.title)
        if each.text:
            yield each.text
        yield _("How it is now: {link}").format(link=each.url)


def _status(said: Statement | None) -> Iterable[str]:
    if said is None:
        return
    yield _("It is known: {title}").format(title=said.title)
    if said.text:
        yield said.text
    if said.next_update_at and not said.is_overdue:
        local = timezone.localtime(said.next_update_at)
        at = f"{date_format(local, 'H:i')} {local.tzname()}"
        yield _("We say more by {at}.").format(at=at)
    yield _("How it is now: {link}").format(link=said.url)
