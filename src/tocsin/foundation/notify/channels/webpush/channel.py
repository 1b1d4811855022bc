"""Push to a browser or an installed app (RFC 8030), which wakes a phone.

The address is a short name of the subscription; what its service must be asked is the
method's data, as the browser told it: endpoint, p256dh, auth.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tocsin.foundation.mail.reads import sender
from tocsin.foundation.notify.channels.contract import (
    BY_BROWSER,
    AddressUnfit,
    Channel,
    Message,
    Provider,
    Result,
)
from tocsin.foundation.notify.channels.posting import (
    as_json,
    fails,
    posted,
    refused,
    taken,
    verdict,
)
from tocsin.foundation.notify.channels.webpush.encryption import (
    MOST,
    Unreadable,
    encrypted,
    point_of,
    public_key,
)
from tocsin.foundation.notify.channels.webpush.vapid import (
    authorization,
    base64url,
    from_base64url,
)
from tocsin.kernel import clock, home, keys
from tocsin.kernel.outward.addresses import NotAllowed, need_shape
from tocsin.kernel.outward.asking import Asking, Heard

# How long a service keeps what it could not hand over: a page is stale after this.
_TTL = 1800


class WebPush(Channel):
    """A notification by the browser, also when no page of ours is open."""

    name = "webpush"
    title = _("Push")
    icon = "bell-ring"
    is_loud = True
    enrolment = BY_BROWSER
    width = 16
    # The same tag takes the place of what is shown (Notifications API, 2.8).
    knows_repeats = True

    def own_provider(self) -> Provider | None:
        return Provider(
            key="webpush", channel="webpush", kind="vapid", name=str(_("Browsers"))
        )

    def shown(self, address: str) -> str:
        return address.partition("/")[0]

    def send_many(
        self, messages: Sequence[Message], provider: Provider
    ) -> Iterable[Result]:
        subject = contact()

        def write(message: Message) -> Asking:
            return _asking(message, subject)

        return posted(write, messages, _understood, self.width)


def application_key() -> str:
    """What a browser is told when it subscribes, so that nobody else can push to it."""
    return base64url(point_of(keys.push_key()))


def subscription(told: Any) -> tuple[str, dict[str, str]]:
    """Address and data of what a browser's `PushSubscription.toJSON()` says; raises
    AddressUnfit."""
    found = told if isinstance(told, dict) else {}
    inner = found.get("keys")
    inner = inner if isinstance(inner, dict) else {}
    data = {
        "endpoint": str(found.get("endpoint", "")),
        "p256dh": str(inner.get("p256dh", "")),
        "auth": str(inner.get("auth", "")),
    }
    _keys_of(data)
    digest = hashlib.sha256(data["endpoint"].encode()).hexdigest()[:16]
    return f"{urlsplit(data['endpoint']).hostname}/{digest}", data


def contact() -> str:
    """Whom a push service may write to about us (RFC 8292, 2.1)."""
    return home.url() if home.is_secure() else f"mailto:{sender()}"


def payload(message: Message) -> bytes:
    """What the service worker shows. It always fits: the words give way."""
    room = MOST
    for length in (1200, 400, 100, 0):
        told = as_json(_shown(message, length))
        if len(told) <= room:
            return told
    # Without buttons there is still the link, which leads to them.
    return as_json(_shown(replace(message, actions=()), 0))[:room]


def _shown(message: Message, length: int) -> dict[str, Any]:
    return {
        "title": message.subject[:120],
        "body": message.short[:length],
        "tag": message.thread or message.uid,
        "url": message.link,
        "loud": message.loud,
        "lang": message.language,
        "actions": [
            {"action": each.verb, "title": each.label, "url": each.url}
            | {"done": _done(each.verb, message)}
            for each in message.actions[:2]
        ],
    }


def _done(verb: str, message: Message) -> str:
    """What is shown once the button was pressed and did it."""
    with translation.override(message.language):
        if verb == "acknowledge":
            return gettext("Acknowledged")
        return gettext("Escalated") if verb == "escalate" else gettext("Done")


def _asking(message: Message, subject: str) -> Asking:
    endpoint = str(message.data.get("endpoint", ""))
    browser, auth = _keys_of(message.data)
    private = keys.push_key()
    headers = {
        "Authorization": authorization(
            endpoint, private=private, subject=subject, now=clock.real_now()
        ),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(_TTL),
        "Urgency": "high" if message.loud else "normal",
        "Topic": _topic(message),
    }
    body = encrypted(payload(message), browser=browser, auth=auth)
    return Asking(endpoint, "POST", headers, body)


def _topic(message: Message) -> str:
    """Of two with one topic that wait for a phone, the later replaces the earlier
    (RFC 8030, 5.4): 32 letters at most."""
    told = f"{message.thread} {message.kind}" if message.thread else message.uid
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def _keys_of(data: Any) -> tuple[bytes, bytes]:
    """The browser's key and secret; raises AddressUnfit."""
    try:
        need_shape(str(data.get("endpoint", "")))
        browser = from_base64url(str(data.get("p256dh", "")))
        auth = from_base64url(str(data.get("auth", "")))
        public_key(browser)
    except (NotAllowed, Unreadable, ValueError) as flaw:
        raise AddressUnfit(_("This is no subscription of a browser.")) from flaw
    if len(auth) != 16:
        raise AddressUnfit(_("This is no subscription of a browser."))
    return browser, auth


def _understood(message: Message, heard: Heard) -> Result:
    """201 with the message's own address; 404 and 410 when the browser unsubscribed."""
    if 200 <= heard.status < 300:
        return taken(message, heard.headers.get("location", ""))
    if heard.status in (404, 410):
        return refused(
            message, f"{heard.status} the browser is not subscribed any more"
        )
    if heard.status in (401, 403):
        # It was subscribed with another key than ours.
        return refused(message, f"{heard.status} {heard.text}")
    if heard.status == 413:
        return fails(message, "413 too long")
    return verdict(message, heard, own=True)


CHANNEL = WebPush()
