"""A call that reads the message aloud and takes a digit as the answer."""

from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.foundation.notify.channels.contract import (
    Action,
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

# A digit for each verb, the same in every call.
DIGITS: Mapping[str, str] = {
    "1": "acknowledge",
    "2": "escalate",
    "3": "resolve",
    "4": "approve",
    "6": "declare",
    "9": "verify",
}
# Languages of Twilio's voices; others are read by the English one.
_VOICES: Mapping[str, str] = {
    "de": "de-DE",
    "en": "en-GB",
    "es": "es-ES",
    "fr": "fr-FR",
    "it": "it-IT",
    "nl": "nl-NL",
    "pl": "pl-PL",
    "pt": "pt-PT",
}
_MOST = 2500
_RINGS = "40"


class Voice(Channel):
    """A telephone that rings until somebody takes it."""

    name = "voice"
    title = gettext_lazy("Call")
    icon = "phone-call"
    is_loud = True
    address_label = gettext_lazy("Telephone number")
    address_help = gettext_lazy("With its country, such as +49 30 1234567.")
    address_type = "tel"
    kinds = (twilio.KIND, gateway.KIND)

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
                lambda m: sender.asking(m, said(m)),
                messages,
                sender.understood,
                self.width,
            )
        return posted(
            lambda m: _call(m, provider), messages, twilio.understood, self.width
        )

    def parse_reply(self, incoming: Incoming, provider: Provider) -> Heard:
        if provider.kind == gateway.GATEWAY:
            return gateway.Gateway(provider).heard(incoming, fit_number)
        form = twilio.genuine_form(incoming, provider)
        m = twilio.message_id(incoming)
        if digits := form.get("Digits"):
            verb = DIGITS.get(digits[:1], "")
            answer = Answer(address=form.get("To", ""), verb=verb, message_id=m)
            return Heard(answers=[answer] if verb and m is not None else ())
        state = form.get("CallStatus", "")
        report = twilio.report_of(form, form.get("CallSid", ""), state, m)
        return Heard(reports=[report] if report else ())

    def reply_to(self, incoming: Incoming, provider: Provider, told: str) -> Reply:
        if provider.kind == gateway.GATEWAY:
            return Reply(body=told.encode())
        language = twilio.query_of(incoming).get("l", "en")
        return twilio.twiml(_say(told, language) if told else "")


def said(message: Message) -> str:
    """What is read aloud."""
    return (message.speech or message.short)[:_MOST]


def spoken(message: Message, answers_at: str) -> str:
    """The call in TwiML (https://www.twilio.com/docs/voice/twiml): it is read twice,
    for whoever woke up in the middle of it; a digit interrupts it."""
    inside = _say(said(message), message.language)
    if choices := _choices(message.actions):
        with translation.override(message.language):
            told = " ".join(
                _("Press {digit}: {label}.").format(digit=digit, label=action.label)
                for digit, action in choices
            )
        inside += _say(told, message.language)
    twice = f'{inside}<Pause length="1"/>{inside}'
    if not choices:
        return f"<Response>{twice}</Response>"
    at = quoteattr(answers_at)
    return (
        f'<Response><Gather input="dtmf" numDigits="1" timeout="8" action={at}>'
        f"{twice}</Gather></Response>"
    )


def _choices(actions: Sequence[Action]) -> list[tuple[str, Action]]:
    digit_of = {verb: digit for digit, verb in DIGITS.items()}
    found = [(digit_of[a.verb], a) for a in actions if a.verb in digit_of]
    return sorted(found, key=lambda it: it[0])


def _say(text: str, language: str) -> str:
    voice = _VOICES.get(language.partition("-")[0], "en-GB")
    return f'<Say language="{voice}">{escape(text)}</Say>'


def _call(message: Message, provider: Provider) -> Asking:
    at = twilio.replies(provider, m=message.id, l=message.language)
    form = {
        "To": message.address,
        "From": provider.settings["sender"],
        "Twiml": spoken(message, at),
        "Timeout": _RINGS,
    }
    if provider.replies_url:
        form["StatusCallback"] = at
        form["StatusCallbackEvent"] = "completed"
    return twilio.asking(provider, "Calls", form)


CHANNEL = Voice()
