"""Twilio's REST API, and that of others in its shape: what SMS and calls share.

https://www.twilio.com/docs/messaging/api/message-resource
https://www.twilio.com/docs/voice/api/call-resource
"""

from base64 import b64encode
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

from django.utils.translation import gettext_lazy as _

from tocsin.foundation.notify.channels.contract import (
    Incoming,
    Message,
    NotGenuine,
    Provider,
    ProviderKind,
    Reply,
    Report,
    Result,
    Setting,
)
from tocsin.foundation.notify.channels.posting import (
    allowed_networks,
    refused,
    taken,
    told_json,
    verdict,
)
from tocsin.foundation.notify.channels.sms.twilio_signing import is_from_twilio
from tocsin.kernel.outward.addresses import NotAllowed
from tocsin.kernel.outward.asking import Asking, Heard, NotReached, ask

TWILIO = "twilio"
_HOST = "https://api.twilio.com"
KIND = ProviderKind(
    key=TWILIO,
    title=_("Twilio, or one with its API"),
    help=_("The account, and a number or messaging service that it owns."),
    settings=(
        Setting(name="account", label=_("Account SID"), help=_("It begins with AC.")),
        Setting(name="token", label=_("Auth token"), secret=True),
        Setting(
            name="sender",
            label=_("From"),
            help=_("A number such as +15005550006, or a messaging service (MG…)."),
        ),
        Setting(
            name="server",
            label=_("Address of the API"),
            help=_("Another than Twilio's, where somebody else has the same API."),
            default=_HOST,
            required=False,
        ),
    ),
)
_FORM = "application/x-www-form-urlencoded"

# Of a message: accepted, queued, sending and sent are on their way. Of a call: queued,
# initiated, ringing and in-progress.
_ARRIVED = frozenset({"delivered", "read", "completed"})
# Errors that are about the number: no number, not reachable, unsubscribed, no mobile.
# https://www.twilio.com/docs/api/errors
_NEVER = frozenset({13223, 13224, 21211, 21214, 21217, 21610, 21612, 21614})
_LOST = frozenset({"undelivered", "failed", "busy", "no-answer", "canceled"})


def asking(provider: Provider, resource: str, form: Mapping[str, str]) -> Asking:
    """A new message or call."""
    return Asking(
        url=f"{_account(provider)}/{resource}.json",
        headers=_headers(provider) | {"Content-Type": _FORM},
        body=urlencode(form).encode(),
    )


def understood(message: Message, heard: Heard) -> Result:
    """What Twilio answered: the resource it made, or an error with its number."""
    told = told_json(heard)
    if 200 <= heard.status < 300 and told.get("sid"):
        return taken(message, told["sid"])
    code = told.get("code") or ""
    said = f"(error {code}) {told.get('message', '')}" if code else ""
    if code in _NEVER:
        return refused(message, said)
    return verdict(message, heard, said, own=False)


def complaint(provider: Provider) -> str:
    """What Twilio says of the account; empty where it is in order."""
    what = Asking(
        url=f"{_account(provider)}.json", method="GET", headers=_headers(provider)
    )
    try:
        heard = ask(what, allowed=allowed_networks())
    except (NotReached, NotAllowed) as flaw:
        return str(flaw)
    told = told_json(heard)
    if heard.status != 200:
        return f"{heard.status} {told.get('message', '')}".strip()
    status = told.get("status", "active")
    return "" if status == "active" else f"The account is {status}."


def genuine_form(incoming: Incoming, provider: Provider) -> dict[str, str]:
    """The form that Twilio sent; raises NotGenuine where it did not."""
    body = incoming.body.decode("utf-8", "replace")
    fields = parse_qsl(body, keep_blank_values=True, max_num_fields=None)
    told = incoming.headers.get("x-twilio-signature", "")
    token = provider.settings.get("token", "")
    if not is_from_twilio(whole_url(incoming), fields, told=told, token=token):
        raise NotGenuine
    return dict(fields)


def whole_url(incoming: Incoming) -> str:
    """As it was named to the provider: with the query."""
    if not incoming.query or "?" in incoming.url:
        return incoming.url
    return f"{incoming.url}?{incoming.query}"


def query_of(incoming: Incoming) -> dict[str, str]:
    return dict(parse_qsl(incoming.query or incoming.url.partition("?")[2]))


def message_id(incoming: Incoming) -> int | None:
    """Which of our messages the request is about: we wrote it into the address."""
    told = query_of(incoming).get("m", "")
    return int(told) if told.isascii() and told.isdecimal() else None


def report_of(
    form: Mapping[str, str], id: str, state: str, m: int | None
) -> Report | None:
    """What became of a message or call; None while it is under way."""
    if state not in _ARRIVED | _LOST:
        return None
    said = f"{state} {form.get('ErrorCode', '')}".strip()
    delivered = state in _ARRIVED
    return Report(provider_id=id, message_id=m, delivered=delivered, said=said)


def twiml(inside: str) -> Reply:
    """An answer in Twilio's markup; `inside` is escaped already."""
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return Reply(
        body=f"{head}<Response>{inside}</Response>".encode(),
        content_type="text/xml; charset=utf-8",
    )


def replies(provider: Provider, **told: object) -> str:
    """The address for answers and reports about one message."""
    return f"{provider.replies_url}?{urlencode(told)}"


def _account(provider: Provider) -> str:
    server = (provider.settings.get("server") or _HOST).rstrip("/")
    return f"{server}/2010-04-01/Accounts/{provider.settings['account']}"


def _headers(provider: Provider) -> dict[str, str]:
    pair = f"{provider.settings['account']}:{provider.settings['token']}"
    known = b64encode(pair.encode()).decode("ascii")
    return {"Authorization": f"Basic {known}", "Accept": "application/json"}
