"""What Mattermost tells us: what people write, and commands. Pure.

https://developers.mattermost.com/integrate/webhooks/outgoing/
https://developers.mattermost.com/integrate/slash-commands/custom/
"""

import hmac
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from tocsin.foundation.notify.channels.contract import (
    Command,
    Heard,
    Incoming,
    NotGenuine,
    Said,
)
from tocsin.foundation.notify.channels.posting import object_in


def fields_of(incoming: Incoming) -> dict[str, Any]:
    """A form or JSON, as the webhook was made."""
    if incoming.body.lstrip()[:1] == b"{":
        return object_in(incoming.body)
    form = parse_qs(incoming.body.decode("utf-8", "replace"))
    return {name: values[0] for name, values in form.items()}


def is_command(fields: Mapping[str, Any]) -> bool:
    return bool(fields.get("command"))


def heard_in(fields: Mapping[str, Any], tokens: str) -> Heard:
    """What a person wrote or asked for, where one of our tokens came with it.
    Mattermost tells no outgoing webhook of what an incoming one posted, ours neither;
    a post is named by its id."""
    given = str(fields.get("token") or "").encode("utf-8", "replace")
    known = [hmac.compare_digest(each.encode(), given) for each in tokens.split()]
    if not given or not any(known):
        raise NotGenuine
    name, place = str(fields.get("user_name") or ""), _place(fields)
    if not name or not place:
        return Heard()
    told = {"address": place, "by": f"@{name.lower()}", "name": name}
    told["text"] = str(fields.get("text") or "")
    if is_command(fields):
        return Heard(commands=[Command(**told, place=f"~{place}")])
    number = str(fields.get("post_id") or "")
    return Heard(said=[Said(**told, id=number)] if number else ())


def _place(fields: Mapping[str, Any]) -> str:
    return str(fields.get("channel_name") or "").lower()
