"""What Slack tells us: presses, what people write, commands. Pure.

https://api.slack.com/apis/events-api
https://api.slack.com/events/message
https://api.slack.com/interactivity/slash-commands
"""

import html
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from tocsin.foundation.notify.channels.contract import (
    Answer,
    Command,
    Heard,
    Incoming,
    Said,
)
from tocsin.foundation.notify.channels.posting import object_in

# A message without a subtype was written by a person; of the others, these too. Edits
# and deletions are told as others still: what was said stays said.
_BY_PEOPLE = frozenset({"", "me_message", "thread_broadcast", "file_share"})
_LINK = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")


def heard_in(incoming: Incoming) -> Heard:
    """A form with a press or a command, or an event as JSON."""
    if incoming.body.lstrip()[:1] == b"{":
        return _of_event(object_in(incoming.body))
    fields = parse_qs(incoming.body.decode("utf-8", "replace"))
    form = {name: values[0] for name, values in fields.items()}
    if form.get("command"):
        return _of_command(form)
    return _of_press(object_in(form.get("payload", "").encode()))


def challenge_in(incoming: Incoming) -> str:
    """What Slack asks to be told again before it sends events to an address."""
    told = object_in(incoming.body)
    is_asked = told.get("type") == "url_verification"
    return str(told.get("challenge") or "") if is_asked else ""


def response_url(incoming: Incoming) -> str:
    """Where an answer to a press is told."""
    fields = parse_qs(incoming.body.decode("utf-8", "replace"))
    told = object_in(fields.get("payload", [""])[0].encode())
    return str(told.get("response_url") or "")


def is_command(incoming: Incoming) -> bool:
    return b"command=" in incoming.body and b"payload=" not in incoming.body


def as_written(text: str) -> str:
    """A message as people read it: mentions and links are `<…>` on the wire
    (https://api.slack.com/reference/surfaces/formatting)."""
    return html.unescape(_LINK.sub(_shown, text))


def _shown(found: re.Match[str]) -> str:
    target, label = found.group(1), found.group(2) or ""
    if target[:1] in ("@", "#", "!"):
        sign = "" if target[0] == "!" else target[0]
        return f"{sign}{label or target[1:]}"
    return f"{label} ({target})" if label and label != target else target


def _of_press(told: Mapping[str, Any]) -> Heard:
    if told.get("type") != "block_actions":
        return Heard()
    by = str((told.get("user") or {}).get("id", ""))
    pressed = [a for a in told.get("actions") or [] if a.get("type") == "button"]
    tokens = [str(a["value"]) for a in pressed if a.get("value")]
    return Heard(answers=[Answer(address=by, token=token) for token in tokens])


def _of_command(form: Mapping[str, str]) -> Heard:
    made = Command(
        address=form.get("channel_id", ""),
        by=form.get("user_id", ""),
        text=form.get("text", ""),
        name=form.get("user_name", ""),
        place=f"#{form['channel_name']}" if form.get("channel_name") else "",
    )
    return Heard(commands=[made] if made.address and made.by else ())


def _of_event(told: Mapping[str, Any]) -> Heard:
    """A message that a person wrote. What bots write is passed over, and so is what we
    posted ourselves: so nothing goes round. A message is named by its channel and
    `ts`, the same however often and under whichever `event_id` it is told."""
    event = told.get("event")
    if told.get("type") != "event_callback" or not isinstance(event, dict):
        return Heard()
    is_message = event.get("type") == "message"
    by_person = event.get("subtype", "") in _BY_PEOPLE and not event.get("bot_id")
    place, by = str(event.get("channel") or ""), str(event.get("user") or "")
    ts = str(event.get("ts") or "")
    if not (is_message and by_person and place and by and ts):
        return Heard()
    text = as_written(str(event.get("text") or ""))
    return Heard(said=[Said(address=place, by=by, text=text, id=ts)])
