"""Where the pages of Tocsin's own drills end: taken, and told to nobody."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext_lazy as _

from tocsin.foundation.notify.channels.contract import (
    Channel,
    Message,
    Provider,
    Result,
)


class Inside(Channel):
    """Loud, since it stands for what wakes people. Its messages take the same way as
    all others up to here, and whoever sent the drill answers them by their links."""

    name = "inside"
    title = _("Inside")
    icon = "shield-check"
    address_label = _("Account")
    is_loud = True
    is_inside = True
    knows_repeats = True

    def own_provider(self) -> Provider:
        return Provider(
            key="inside", channel="inside", kind="inside", name=str(_("Inside"))
        )

    def send_many(
        self, messages: Sequence[Message], provider: Provider
    ) -> Iterator[Result]:
        for told in messages:
            yield Result(message_id=told.id, taken=True, delivered=True)


CHANNEL = Inside()
