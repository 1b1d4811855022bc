"""Whether a thing of a set-up has the shape of one. Pure."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

_GROUP = {"group": str, "works_with": int}


def words(thing: Any) -> str:
    """A table of words."""
    if isinstance(thing, Mapping) and all(isinstance(w, str) for w in thing.values()):
        return ""
    return _("it is a table of words")


def needs(thing: Any) -> str:
    """What is needed, each alone or in a group of which so many must work."""
    if isinstance(thing, Mapping) and all(map(_is_need, thing.values())):
        return ""
    return _("it names what is needed: {} or {group: …, works_with: …}")


def _is_need(told: Any) -> bool:
    if told is None:
        return True
    return isinstance(told, Mapping) and all(
        type(value) is _GROUP.get(name) for name, value in told.items()
    )


def fits(value: Any, usual: Any, kind: type) -> bool:
    """Whether a field may hold this: nothing where that is usual, else its kind."""
    if value is None:
        return usual is None
    if type(value) is not kind:
        return False
    return not isinstance(value, list) or all(isinstance(it, str) for it in value)
