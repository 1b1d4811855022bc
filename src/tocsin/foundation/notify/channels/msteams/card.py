"""A message as an adaptive card (schema 1.4, what Teams shows everywhere)."""

from typing import Any

from tocsin.foundation.notify.channels.contract import Message
from tocsin.foundation.notify.channels.plainly import told

# A message to a workflow has at most 28 KB.
_MOST = 8000


def envelope(message: Message) -> dict[str, Any]:
    card = {
        "contentType": "application/vnd.microsoft.card.adaptive",
        "contentUrl": None,
        "content": adaptive_card(message),
    }
    return {"type": "message", "attachments": [card]}


def adaptive_card(message: Message) -> dict[str, Any]:
    body = [
        _text(message.subject, weight="Bolder", size="Medium", style="heading"),
        *(_text(part) for part in _parts(message)),
    ]
    if message.why:
        body.append(_text(message.why, isSubtle=True, size="Small"))
    actions = [_opens(each.label, each.url) for each in message.actions[:5]]
    if message.link:
        actions.append(_opens(message.subject[:60], message.link))
    return {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "lang": message.language,
        "fallbackText": message.short or message.subject,
        "msteams": {"width": "Full"},
        "body": body,
        "actions": actions[:6],
    }


def _parts(message: Message) -> list[str]:
    parts = told(message)[:_MOST].split("\n\n")
    return [part for part in parts if part.strip()]


def _text(text: str, **more: Any) -> dict[str, Any]:
    """Words only: what means something in Markdown is written so that it does not."""
    return {"type": "TextBlock", "text": plain(text), "wrap": True} | more


def plain(text: str) -> str:
    return "".join(f"\\{c}" if c in "\\`*_[]#<>" else c for c in text)


def _opens(title: str, url: str) -> dict[str, Any]:
    return {"type": "Action.OpenUrl", "title": title, "url": url}
