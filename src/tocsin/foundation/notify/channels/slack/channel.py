"""Slack: a message to a person or a channel, answered by buttons.

https://api.slack.com/methods/chat.postMessage
https://api.slack.com/reference/interaction-payloads/block-actions
"""

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs

from django.utils.translation import gettext_lazy as _

from tocsin.foundation.notify.channels.contract import (
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
from tocsin.foundation.notify.channels.posting import (
    allowed_networks,
    as_json,
    fails,
    object_in,
    posted,
    refused,
    taken,
    told_json,
    verdict,
)
from tocsin.foundation.notify.channels.slack.blocks import message_body
from tocsin.foundation.notify.channels.slack.signing import is_from_slack
from tocsin.kernel import clock
from tocsin.kernel.outward.addresses import NotAllowed
from tocsin.kernel.outward.asking import Asking, NotReached, ask
from tocsin.kernel.outward.asking import Heard as Said

_SERVER = "https://slack.com"
_ADDRESS = re.compile(r"[CDGUW][A-Z0-9]{6,20}", re.ASCII)
# Errors that are about the address, and no matter of time or of the app's set-up.
_NEVER = frozenset(
    {
        "channel_not_found",
        "is_archived",
        "user_not_found",
        "users_not_found",
        "user_disabled",
        "cannot_dm_bot",
        "msg_too_long",
        "invalid_blocks",
        "messages_tab_disabled",
    }
)


class Slack(Channel):
    """A message by an app of the workspace."""

    name = "slack"
    title = "Slack"
    icon = "hash"
    address_label = _("Member or channel ID")
    address_help = _(
        "In Slack: open the profile or the channel's details, then copy the ID."
        " It begins with U, W, C, G or D."
    )
    kinds = (
        ProviderKind(
            key="slack",
            title=_("A Slack app"),
            help=_("With the scope chat:write, and interactivity on."),
            settings=(
                Setting(name="token", label=_("Bot token (xoxb-…)"), secret=True),
                Setting(
                    name="signing_secret",
                    label=_("Signing secret"),
                    help=_("By which buttons are known to be Slack's."),
                    secret=True,
                    required=False,
                ),
                Setting(
                    name="server",
                    label=_("Address of Slack"),
                    default=_SERVER,
                    required=False,
                ),
            ),
        ),
    )

    def fit(self, address: str) -> str:
        told = address.strip().upper()
        if not _ADDRESS.fullmatch(told):
            raise AddressUnfit(_("An ID of Slack looks like U012AB3CD or C012AB3CD."))
        return told

    def check(self, provider: Provider) -> str:
        try:
            heard = ask(_asking(provider, "auth.test", {}), allowed=allowed_networks())
        except (NotReached, NotAllowed) as flaw:
            return str(flaw)
        told = told_json(heard)
        return "" if told.get("ok") is True else f"{heard.status} {_error(told)}"

    def send_many(
        self, messages: Sequence[Message], provider: Provider
    ) -> Iterable[Result]:
        def write(message: Message) -> Asking:
            return _asking(provider, "chat.postMessage", message_body(message))

        return posted(write, messages, _understood, self.width)

    def parse_reply(self, incoming: Incoming, provider: Provider) -> Heard:
        """A button: Slack sends a form with one field, `payload`."""
        if not is_from_slack(
            incoming.body,
            at=incoming.headers.get("x-slack-request-timestamp", ""),
            signature=incoming.headers.get("x-slack-signature", ""),
            secret=provider.settings.get("signing_secret", ""),
            now=clock.real_now(),
        ):
            raise NotGenuine
        told = _payload(incoming)
        if told.get("type") != "block_actions":
            return Heard()
        by = str((told.get("user") or {}).get("id", ""))
        pressed = [a for a in told.get("actions") or [] if a.get("type") == "button"]
        tokens = [str(a["value"]) for a in pressed if a.get("value")]
        return Heard(answers=[Answer(address=by, token=token) for token in tokens])

    def reply_to(self, incoming: Incoming, provider: Provider, told: str) -> Reply:
        """Slack shows nothing of the answer itself, so it is told at the address that
        came with the press, to whoever pressed."""
        url = str(_payload(incoming).get("response_url") or "")
        if told and url:
            said = {"response_type": "ephemeral", "replace_original": False}
            body = as_json(said | {"text": told})
            headers = {"Content-Type": "application/json"}
            what = Asking(url, "POST", headers, body)
            # Not told, the answer counts all the same: the timeline has it.
            with suppress(NotReached, NotAllowed):
                ask(what, allowed=allowed_networks(), patience=2)
        return Reply()


def _payload(incoming: Incoming) -> dict[str, Any]:
    fields = parse_qs(incoming.body.decode("utf-8", "replace"))
    return object_in(fields.get("payload", [""])[0].encode())


def _asking(provider: Provider, method: str, body: object) -> Asking:
    server = (provider.settings.get("server") or _SERVER).rstrip("/")
    headers = {
        "Authorization": f"Bearer {provider.settings['token']}",
        "Content-Type": "application/json; charset=utf-8",
    }
    return Asking(f"{server}/api/{method}", "POST", headers, as_json(body))


def _understood(message: Message, heard: Said) -> Result:
    """Slack says no with 200 and a word."""
    told = told_json(heard)
    if told.get("ok") is True:
        return taken(message, f"{told.get('channel', '')}/{told.get('ts', '')}")
    if heard.status != 200:
        return verdict(message, heard, _error(told), own=False)
    error = _error(told)
    return refused(message, error) if error in _NEVER else fails(message, error)


def _error(told: dict[str, Any]) -> str:
    return str(told.get("error", "an answer that is none of Slack's"))


CHANNEL = Slack()
