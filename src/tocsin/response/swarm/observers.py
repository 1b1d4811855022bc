"""What swarms hear of the register."""

from collections.abc import Sequence

from tocsin.register.core.entries import IN_SWARM, Kind
from tocsin.register.core.feed import Heard
from tocsin.response.swarm.actions.advancing import hurry_for
from tocsin.response.swarm.actions.ending import end_with_incidents
from tocsin.response.swarm.actions.mirroring import post_in_chats

_OVER = frozenset({Kind.RESOLVED, Kind.CLOSED, Kind.CANCELLED, Kind.MERGED})
HEARS = _OVER | {Kind.PAGE_FAILED}
# What is posted in the chats of swarms: all that is said in one.
POSTED = IN_SWARM


def follow_swarmed(heard: Sequence[Heard]) -> None:
    """Where the incident is over so is its swarm; who cannot be reached is replaced."""
    over = sorted({each.incident_id for each in heard if each.kind in _OVER})
    if over:
        end_with_incidents(over)
    failed = [each for each in heard if each.kind == Kind.PAGE_FAILED]
    if failed:
        hurry_for({(it.incident_id, str(it.body.get("person", ""))) for it in failed})


def mirror_swarms(heard: Sequence[Heard]) -> None:
    """What is said in a swarm is posted in its chats."""
    post_in_chats(heard)
