from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter

from tocsin.register.core.feed import Heard
from tocsin.register.watching.actions import tell_of


def tell_people(heard: Sequence[Heard]) -> None:
    """Whoever has to do with what happened is told. Repeating it changes nothing."""
    for incident_id, entries in groupby(heard, key=attrgetter("incident_id")):
        tell_of(incident_id, [entry.seq for entry in entries])
