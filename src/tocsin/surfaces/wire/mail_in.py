"""Mail that answers a message or reports what is wrong, as a mail server of the
organisation hands it on by LMTP (RFC 2033). A small listener behind that server: it
sends nothing, and keeps nothing itself.
"""

import asyncio
import logging
from contextlib import nullcontext
from email.utils import parseaddr
from typing import Any

from tocsin.foundation.mail.reads import takes_reports
from tocsin.foundation.notify.actions.answering import asked_in
from tocsin.foundation.notify.channels.mail.answers import answer_in, message_told
from tocsin.kernel.refusal import Refusal
from tocsin.surfaces.wire.answering import MAIL, in_words
from tocsin.surfaces.wire.mail_reports import take_report
from tocsin.surfaces.wire.threads import in_thread

_LOG = logging.getLogger("tocsin.replies")
# As much as mail servers let through, and more than their usual limits.
LARGEST, _LARGE = 67_108_864, 1_048_576
_KNOWN = "250 2.1.5 known"
_TAKEN = "250 2.0.0 taken"
_NOBODY = "550 5.1.1 nobody of that name"
_LATER = "451 4.3.0 come again"


class MailIn:
    """What aiosmtpd asks of whoever takes mail. Of large ones one is read at a time:
    Python's parser needs some ten times their size."""

    def __init__(self) -> None:
        self._one_large = asyncio.Lock()

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        """What has a part of its own after a plus sign can be an answer; the rest is
        for the address that takes reports, or for nobody."""
        _name, told = parseaddr(address)
        try:
            is_known = _is_an_answer(told) or await in_thread(takes_reports, told)
        except Exception:
            _LOG.exception("whose address it is cannot be asked")
            return _LATER
        if not is_known:
            return _NOBODY
        envelope.rcpt_tos.append(address)
        return _KNOWN

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        """One answer for each recipient (RFC 2033, 4.2)."""
        is_large = len(envelope.content) > _LARGE
        async with self._one_large if is_large else nullcontext():
            said = [await _carried_out(envelope, to) for to in envelope.rcpt_tos]
        return "\r\n".join(said or [_TAKEN])


def _is_an_answer(address: str) -> bool:
    return "+" in address.partition("@")[0]


async def _carried_out(envelope: Any, to: str) -> str:
    """Taken once what it says is done and committed; what says nothing to us is taken
    as well, for a mail server would tell its writer of every refusal."""
    # Of a mail that nobody sent, aiosmtpd says `<>`.
    sender = (envelope.mail_from or "").strip("<> ")
    try:
        told = await in_thread(carry_out_mail, envelope.content, to, sender)
    except Exception:
        # Nothing of the mail is told.
        _LOG.exception("a mail stumbled")
        return _LATER
    if told:
        _LOG.info("a mail was an answer or a report")
    return _TAKEN


def carry_out_mail(raw: bytes, to: str, sender: str = "") -> str:
    """What a mail did, in words; empty, where it is none of ours. `sender` is the one
    of the envelope."""
    _name, address = parseaddr(to)
    if message_told([to]) is None and takes_reports(address):
        return take_report(raw, sender)
    found = answer_in(raw, to)
    if found is None:
        return ""
    try:
        return in_words(asked_in(found, "mail"), via=MAIL)
    except Refusal as refusal:
        return str(refusal)
