"""Mail, by the organisation's own server: HTML and text, threaded by incident."""

import smtplib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.errors import MessageError

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from tocsin.foundation.config.reads import value
from tocsin.foundation.mail.reads import sender, server
from tocsin.foundation.mail.rules import Server
from tocsin.foundation.mail.smtp import (
    Delivery,
    ServerFails,
    connected,
    hand_over,
    hand_over_written,
)
from tocsin.foundation.notify.channels.contract import (
    AddressUnfit,
    Channel,
    Heard,
    Incoming,
    Message,
    Provider,
    Result,
)
from tocsin.foundation.notify.channels.mail.answers import answer_in
from tocsin.foundation.notify.channels.mail.letter import letter
from tocsin.foundation.notify.channels.mail.wire import message_id, wire_form
from tocsin.foundation.notify.channels.posting import fails, one_line, refused
from tocsin.foundation.notify.options import REPLY_ADDRESS
from tocsin.kernel import clock


class Mail(Channel):
    """A mail. It is read when somebody looks, and wakes nobody."""

    name = "mail"
    title = _("E-mail")
    icon = "mail"
    address_label = _("Mail address")
    address_type = "email"

    def own_provider(self) -> Provider | None:
        """The mail server, where one was named."""
        if server() is None:
            return None
        return Provider(
            key="mail", channel="mail", kind="smtp", name=str(_("Mail server"))
        )

    def fit(self, address: str) -> str:
        told = address.strip()
        try:
            validate_email(told)
        except ValidationError as flaw:
            raise AddressUnfit(_("Such as ada@example.org.")) from flaw
        return told

    def send_many(
        self, messages: Sequence[Message], provider: Provider
    ) -> Iterator[Result]:
        """Over one connection, one after another, and over one that is open where there
        is one. A mail at which it breaks off is told of; what comes after it goes over
        a new one."""
        waiting = list(messages)
        where = server()
        if where is None:
            yield from (
                fails(message, "no mail server is named") for message in waiting
            )
            return
        letters = _Letters(sender(), value(REPLY_ADDRESS))
        while waiting:
            yield from self._sent(waiting, where, letters)

    def _sent(
        self, waiting: list[Message], where: Server, letters: "_Letters"
    ) -> Iterator[Result]:
        began_with = len(waiting)
        try:
            with connected(where) as talk:
                while waiting:
                    result = _send_one(talk, waiting[0], letters)
                    waiting.pop(0)
                    yield result
        except ServerFails as flaw:
            yield fails(waiting.pop(0), str(flaw))
            if len(waiting) + 1 == began_with:
                # Not even one went through: it is the server, for all of them.
                yield from (fails(message, str(flaw)) for message in waiting)
                waiting.clear()

    def parse_reply(self, incoming: Incoming, provider: Provider) -> Heard:
        """A mail, whole, as a mail server handed it on."""
        found = answer_in(incoming.body)
        return Heard(answers=[found] if found else ())


@dataclass(frozen=True, slots=True)
class _Letters:
    """Who writes, and where answers go; read once for many mails."""

    sender: str
    reply_to: str

    def hand_over(self, talk: smtplib.SMTP, message: Message) -> Delivery:
        """Raises what the library does for an address that cannot be one."""
        sender, reply_to, at = self.sender, self.reply_to, clock.now()
        written = wire_form(message, sender=sender, reply_to=reply_to, at=at)
        if written is None:
            made = letter(message, sender=sender, reply_to=reply_to, at=at)
            return hand_over(talk, made)
        return hand_over_written(talk, written, sender=sender, to=message.address)


def _send_one(talk: smtplib.SMTP, message: Message, letters: _Letters) -> Result:
    try:
        delivery = letters.hand_over(talk, message)
    except (MessageError, ValueError, IndexError) as flaw:
        return refused(message, f"The address cannot be written: {flaw}")
    if delivery.is_taken:
        return Result(
            message_id=message.id, taken=True, provider_id=message_id(message)
        )
    make = refused if delivery.is_final else fails
    return make(message, one_line(delivery.said))


CHANNEL = Mail()
