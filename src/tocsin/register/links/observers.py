"""What is said on merged incidents follows."""

from collections.abc import Sequence

from tocsin.register.core.feed import Heard
from tocsin.register.links.actions.following import FOLLOWED as HEARS
from tocsin.register.links.actions.following import follow

__all__ = ["HEARS", "follow_merged"]


def follow_merged(heard: Sequence[Heard]) -> None:
    """Notes and replies are told where they follow to. Repeating it changes nothing."""
    follow([(entry.incident_id, entry.seq) for entry in heard])
