"""Reads that several pages share."""

from collections.abc import Sequence

from tocsin.foundation.accounts.rules import Actor
from tocsin.register.work.reads import Major, first_major


def open_majors(actor: Actor) -> Sequence[Major]:
    """The major incident for the strip, if one is open; a requester is not shown it."""
    first = None if actor.is_requester else first_major(actor)
    return [first] if first else []
