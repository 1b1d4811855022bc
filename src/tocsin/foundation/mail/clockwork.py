"""Mail that is due is sent: claimed, committed, handed over, recorded."""

import logging
import smtplib
import time
from datetime import timedelta
from email.errors import MessageError

from tocsin.foundation.mail.actions import (
    claim_mails,
    hold_mails,
    let_go_of_mails,
    mail_has_failed,
    mail_waits,
    mail_was_sent,
)
from tocsin.foundation.mail.letter import message_of
from tocsin.foundation.mail.queries import Claim
from tocsin.foundation.mail.reads import (
    holds_mail,
    mail,
    report_address,
    sender,
    sent_parts,
    server,
)
from tocsin.foundation.mail.smtp import ServerFails, connected, hand_over
from tocsin.kernel import clock

_log = logging.getLogger(__name__)

# A stop waits for the turn to end; mails that are not reached are due again at once.
_TURN = timedelta(seconds=5)


def send_due_mails() -> int:
    """A batch of what is due was handed to the server; says how many it took.

    Nothing of it happens inside a transaction. Each mail's outcome is kept before the
    next is sent, so a sender that is killed repeats one at most.
    """
    where = server()
    if where is None or holds_mail():
        return 0
    claims = claim_mails()
    if not claims:
        return 0
    try:
        with connected(where) as talk:
            return _send(talk, claims)
    except ServerFails as fails:
        _log.warning("mail waits: %s", fails)
        mail_waits(claims, str(fails))
        return 0


def _send(talk: smtplib.SMTP, claims: list[Claim]) -> int:
    """As many as a turn has time for. A mail at which the conversation breaks off
    waits alone: the others are due at once, so that it holds nobody up."""
    taken, ends_at = 0, time.monotonic() + _TURN.total_seconds()
    while (claims := hold_mails(claims)) and time.monotonic() < ends_at:
        one, *claims = claims
        try:
            taken += _send_one(talk, one)
        except ServerFails as fails:
            _log.warning("a mail waits: %s", fails)
            mail_waits([one], str(fails))
            break
    let_go_of_mails(claims)
    return taken


def _send_one(talk: smtplib.SMTP, claim: Claim) -> int:
    found = mail(claim.id)
    parts = sent_parts(found)
    try:
        message = message_of(
            found,
            parts,
            sender=sender(),
            at=clock.now(),
            reply_to=report_address(),
        )
    except (MessageError, ValueError, IndexError) as flaw:
        mail_has_failed(claim, f"The address cannot be written: {flaw}")
        return 0
    delivery = hand_over(talk, message)
    if delivery.is_taken:
        mail_was_sent(claim)
    elif delivery.is_final:
        mail_has_failed(claim, delivery.said)
    else:
        mail_waits([claim], delivery.said)
    return delivery.is_taken
