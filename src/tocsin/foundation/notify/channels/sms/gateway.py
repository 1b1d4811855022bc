"""Any gateway with HTTP, described as data: what it is asked, and how its answers read.

Answers are asked by JMESPath (https://jmespath.org/specification.html) of an object
with `status`, `headers`, `text`, and `body` where that is JSON.
"""

import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from django.utils.translation import gettext_lazy as _

from tocsin.foundation.notify.channels.contract import (
    AddressUnfit,
    Answer,
    Incoming,
    Message,
    NotGenuine,
    Provider,
    ProviderKind,
    Report,
    Result,
    Setting,
)
from tocsin.foundation.notify.channels.contract import (
    Heard as Told,
)
from tocsin.foundation.notify.channels.posting import refused, taken, verdict
from tocsin.foundation.notify.channels.sms.filling import (
    DescriptionUnfit,
    body_of,
    expression,
    headers_of,
    need_fields,
    need_header_lines,
    url_of,
)
from tocsin.kernel.outward.addresses import NotAllowed, need_shape
from tocsin.kernel.outward.asking import Asking, Heard

GATEWAY = "http"
_METHODS = {"POST": "POST", "PUT": "PUT", "GET": "GET"}
_USUAL_BODY = '{"to": "{{to}}", "text": "{{text}}", "from": "{{from}}"}'
_USUAL_HEADERS = "Content-Type: application/json\nAuthorization: Bearer {{secret}}"


def _asked(name: str, label: Any, help: Any = "") -> Setting:
    return Setting(name=name, label=label, help=help, required=False)


KIND = ProviderKind(
    key=GATEWAY,
    title=_("Any gateway with HTTP"),
    help=_(
        "Placeholders are {{to}}, {{text}}, {{from}}, {{id}}, {{replies}} and"
        " {{secret}}. Each is written as its place needs it."
    ),
    settings=(
        Setting(name="method", label=_("Method"), choices=_METHODS, default="POST"),
        Setting(name="url", label=_("Address"), help="https://sms.example.org/send"),
        Setting(name="secret", label=_("Secret"), secret=True, required=False),
        _asked("sender", _("From")),
        Setting(
            name="headers",
            label=_("Headers, one a line"),
            long=True,
            required=False,
            default=_USUAL_HEADERS,
        ),
        Setting(
            name="body",
            label=_("Body"),
            help=_("JSON, a form (a=b&c=d), XML or text, as Content-Type says."),
            long=True,
            required=False,
            default=_USUAL_BODY,
        ),
        _asked(
            "accepted",
            _("It was accepted when"),
            _("Such as body.status == 'queued'. Empty: with any status 2xx."),
        ),
        _asked("id", _("Its id is"), _("Such as body.messages[0].id.")),
        _asked(
            "never",
            _("It will never be accepted when"),
            _("Such as body.error == 'bad_number'. Empty: as the status says."),
        ),
        _asked("said", _("The gateway's words are"), _("Such as body.error.")),
        Setting(
            name="reply_secret",
            label=_("Secret of what it sends here"),
            help=_(
                "In the query (?key=…) or the header X-Key. Empty: nothing is taken."
            ),
            secret=True,
            required=False,
        ),
        _asked("reply_from", _("An answer is from"), _("Such as form.msisdn.")),
        _asked("reply_text", _("An answer says"), _("Such as form.text.")),
        _asked("report_id", _("A report is about the id"), _("Such as body.id.")),
        _asked(
            "report_delivered",
            _("It was delivered when"),
            _("Such as body.status == 'DELIVERED'."),
        ),
        _asked(
            "report_failed",
            _("It failed when"),
            _("Such as body.status == 'EXPIRED'."),
        ),
    ),
)
_EXPRESSIONS = (
    "accepted",
    "id",
    "never",
    "said",
    "reply_from",
    "reply_text",
    "report_id",
    "report_delivered",
    "report_failed",
)


def complaint(provider: Provider) -> str:
    """What is wrong with the description. The gateway itself is asked by a message
    alone: no two have another way."""
    told = provider.settings
    try:
        need_shape(url_of(told["url"], _EXAMPLE))
        need_header_lines(told.get("headers", ""))
        need_fields(told.get("headers", "") + told.get("body", "") + told["url"])
        body_of(told.get("body", ""), _type(told), _EXAMPLE)
        for name in _EXPRESSIONS:
            expression(told.get(name, ""))
    except (DescriptionUnfit, NotAllowed) as flaw:
        return str(flaw)
    return ""


_EXAMPLE = dict.fromkeys(("to", "text", "from", "id", "replies", "secret"), "x")


@dataclass(frozen=True, slots=True)
class Gateway:
    """One gateway, as it was described."""

    provider: Provider

    def asking(self, message: Message, text: str) -> Asking:
        told = self.provider.settings
        fields = {
            "to": message.address,
            "text": text,
            "from": told.get("sender", ""),
            "id": message.uid,
            "replies": f"{self.provider.replies_url}?m={message.id}",
            "secret": told.get("secret", ""),
        }
        try:
            headers = headers_of(told.get("headers", ""), fields)
            method = told.get("method", "POST")
            body = body_of(told.get("body", ""), _type(told), fields)
            url = url_of(told["url"], fields)
        except DescriptionUnfit as flaw:
            raise AddressUnfit(str(flaw)) from flaw
        return Asking(url, method, headers, b"" if method == "GET" else body)

    def understood(self, message: Message, heard: Heard) -> Result:
        seen = {
            "status": heard.status,
            "headers": dict(heard.headers),
            "text": heard.text,
            "body": _json(heard.body),
        }
        said = _text(self._asked("said", seen))
        if self._holds("never", seen):
            return refused(message, f"{heard.status} {said}")
        accepted = self.provider.settings.get("accepted", "")
        if 200 <= heard.status < 300 and (
            not accepted or self._holds("accepted", seen)
        ):
            return taken(message, _text(self._asked("id", seen)))
        if 200 <= heard.status < 300:
            return Result(
                message_id=message.id, taken=False, said=said or "not accepted"
            )
        return verdict(message, heard, said, own=False)

    def heard(self, incoming: Incoming, fit: Callable[[str], str]) -> Told:
        """An answer, or what became of a message; raises NotGenuine."""
        query = dict(parse_qsl(incoming.query or incoming.url.partition("?")[2]))
        self._need_secret(query.get("key", "") or incoming.headers.get("x-key", ""))
        form = dict(parse_qsl(incoming.body.decode("utf-8", "replace")))
        seen = {"query": query, "form": form, "body": _json(incoming.body)}
        text = _text(self._asked("reply_text", seen))
        sender = _text(self._asked("reply_from", seen))
        answers = [Answer(address=_fitted(sender, fit), text=text)] if text else []
        report = self._report(seen, query)
        return Told(answers=answers, reports=[report] if report else [])

    def _report(self, seen: Any, query: dict[str, str]) -> Report | None:
        delivered = self._holds("report_delivered", seen)
        if not delivered and not self._holds("report_failed", seen):
            return None
        known = _text(self._asked("report_id", seen))
        m = query.get("m", "")
        about = int(m) if m.isascii() and m.isdecimal() else None
        return Report(provider_id=known, message_id=about, delivered=delivered)

    def _need_secret(self, told: str) -> None:
        known = self.provider.settings.get("reply_secret", "")
        if not known or not hmac.compare_digest(known.encode(), told.encode()):
            raise NotGenuine

    def _asked(self, name: str, seen: Any) -> Any:
        found = expression(self.provider.settings.get(name, ""))
        return found(seen) if found else None

    def _holds(self, name: str, seen: Any) -> bool:
        return self._asked(name, seen) is True


def _type(told: Any) -> str:
    for line in told.get("headers", "").splitlines():
        name, _colon, value = line.partition(":")
        if name.strip().lower() == "content-type":
            return str(value.strip().lower())
    return "application/json"


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _text(value: Any) -> str:
    return str(value) if isinstance(value, str | int) and value is not True else ""


def _fitted(number: str, fit: Callable[[str], str]) -> str:
    """Gateways leave out the plus sign."""
    try:
        return fit(number if number.startswith(("+", "00")) else f"+{number}")
    except AddressUnfit:
        return number
