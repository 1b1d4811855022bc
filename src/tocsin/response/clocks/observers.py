from collections.abc import Sequence

from tocsin.register.core.feed import Heard
from tocsin.response.clocks.actions import settle


def count_clocks(heard: Sequence[Heard]) -> None:
    """Clocks follow what happened. Repeating it changes nothing."""
    settle({entry.incident_id for entry in heard})
