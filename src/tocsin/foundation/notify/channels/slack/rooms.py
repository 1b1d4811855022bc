"""Making a room in Slack, and asking who somebody is.

https://api.slack.com/methods/conversations.create
https://api.slack.com/methods/conversations.invite
https://api.slack.com/methods/users.info
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

from tocsin.foundation.notify.channels.contract import Made

# What no second try mends.
_NEVER = frozenset(
    "invalid_auth account_inactive token_revoked missing_scope no_permission"
    " restricted_action user_is_restricted not_allowed_token_type"
    " invalid_name_specials invalid_name_maxlength invalid_name".split()
)
_NAMES = 5
_GUESTS = 100

Call = Callable[[str, dict[str, Any]], dict[str, Any]]


def made_room(call: Call, name: str, people: Sequence[str]) -> Made:
    """A public channel of this name, or of the next that is free, with these in it.
    Who cannot be invited is not: the room is there all the same."""
    wanted = re.sub(r"[^a-z0-9_-]", "-", name.lower())[:76]
    for number in range(1, _NAMES + 1):
        called = wanted if number == 1 else f"{wanted}-{number}"
        told = call("conversations.create", {"name": called, "is_private": False})
        if told.get("ok") is True:
            place = told.get("channel") or {}
            address = str(place.get("id") or "")
            users = [each for each in people if each[:1] in "UW"][:_GUESTS]
            if users:
                guests = {"channel": address, "users": ",".join(users), "force": True}
                call("conversations.invite", guests)
            return Made(address=address, name=f"#{place.get('name') or called}")
        error = str(told.get("error", ""))
        if error != "name_taken":
            return Made(said=error, permanent=error in _NEVER)
    return Made(said="name_taken", permanent=True)


def shown_name(call: Call, user: str) -> str:
    told = call("users.info", {"user": user}).get("user")
    profile = told.get("profile") if isinstance(told, dict) else {}
    profile = profile if isinstance(profile, dict) else {}
    return str(profile.get("real_name") or profile.get("display_name") or "") or user
