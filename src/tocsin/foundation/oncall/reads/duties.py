"""Who is on call: now, at any instant of the past, and as far ahead as is written."""

from collections.abc import Sequence
from datetime import datetime

from tocsin.foundation.oncall.queries import (
    Duty,
    Handover,
    handovers,
    on_call_at,
    on_call_between,
)


def on_call(moment: datetime) -> Sequence[Duty]:
    """Who is on call at an instant, by team and rank; shadows are not."""
    return on_call_at(moment)


def shifts_between(first: datetime, last: datetime) -> Sequence[Duty]:
    """Every shift of which some lies between two instants, whole."""
    return on_call_between(first, last)


def handovers_between(first: datetime, last: datetime) -> Sequence[Handover]:
    """The instants from the first on, before the last, at which on a schedule
    somebody comes or goes: who, and how long whoever comes stays."""
    return handovers(first, last)
