"""A program is told, by a signed webhook (Standard Webhooks)."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from tocsin.foundation.notify.channels.contract import (
    Channel,
    Message,
    Provider,
    ProviderKind,
    Result,
    Setting,
)
from tocsin.foundation.notify.channels.posting import as_json, posted, taken, verdict
from tocsin.foundation.notify.channels.urls import fit_url, hidden_url
from tocsin.foundation.notify.channels.webhook.signing import (
    SecretUnfit,
    key_of,
    signed,
)
from tocsin.kernel import clock
from tocsin.kernel.outward.asking import Asking, Heard


class Webhook(Channel):
    """JSON to an address, with a signature by which its receiver knows it is ours."""

    name = "webhook"
    title = _("Webhook")
    icon = "webhook"
    has_rooms = True
    address_label = _("Address")
    address_help = _("It is told by POST, and answers with 2xx.")
    address_type = "url"
    # Receivers know a message by its `webhook-id` (Standard Webhooks).
    knows_repeats = True
    kinds = (
        ProviderKind(
            key="standard",
            title="Standard Webhooks",
            help=_("Give the secret to whoever receives; it is not shown again."),
            settings=(
                Setting(
                    name="secret",
                    label=_("Signing secret"),
                    help=_("whsec_ and 24 to 64 bytes in base64."),
                    secret=True,
                ),
            ),
        ),
    )

    def fit(self, address: str) -> str:
        return fit_url(address)

    def shown(self, address: str) -> str:
        return hidden_url(address)

    def check(self, provider: Provider) -> str:
        try:
            key_of(provider.settings["secret"])
        except SecretUnfit:
            return "The secret is not whsec_ and 24 to 64 bytes in base64."
        return ""

    def send_many(
        self, messages: Sequence[Message], provider: Provider
    ) -> Iterable[Result]:
        def write(message: Message) -> Asking:
            body = as_json(payload(message))
            now = clock.real_now()
            secret = provider.settings["secret"]
            headers = signed(body, id=f"msg_{message.uid}", secret=secret, now=now)
            told = {"Content-Type": "application/json", **headers}
            return Asking(message.address, "POST", told, body)

        return posted(write, messages, _understood, self.width)


def payload(message: Message) -> dict[str, Any]:
    """Type, instant and data, as the specification advises."""
    return {
        "type": f"{message.kind}.sent",
        "timestamp": clock.now().isoformat(),
        "data": {
            "id": message.uid,
            "person": message.person,
            "subject": message.subject,
            "text": message.text,
            "short": message.short,
            "link": message.link,
            "why": message.why,
            "loud": message.loud,
            "is_drill": message.is_drill,
            "thread": message.thread,
            "language": message.language,
            "actions": [
                {"verb": each.verb, "label": each.label, "url": each.url}
                for each in message.actions
            ],
        },
    }


def _understood(message: Message, heard: Heard) -> Result:
    """A program that took it has it: there is nobody further to deliver it to."""
    if 200 <= heard.status < 300:
        return _delivered(taken(message))
    return verdict(message, heard, own=True)


def _delivered(result: Result) -> Result:
    return Result(message_id=result.message_id, taken=True, delivered=True)


CHANNEL = Webhook()
