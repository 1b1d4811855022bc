from collections.abc import Sequence

from tocsin.register.core.feed import Heard
from tocsin.register.watching.actions import carry_watchers, tell_of


def tell_people(heard: Sequence[Heard]) -> None:
    """Whoever has to do with what happened is told. Repeating it changes nothing."""
    tell_of([(entry.incident_id, entry.seq) for entry in heard])


def watch_on(heard: Sequence[Heard]) -> None:
    """Whoever watched what was merged watches where it goes on."""
    carry_watchers({entry.incident_id for entry in heard})
