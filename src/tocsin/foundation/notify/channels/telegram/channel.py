"""Telegram: a bot's message, answered by the buttons below it.

https://core.telegram.org/bots/api#sendmessage
"""

import hmac
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from tocsin.foundation.notify.channels.contract import (
    BY_LINK,
    AddressUnfit,
    Answer,
    Channel,
    Enrolled,
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
from tocsin.foundation.notify.channels.plainly import told
from tocsin.foundation.notify.channels.posting import (
    allowed_networks,
    as_json,
    object_in,
    posted,
    refused,
    taken,
    told_json,
    verdict,
)
from tocsin.kernel.outward.addresses import NotAllowed
from tocsin.kernel.outward.asking import Asking, NotReached, ask
from tocsin.kernel.outward.asking import Heard as Said

_SERVER = "https://api.telegram.org"
_ADDRESS = re.compile(r"-?[0-9]{1,20}", re.ASCII)
_SECRET = "x-telegram-bot-api-secret-token"
_MOST = 4000
# What a button sends back (Bot API, InlineKeyboardButton.callback_data).
MOST_TOKEN = 64


class Telegram(Channel):
    """A message by the organisation's bot. People begin it by a link, since no bot may
    write to somebody who did not."""

    name = "telegram"
    title = "Telegram"
    icon = "send"
    has_rooms = True
    enrolment = BY_LINK
    address_label = _("Chat ID")
    address_help = _("A number; of a group it begins with a minus sign.")
    kinds = (
        ProviderKind(
            key="bot",
            title=_("A bot"),
            help=_("Made with @BotFather. Checking it tells Telegram where to answer."),
            settings=(
                Setting(name="token", label=_("Token of the bot"), secret=True),
                Setting(name="bot", label=_("Name of the bot"), help="acme_tocsin_bot"),
                Setting(
                    name="server",
                    label=_("Address of the Bot API"),
                    default=_SERVER,
                    required=False,
                ),
            ),
        ),
    )

    def fit(self, address: str) -> str:
        told = address.strip()
        if not _ADDRESS.fullmatch(told):
            raise AddressUnfit(_("A chat of Telegram is a number."))
        return told

    def check(self, provider: Provider) -> str:
        """The bot is there, and knows where to send what it hears."""
        known = {
            "url": provider.replies_url,
            "secret_token": _secret(provider),
            "allowed_updates": ["message", "callback_query"],
        }
        steps: list[tuple[str, dict[str, Any]]] = [("getMe", {})]
        if provider.replies_url.startswith("https://"):
            steps.append(("setWebhook", known))
        for method, body in steps:
            if flaw := _complaint(_asking(provider, method, body)):
                return flaw
        return ""

    def send_many(
        self, messages: Sequence[Message], provider: Provider
    ) -> Iterable[Result]:
        def write(message: Message) -> Asking:
            return _asking(provider, "sendMessage", message_body(message))

        return posted(write, messages, _understood, self.width)

    def enrol_link(self, provider: Provider, code: str) -> str:
        return f"https://t.me/{provider.settings['bot'].lstrip('@')}?start={code}"

    def parse_reply(self, incoming: Incoming, provider: Provider) -> Heard:
        secret = incoming.headers.get(_SECRET, "")
        if not hmac.compare_digest(secret.encode(), _secret(provider).encode()):
            raise NotGenuine
        update = object_in(incoming.body)
        if press := _object(update, "callback_query"):
            return _pressed(press)
        return _written(_object(update, "message"))

    def reply_to(self, incoming: Incoming, provider: Provider, told: str) -> Reply:
        """Telegram takes a call of its API as the answer to its request."""
        update = object_in(incoming.body)
        if press := _object(update, "callback_query"):
            said = {
                "method": "answerCallbackQuery",
                "callback_query_id": str(press.get("id", "")),
                "text": told[:200],
                "show_alert": True,
            }
        elif told and (chat := _chat(_object(update, "message"))):
            said = {"method": "sendMessage", "chat_id": chat, "text": told[:_MOST]}
        else:
            return Reply()
        return Reply(body=as_json(said), content_type="application/json")


def message_body(message: Message) -> dict[str, Any]:
    """Without a parse mode: words stay words."""
    parts = (message.subject, told(message), message.link, message.why)
    words = "\n\n".join(part for part in parts if part)
    buttons = [
        {"text": each.label, "callback_data": each.token}
        if len(each.token.encode()) <= MOST_TOKEN
        else {"text": each.label, "url": each.url}
        for each in message.actions
    ]
    body: dict[str, Any] = {
        "chat_id": message.address,
        "text": words[:_MOST],
        "disable_notification": not message.loud,
        "link_preview_options": {"is_disabled": True},
    }
    if buttons:
        body["reply_markup"] = {"inline_keyboard": [buttons]}
    return body


def _pressed(press: dict[str, Any]) -> Heard:
    # Of a person alone with the bot both are the same; in a group it is who pressed.
    who = str(_object(press, "from").get("id", ""))
    chat = who or _chat(_object(press, "message"))
    token = press.get("data")
    return Heard(answers=[Answer(address=chat, token=str(token))] if token else ())


def _written(message: dict[str, Any]) -> Heard:
    """`/start CODE` came by the link; anything else is an answer in words."""
    chat, text = _chat(message), str(message.get("text") or "")
    if not chat or not text:
        return Heard()
    if text.startswith("/start"):
        code = text.removeprefix("/start").strip()
        who = _object(message, "chat")
        label = who.get("username") or who.get("title") or who.get("first_name") or chat
        made = Enrolled(code=code, address=chat, label=str(label)[:60])
        return Heard(enrolled=[made] if code else ())
    return Heard(answers=[Answer(address=chat, text=text)])


def _chat(message: dict[str, Any]) -> str:
    return str(_object(message, "chat").get("id", ""))


def _object(whole: dict[str, Any], name: str) -> dict[str, Any]:
    found = whole.get(name)
    return found if isinstance(found, dict) else {}


def _asking(provider: Provider, method: str, body: object) -> Asking:
    server = (provider.settings.get("server") or _SERVER).rstrip("/")
    url = f"{server}/bot{provider.settings['token']}/{method}"
    return Asking(url, "POST", {"Content-Type": "application/json"}, as_json(body))


def _complaint(what: Asking) -> str:
    try:
        heard = ask(what, allowed=allowed_networks())
    except (NotReached, NotAllowed) as flaw:
        return str(flaw)
    found = told_json(heard)
    if found.get("ok") is True:
        return ""
    return f"{heard.status} {found.get('description', '')}".strip()


def _understood(message: Message, heard: Said) -> Result:
    """400 and 403 are about the chat (unknown, or the bot was blocked); 401 and 404
    are about the bot."""
    found = told_json(heard)
    said = str(found.get("description", ""))
    if found.get("ok") is True:
        return taken(message, _object(found, "result").get("message_id", ""))
    if heard.status in (400, 403):
        return refused(message, said)
    result = verdict(message, heard, said, own=False)
    wait = _object(found, "parameters").get("retry_after")
    if isinstance(wait, int) and 0 <= wait < 3600:
        return replace(result, retry_after=timedelta(seconds=wait))
    return result


def _secret(provider: Provider) -> str:
    """What Telegram tells with each update; made from our own secret and the bot's."""
    about = f"{provider.key} {provider.settings['token']}"
    return str(salted_hmac("tocsin telegram", about, algorithm="sha256").hexdigest())


CHANNEL = Telegram()
