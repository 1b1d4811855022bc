"""Posting to a webhook or a chat outside any transaction: bodies that chats take, and
what became of a message."""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import orjson

from tocsin.kernel import clock
from tocsin.kernel.outward.addresses import Network, NotAllowed
from tocsin.kernel.outward.asking import Asking, NotReached, ask

# Refusals that pass: too slow (RFC 9110), too early (RFC 8470), too many (RFC 6585).
_PASSING = frozenset({408, 425, 429})
_CARD = "application/vnd.microsoft.card.adaptive"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Taken, refused for ever, or (neither) to be tried again."""

    is_taken: bool
    is_final: bool = False
    said: str = ""


def post(
    address: str,
    body: bytes,
    *,
    agent: str,
    secret: bytes = b"",
    within: Sequence[Network] = (),
) -> Outcome:
    """What the server at the address said to it; with a secret it is signed."""
    headers = {"Content-Type": "application/json", "User-Agent": agent}
    if secret:
        at = int(clock.now().timestamp())
        headers["Tocsin-Signature"] = signature(secret, at, body)
    try:
        heard = ask(Asking(address, headers=headers, body=body), allowed=within)
    except NotReached as flaw:
        return Outcome(False, said=str(flaw))
    except NotAllowed as flaw:
        return Outcome(False, is_final=True, said=str(flaw))
    if 200 <= heard.status < 300:
        return Outcome(True)
    passes = heard.status >= 500 or heard.status in _PASSING
    return Outcome(False, is_final=not passes, said=f"HTTP {heard.status}")


def signature(secret: bytes, at: int, body: bytes) -> str:
    """By what a receiver knows that it is from here and when it left: HMAC-SHA-256 over
    the seconds, a dot and the body."""
    made = hmac.new(secret, f"{at}.".encode() + body, hashlib.sha256)
    return f"t={at},v1={made.hexdigest()}"


def slack_plain(text: str) -> str:
    """Text in which Slack and Mattermost find no commands of theirs."""
    for letter, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.replace(letter, entity)
    return text


def teams_card(title: str, texts: Iterable[str], *, label: str, link: str) -> bytes:
    """An adaptive card, as workflows of Microsoft Teams take it."""
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [
            {"type": "TextBlock", "text": title, "weight": "Bolder", "wrap": True},
            *({"type": "TextBlock", "text": text, "wrap": True} for text in texts),
        ],
        "actions": [{"type": "Action.OpenUrl", "title": label, "url": link}],
    }
    attachment = {"contentType": _CARD, "contentUrl": None, "content": card}
    return orjson.dumps({"type": "message", "attachments": [attachment]})
