"""The long tail: services that Apprise knows and that are let in."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_lazy as _

from tocsin.foundation.notify.channels.apprise.let_in import (
    SERVICES,
    NotLetIn,
    plugin_for,
    scheme_of,
)
from tocsin.foundation.notify.channels.contract import (
    AddressUnfit,
    Channel,
    Message,
    Provider,
    Result,
)
from tocsin.foundation.notify.channels.posting import fails, refused, taken
from tocsin.foundation.notify.channels.sending import side_by_side

# Seconds until the connection is there, and between two parts of the answer.
_HOW = {"cto": "2", "rto": "3"}


class Apprise(Channel):
    """A message by another service. Apprise tells no id, and nothing of delivery."""

    name = "apprise"
    title = _("Other services")
    icon = "plug"
    has_rooms = True
    address_label = _("Address for Apprise")
    address_help = _(
        "Such as pover://user@token or discord://id/token. It is kept to itself."
    )

    def own_provider(self) -> Provider | None:
        return Provider(
            key="apprise", channel="apprise", kind="apprise", name="Apprise"
        )

    def fit(self, address: str) -> str:
        told = address.strip()
        try:
            plugin_for(told)
        except NotLetIn as flaw:
            raise AddressUnfit(str(flaw)) from flaw
        return told

    def shown(self, address: str) -> str:
        """The service alone: all the rest may be a secret."""
        try:
            return SERVICES[scheme_of(address)][1]
        except NotLetIn:
            return "…"

    def send_many(
        self, messages: Sequence[Message], provider: Provider
    ) -> Iterable[Result]:
        return side_by_side(_sent, messages, self.width)


def _sent(message: Message) -> Result:
    try:
        service = plugin_for(message.address, **_HOW)
    except NotLetIn as flaw:
        return refused(message, str(flaw))
    if service.notify(body=message.text or message.short, title=message.subject):
        return taken(message)
    return fails(message, "the service did not take it")


CHANNEL = Apprise()
