"""A message as a mail (RFC 5322): text and HTML, in its incident's thread, from a
program, answered to an address that knows which message it answers."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from tocsin.foundation.mail.letter import own_host, thread_id
from tocsin.foundation.mail.rules import one_line
from tocsin.foundation.notify.channels.contract import Message
from tocsin.foundation.notify.channels.mail.answers import reply_address
from tocsin.foundation.notify.channels.mail.words import words_of


def letter(
    message: Message, *, sender: str, reply_to: str, at: datetime
) -> EmailMessage:
    """The mail; raises what `email` does for an address that cannot be one."""
    made = EmailMessage(policy=SMTP)
    made["From"] = Address("Tocsin", addr_spec=sender)
    made["To"] = Address(one_line(message.name), addr_spec=message.address)
    made["Subject"] = one_line(message.subject)
    made["Date"] = at
    made["Message-ID"] = f"<{message.uid}@{own_host()}>"
    if message.thread:
        made["In-Reply-To"] = made["References"] = thread_id(message.thread)
    if reply_to and message.actions:
        made["Reply-To"] = Address("Tocsin", addr_spec=reply_address(message, reply_to))
    made["Auto-Submitted"] = "auto-generated"
    made["X-Auto-Response-Suppress"] = "All"
    if message.loud:
        made["Importance"] = "high"
    text, html = words_of(message, answers=bool(reply_to))
    made.set_content(text)
    made.add_alternative(html, subtype="html")
    # Content first: making it anew drops every header that is about content.
    made["Content-Language"] = message.language
    return made
