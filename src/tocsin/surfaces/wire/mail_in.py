"""Mail that answers a message, as a mail server of the organisation hands it on by LMTP
(RFC 2033). A small listener behind that server: it sends nothing, and keeps nothing.
"""

import logging
from email.utils import parseaddr
from typing import Any

from tocsin.foundation.notify.actions.answering import asked_in
from tocsin.foundation.notify.channels.mail.answers import answer_in
from tocsin.kernel.refusal import Refusal
from tocsin.surfaces.wire.answering import MAIL, in_words
from tocsin.surfaces.wire.threads import in_thread

_LOG = logging.getLogger("tocsin.replies")
LARGEST = 1_048_576
_TAKEN = "250 2.0.0 taken"
_NOBODY = "550 5.1.1 nobody of that name"
_LATER = "451 4.3.0 come again"


class MailIn:
    """What aiosmtpd asks of whoever takes mail."""

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        """Only what has a part of its own after a plus sign can be an answer."""
        _name, told = parseaddr(address)
        if "+" not in told.partition("@")[0]:
            return _NOBODY
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 known"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        """Taken once what it answers was carried out; what answers nothing is taken as
        well, for a mail server would tell its writer of every refusal."""
        to = envelope.rcpt_tos[0] if envelope.rcpt_tos else ""
        try:
            told = await in_thread(carry_out_mail, envelope.content, to)
        except Exception:
            # Nothing of the mail is told.
            _LOG.exception("a mail stumbled")
            return _LATER
        if told:
            _LOG.info("a mail was an answer")
        return _TAKEN


def carry_out_mail(raw: bytes, to: str) -> str:
    """What a mail did, in words; empty, where it is no answer to a message of ours."""
    found = answer_in(raw, to)
    if found is None:
        return ""
    try:
        return in_words(asked_in(found, "mail"), via=MAIL)
    except Refusal as refusal:
        return str(refusal)
