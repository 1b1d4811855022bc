"""Webhooks and chats: told a test first, then subscribed."""

from collections.abc import Sequence
from dataclasses import dataclass

import orjson
from django.utils.translation import gettext as _

from tocsin.kernel.text import holdable
from tocsin.response.statuspage.actions.subscribing import subscribe_address
from tocsin.response.statuspage.messages import leave_url
from tocsin.response.statuspage.models import Page
from tocsin.response.statuspage.refusals import AddressUnfit
from tocsin.response.statuspage.rules.words import SLACK, TEAMS, WEBHOOK
from tocsin.response.statuspage.sending import allowed, new_secret, post

_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Made:
    """A subscription, its secret (shown once), and where one leaves."""

    secret: str
    leave: str
    channel: str


def subscribe_hook(
    page: Page,
    channel: str,
    address: str,
    *,
    components: Sequence[str] = (),
    kinds: Sequence[str] = (),
) -> Made:
    """A test message goes to the address, outside any transaction; when it is taken,
    the address is subscribed."""
    if channel not in (WEBHOOK, SLACK, TEAMS):
        raise AddressUnfit(why=_("there is no such channel."))
    address = holdable(address)
    if not address.startswith(("https://", "http://")) or len(address) > _LONGEST:
        raise AddressUnfit(why=_("it is no address of a web server."))
    secret = new_secret()
    body = _test(page, channel)
    heard = post(channel, address, body, secret=secret, within=allowed())
    if not heard.is_taken:
        raise AddressUnfit(why=heard.said)
    row = subscribe_address(
        page.slug, channel, address, secret=secret, components=components, kinds=kinds
    )
    return Made(secret.decode(), leave_url(page, row.code, row.nonce), channel)


def _test(page: Page, channel: str) -> bytes:
    text = _("This is a test: news of {page} will come here.").format(page=page.name)
    if channel == WEBHOOK:
        about = {"id": page.code, "name": page.name}
        return orjson.dumps({"meta": {"test": True}, "page": about, "text": text})
    if channel == SLACK:
        return orjson.dumps({"text": text})
    card = {
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [{"type": "TextBlock", "text": text, "wrap": True}],
    }
    kind = "application/vnd.microsoft.card.adaptive"
    attachment = {"contentType": kind, "contentUrl": None, "content": card}
    return orjson.dumps({"type": "message", "attachments": [attachment]})
