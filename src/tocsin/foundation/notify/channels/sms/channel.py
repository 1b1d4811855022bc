"""SMS: by Twilio's API, or by any gateway that is described as data."""

from collections.abc import Iterable, Sequence
from typing import Any
from xml.sax.saxutils import escape

from django.utils.translation import gettext_lazy as _

from tocsin.foundation.notify.channels.contract import (
    Answer,
    Channel,
    Heard,
    Incoming,
    Message,
    Provider,
    Reply,
    Result,
)
from tocsin.foundation.notify.channels.numbers import fit_number, hidden_number
from tocsin.foundation.notify.channels.posting import posted
from tocsin.foundation.notify.channels.sms import gateway, twilio
from tocsin.kernel.outward.asking import Asking


class Sms(Channel):
    """A text to a telephone. It wakes people, and works where nothing else does."""

    name = "sms"
    title = _("SMS")
    icon = "message-square-text"
    is_loud = True
    address_label = _("Mobile number")
    address_help = _("With its country, such as +49 170 1234567.")
    address_type = "tel"
    kinds = (twilio.KIND, gateway.KIND)
    width = 24

    def fit(self, address: str) -> str:
        return fit_number(address)

    def shown(self, address: str) -> str:
        return hidden_number(address)

    def check(self, provider: Provider) -> str:
        if provider.kind == gateway.GATEWAY:
            return gateway.complaint(provider)
        return twilio.complaint(provider)

    def send_many(
        self, messages: Sequence[Message], provider: Provider
    ) -> Iterable[Result]:
        if provider.kind == gateway.GATEWAY:
            sender = gateway.Gateway(provider)
            return posted(
                lambda m: sender.asking(m, m.short),
                messages,
                sender.understood,
                self.width,
            )
        return posted(
            lambda m: _form(m, provider), messages, twilio.understood, self.width
        )

    def parse_reply(self, incoming: Incoming, provider: Provider) -> Heard:
        if provider.kind == gateway.GATEWAY:
            return gateway.Gateway(provider).heard(incoming, fit_number)
        form = twilio.genuine_form(incoming, provider)
        if state := form.get("MessageStatus"):
            m = twilio.message_id(incoming)
            report = twilio.report_of(form, form.get("MessageSid", ""), state, m)
            return Heard(reports=[report] if report else ())
        if "Body" not in form:
            return Heard()
        return Heard(answers=[Answer(address=form.get("From", ""), text=form["Body"])])

    def reply_to(self, incoming: Incoming, provider: Provider, told: str) -> Reply:
        if provider.kind == gateway.GATEWAY:
            return Reply(body=told.encode())
        return twilio.twiml(f"<Message>{escape(told)}</Message>" if told else "")


def _form(message: Message, provider: Provider) -> Asking:
    sender = provider.settings["sender"]
    by = "MessagingServiceSid" if sender.startswith("MG") else "From"
    form: dict[str, Any] = {
        "To": message.address,
        by: sender,
        "Body": message.short,
    }
    if provider.replies_url:
        form["StatusCallback"] = twilio.replies(provider, m=message.id)
    return twilio.asking(provider, "Messages", form)


CHANNEL = Sms()
