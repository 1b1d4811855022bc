"""What correlation hears: incidents become one, or two again."""

from collections.abc import Sequence

from tocsin.intake.correlation.telling import publish_counts_of
from tocsin.register.core.entries import Kind
from tocsin.register.core.feed import Heard
from tocsin.register.work.actions.monitors import hold

MERGES = frozenset({Kind.ABSORBED, Kind.PARTED})


def count_merged(heard: Sequence[Heard]) -> None:
    """The incident that goes on counts the alerts of both; parted, its own again."""
    numbers = {entry.incident_id for entry in heard}
    hold(numbers)
    publish_counts_of(numbers)
