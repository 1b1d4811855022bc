"""What the link of a message opens, without signing in: read by whoever has it, and
not to be guessed."""

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest

from tocsin.kernel.holding import one_more, tries
from tocsin.kernel.refusal import Refusal
from tocsin.surfaces.web.refusals import LinksTriedTooOften

T = TypeVar("T")
# Links that open nothing, by address and minute.
_MOST_TRIED, _WINDOW = 20, 60


def opened_by_link(request: HttpRequest, kind: str, find: Callable[[], T]) -> T:
    """What `find` finds. What it refuses counts for the address that asks; raises
    `LinksTriedTooOften`, and finds nothing, after twenty in a minute."""
    name = f"link:{kind}:{request.META.get('REMOTE_ADDR', '')}"
    if tries(name) >= _MOST_TRIED:
        raise LinksTriedTooOften
    try:
        return find()
    except Refusal:
        one_more(name, _WINDOW)
        raise
