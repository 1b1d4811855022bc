"""A message in Slack's blocks (https://api.slack.com/reference/block-kit/blocks)."""

from typing import Any

from tocsin.foundation.notify.channels.contract import Action, Message
from tocsin.foundation.notify.channels.plainly import as_post, told
from tocsin.foundation.notify.rules import POST

_QUIETLY = {"unfurl_links": False, "unfurl_media": False}
_STYLES = {"acknowledge": "primary", "resolve": "danger"}


def message_body(message: Message) -> dict[str, Any]:
    """`text` is what notifications and screen readers say. What a swarm says is one
    line among those that people write."""
    if message.kind == POST:
        text = escaped(as_post(message))[:3900]
        return {"channel": message.address, "text": text} | _QUIETLY
    blocks: list[dict[str, Any]] = [
        {"type": "header", "text": _plain(message.subject, 150)},
        {"type": "section", "text": {"type": "mrkdwn", "text": _told(message)}},
    ]
    if message.actions:
        buttons = [_button(action) for action in message.actions[:5]]
        blocks.append({"type": "actions", "elements": buttons})
    if message.why:
        said = {"type": "mrkdwn", "text": escaped(message.why)[:1900]}
        blocks.append({"type": "context", "elements": [said]})
    return {
        "channel": message.address,
        "text": escaped(message.short or message.subject)[:3900],
        "blocks": blocks,
        **_QUIETLY,
    }


def escaped(text: str) -> str:
    """So that no words of an incident mention everybody or make a link: Slack's three
    control letters (https://api.slack.com/reference/surfaces/formatting#escaping)."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _told(message: Message) -> str:
    body = escaped(told(message) or message.subject)[:2800]
    return f"{body}\n<{message.link}>" if message.link else body or " "


def _button(action: Action) -> dict[str, Any]:
    made = {
        "type": "button",
        "action_id": action.verb,
        "text": _plain(action.label, 75),
        "value": action.token,
    }
    style = _STYLES.get(action.verb)
    return made | ({"style": style} if style else {})


def _plain(text: str, most: int) -> dict[str, Any]:
    return {"type": "plain_text", "text": text[:most] or " ", "emoji": False}
