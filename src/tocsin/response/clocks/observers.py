from collections.abc import Sequence

from tocsin.register.core.feed import Heard
from tocsin.response.clocks.actions import settle


def count_clocks(heard: Sequence[Heard]) -> None:
    """Clocks follow what happened. Repeating it changes nothing."""
    settle({entry.incident_id for entry in heard})


def count_history(heard: Sequence[Heard]) -> None:
    """What is brought in has clocks like what is lived; nobody is told of them."""
    settle({entry.incident_id for entry in heard if entry.origin == "history"})
