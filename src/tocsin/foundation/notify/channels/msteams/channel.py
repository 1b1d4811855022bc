"""Microsoft Teams: an adaptive card to a workflow's address.

https://learn.microsoft.com/connectors/teams/#microsoft-teams-webhook
https://adaptivecards.io/explorer/AdaptiveCard.html
"""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_lazy as _

from tocsin.foundation.notify.channels.contract import (
    Channel,
    Message,
    Provider,
    Result,
)
from tocsin.foundation.notify.channels.msteams.card import envelope
from tocsin.foundation.notify.channels.posting import as_json, posted, verdict
from tocsin.foundation.notify.channels.urls import fit_url, hidden_url
from tocsin.kernel.outward.asking import Asking, Heard


class Teams(Channel):
    """A card in a chat or channel. Its buttons open a page that asks once more: what
    a workflow sends back is not signed, so nothing is done by it."""

    name = "msteams"
    title = "Microsoft Teams"
    icon = "messages-square"
    has_rooms = True
    address_label = _("Address of the workflow")
    address_help = _(
        "In Teams: Workflows, “Send webhook alerts to a chat” or “… to a channel”."
    )
    address_type = "url"

    def own_provider(self) -> Provider | None:
        return Provider(
            key="msteams", channel="msteams", kind="workflow", name="Microsoft Teams"
        )

    def fit(self, address: str) -> str:
        return fit_url(address)

    def shown(self, address: str) -> str:
        return hidden_url(address)

    def send_many(
        self, messages: Sequence[Message], provider: Provider
    ) -> Iterable[Result]:
        return posted(_asking, messages, _understood, self.width)


def _asking(message: Message) -> Asking:
    headers = {"Content-Type": "application/json"}
    return Asking(message.address, "POST", headers, as_json(envelope(message)))


def _understood(message: Message, heard: Heard) -> Result:
    """202 from workflows. A workflow that was switched off answers 4xx for good."""
    return verdict(message, heard, own=True)


CHANNEL = Teams()
