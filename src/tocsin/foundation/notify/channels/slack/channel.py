"""Slack: a message to a person or a channel, answered by buttons.

https://api.slack.com/methods/chat.postMessage
https://api.slack.com/reference/interaction-payloads/block-actions
"""

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from tocsin.foundation.notify.channels.contract import (
    AddressUnfit,
    Channel,
    Heard,
    Incoming,
    Made,
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
    posted,
    refused,
    taken,
    told_json,
    verdict,
)
from tocsin.foundation.notify.channels.slack.blocks import escaped, message_body
from tocsin.foundation.notify.channels.slack.hearing import (
    challenge_in,
    heard_in,
    is_command,
    response_url,
)
from tocsin.foundation.notify.channels.slack.rooms import Call, made_room, shown_name
from tocsin.foundation.notify.channels.slack.signing import is_from_slack
from tocsin.kernel import clock
from tocsin.kernel.outward.addresses import NotAllowed
from tocsin.kernel.outward.asking import Asking, NotReached, ask
from tocsin.kernel.outward.asking import Heard as Said

_SERVER = "https://slack.com"
_FORM = "application/x-www-form-urlencoded"
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
    has_rooms = True
    hears_rooms = True
    makes_rooms = True
    address_label = _("Member or channel ID")
    address_help = _(
        "In Slack: open the profile or the channel's details, then copy the ID."
        " It begins with U, W, C, G or D."
    )
    kinds = (
        ProviderKind(
            key="slack",
            title=_("A Slack app"),
            help=_(
                "With the scope chat:write, and interactivity on; docs/channels.md"
                " names what rooms of swarms and commands take beside it."
            ),
            settings=(
                Setting(name="token", label=_("Bot token (xoxb-…)"), secret=True),
                Setting(
                    name="signing_secret",
                    label=_("Signing secret"),
                    help=_("By which what comes is known to be Slack's."),
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
        """A press, a command or an event: all are signed alike, and come to the one
        address that is named for each."""
        if not is_from_slack(
            incoming.body,
            at=incoming.headers.get("x-slack-request-timestamp", ""),
            signature=incoming.headers.get("x-slack-signature", ""),
            secret=provider.settings.get("signing_secret", ""),
            now=clock.real_now(),
        ):
            raise NotGenuine
        return heard_in(incoming)

    def reply_to(self, incoming: Incoming, provider: Provider, told: str) -> Reply:
        """A command is answered at once, to whoever gave it. Of a press Slack shows
        nothing itself, so it is told at the address that came with it, to whoever
        pressed. What is only heard is answered with nothing, or it would go round."""
        if challenge := challenge_in(incoming):
            return Reply(body=challenge.encode())
        if is_command(incoming):
            shown = as_json({"response_type": "ephemeral", "text": escaped(told)})
            return Reply(body=shown, content_type="application/json")
        url = response_url(incoming)
        if told and url:
            said = {"response_type": "ephemeral", "replace_original": False}
            body = as_json(said | {"text": told})
            headers = {"Content-Type": "application/json"}
            what = Asking(url, "POST", headers, body)
            # Not told, the answer counts all the same: the timeline has it.
            with suppress(NotReached, NotAllowed):
                ask(what, allowed=allowed_networks(), patience=2)
        return Reply()

    def make_room(self, provider: Provider, name: str, people: Sequence[str]) -> Made:
        return made_room(_call(provider), name, people)

    def name_of(self, provider: Provider, address: str) -> str:
        return shown_name(_call(provider, form=True), address)


def _call(provider: Provider, *, form: bool = False) -> Call:
    """A method of Slack's, and what it answered; an error of ours where it does not.
    What only reads takes a form alone."""

    def call(method: str, body: dict[str, Any]) -> dict[str, Any]:
        what = _asking(provider, method, body)
        if form:
            headers = {**what.headers, "Content-Type": _FORM}
            what = Asking(what.url, "POST", headers, urlencode(body).encode())
        try:
            return told_json(ask(what, allowed=allowed_networks(), patience=2))
        except (NotReached, NotAllowed) as flaw:
            return {"error": str(flaw)}

    return call


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
