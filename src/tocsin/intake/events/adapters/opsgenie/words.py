"""Where Opsgenie's fields of an alert stand in ours."""

import re
from collections.abc import Mapping
from typing import Any

from tocsin.intake.events.adapters.nesting import listed, mapping
from tocsin.intake.events.adapters.texts import WORD, line, text

SEVERITY: Mapping[str, str] = {
    "P1": "critical",
    "P2": "error",
    "P3": "warning",
    "P4": "info",
    "P5": "info",
}
# Each tag is a label of its own, so that tags can be added and taken away one by one.
TAG, TAGGED = "tag:", "true"
DETAILS = 120
# Opsgenie's own fields, and the labels and annotations that hold them.
FIELDS: Mapping[str, str] = {
    "entity": "entity",
    "source": "source",
    "priority": "priority",
    "responders": "responders",
    "actions": "actions",
    "visibleTo": "visible_to",
}
_ASKED = re.compile(
    r"(?P<alert>.+)/(?P<verb>(?:actions|attachments)/[^/]+|acknowledge|actions|assign"
    r"|attachments|close|description|details|escalate|logs|message|notes|priority"
    r"|recipients|responders|snooze|tags|teams|unacknowledge)",
    re.DOTALL,
)


def shortened_tag(tag: Any) -> str:
    return line(tag, 50)


def responders(told: Any) -> str:
    """`team:netops, user:ada@example.com`."""
    return line(", ".join(filter(None, map(responder, listed(told)[:50]))), WORD)


def responder(told: Any) -> str:
    """Whom it names: `team:netops`, `user:ada@example.com`."""
    one = mapping(told)
    names = (one.get(field) for field in ("name", "username", "fullName", "id"))
    name = next(filter(None, (text(each, 100) for each in names)), "")
    kind = text(one.get("type"), 20)
    return f"{kind}:{name}" if kind and name else name


def parted_path(path: str) -> tuple[str, str]:
    """The alert that a path names, and what is asked of it. An alias may hold slashes:
    what is asked stands behind the last, and is one of the words that can be asked."""
    whole = path.strip("/")
    found = _ASKED.fullmatch(whole)
    return (found["alert"], found["verb"]) if found else (whole, "")
