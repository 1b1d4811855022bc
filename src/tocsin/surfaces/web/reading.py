"""Reads that several pages share."""

from collections.abc import Sequence
from typing import Any

from tocsin.foundation.accounts.rules import Actor
from tocsin.register.work.reads import queue


def open_majors(actor: Actor) -> Sequence[Any]:
    """Open major incidents for the strip; a requester is not shown it."""
    if actor.is_requester:
        return []
    return queue(actor, "major", limit=1).rows
