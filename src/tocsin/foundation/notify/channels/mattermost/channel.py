"""Mattermost: an incoming webhook, answered by buttons.

https://developers.mattermost.com/integrate/webhooks/incoming/
https://developers.mattermost.com/integrate/plugins/interactive-messages/
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from tocsin.foundation.notify.channels.contract import (
    Action,
    AddressUnfit,
    Answer,
    Channel,
    Heard,
    Incoming,
    Message,
    NotGenuine,
    Provider,
    ProviderKind,
    Reply,
    Result,
    Setting,
)
from tocsin.foundation.notify.channels.mattermost.hearing import (
    fields_of,
    heard_in,
    is_command,
)
from tocsin.foundation.notify.channels.plainly import as_post, told
from tocsin.foundation.notify.channels.posting import (
    as_json,
    posted,
    refused,
    told_json,
    verdict,
)
from tocsin.foundation.notify.rules import POST
from tocsin.kernel.outward.addresses import NotAllowed, need_shape
from tocsin.kernel.outward.asking import Asking
from tocsin.kernel.outward.asking import Heard as Said

_ADDRESS = re.compile(r"@?[a-z0-9][a-z0-9._-]{0,63}", re.ASCII)
_STYLES = {"acknowledge": "primary", "resolve": "success", "escalate": "warning"}


class Mattermost(Channel):
    """A post by an incoming webhook, to a channel or directly to a person."""

    name = "mattermost"
    title = "Mattermost"
    icon = "message-circle"
    has_rooms = True
    hears_rooms = True
    address_label = _("Channel or @name")
    address_help = _("A channel as in its address (town-square), or @ada.lovelace.")
    kinds = (
        ProviderKind(
            key="webhook",
            title=_("An incoming webhook"),
            help=_("It is not locked to one channel, so that it reaches everybody."),
            settings=(
                Setting(name="url", label=_("Address of the webhook"), secret=True),
                Setting(
                    name="tokens",
                    label=_("Tokens of outgoing webhooks and commands"),
                    help=_(
                        "Those that Mattermost showed when they were made, with spaces"
                        " between. Without them nothing is heard."
                    ),
                    secret=True,
                    required=False,
                ),
            ),
        ),
    )

    def fit(self, address: str) -> str:
        told = address.strip().lower()
        if not _ADDRESS.fullmatch(told):
            raise AddressUnfit(_("Such as town-square or @ada.lovelace."))
        return told

    def check(self, provider: Provider) -> str:
        try:
            need_shape(provider.settings["url"])
        except NotAllowed as flaw:
            return str(flaw)
        return ""

    def send_many(
        self, messages: Sequence[Message], provider: Provider
    ) -> Iterable[Result]:
        def write(message: Message) -> Asking:
            headers = {"Content-Type": "application/json"}
            body = as_json(post_body(message, provider))
            return Asking(provider.settings["url"], "POST", headers, body)

        return posted(write, messages, _understood, self.width)

    def parse_reply(self, incoming: Incoming, provider: Provider) -> Heard:
        """A button, or what an outgoing webhook or a command tells. Mattermost signs
        nothing, but keeps an action's context to itself: what comes back with our proof
        in it was made by us. Webhooks and commands carry a token that it made."""
        pressed = fields_of(incoming)
        if "context" not in pressed:
            return heard_in(pressed, provider.settings.get("tokens", ""))
        context = pressed.get("context")
        context = context if isinstance(context, dict) else {}
        token = str(context.get("token", ""))
        proof = str(context.get("proof", ""))
        if not token or not constant_time_compare(proof, _proof(token, provider)):
            raise NotGenuine
        by = str(pressed.get("user_name") or "")
        return Heard(answers=[Answer(address=f"@{by}" if by else "", token=token)])

    def reply_to(self, incoming: Incoming, provider: Provider, told: str) -> Reply:
        """What is only heard is answered with nothing, or it would go round."""
        fields = fields_of(incoming)
        if is_command(fields):
            said = {"response_type": "ephemeral", "text": told}
            return Reply(body=as_json(said), content_type="application/json")
        told = told if "context" in fields else ""
        body = as_json({"ephemeral_text": told} if told else {})
        return Reply(body=body, content_type="application/json")


def post_body(message: Message, provider: Provider) -> dict[str, Any]:
    if message.kind == POST:
        return {"channel": message.address, "text": plain(as_post(message))[:7000]}
    attachment: dict[str, Any] = {
        "fallback": message.short or message.subject,
        "title": message.subject,
        "text": plain(told(message))[:7000],
        "actions": [
            _button(action, provider)
            for action in message.actions
            if provider.replies_url
        ],
    }
    if message.link:
        attachment["title_link"] = message.link
    if message.why:
        attachment["footer"] = message.why[:300]
    return {
        "channel": message.address,
        "text": plain(message.subject),
        "attachments": [attachment],
        "props": {"disable_group_highlight": True},
    }


def plain(text: str) -> str:
    """Words that mention nobody and are no markup: a letter of no width after each @,
    and a backslash before what means something."""
    words = "".join(f"\\{c}" if c in "\\`*_~[]#<>|" else c for c in text)
    return words.replace("@", "@\u200b")


def _button(action: Action, provider: Provider) -> dict[str, Any]:
    """Ids of actions hold letters and digits alone."""
    context = {"token": action.token, "proof": _proof(action.token, provider)}
    return {
        "id": action.verb.replace("_", ""),
        "type": "button",
        "name": action.label,
        "style": _STYLES.get(action.verb, "default"),
        "integration": {"url": provider.replies_url, "context": context},
    }


def _proof(token: str, provider: Provider) -> str:
    about = f"{provider.key} {token}"
    made = salted_hmac("tocsin mattermost", about, algorithm="sha256")
    return str(made.hexdigest())


def _understood(message: Message, heard: Said) -> Result:
    """`ok`, or an error with an id, such as web.incoming_webhook.channel.app_error."""
    flaw = told_json(heard)
    said = str(flaw.get("message", ""))
    if heard.status in (400, 404) and ".channel" in str(flaw.get("id", "")):
        return refused(message, said)
    return verdict(message, heard, said, own=False)


CHANNEL = Mattermost()
