"""What reports hear of the register: each in a turn of its own, for each locks what it
changes in the order of ids."""

from collections.abc import Sequence

from tocsin.register.core.feed import Heard
from tocsin.response.reports import actions
from tocsin.response.reports.actions.adopting import TIES
from tocsin.response.reports.actions.following import MOVES
from tocsin.response.reports.actions.leaving import LEAVES
from tocsin.response.reports.actions.telling import SAYS

__all__ = [
    "LEAVES",
    "MOVES",
    "SAYS",
    "TIES",
    "adopt_reports",
    "bring_reports_along",
    "let_reports_go",
    "tell_reporters",
]


def let_reports_go(heard: Sequence[Heard]) -> None:
    """What goes its own way follows nothing. Repeating it changes nothing."""
    actions.let_go([(entry.incident_id, entry.seq) for entry in heard])


def adopt_reports(heard: Sequence[Heard]) -> None:
    """What the desk tied to what is known follows it. Repeating it changes nothing."""
    actions.adopt([(entry.incident_id, entry.seq) for entry in heard])


def tell_reporters(heard: Sequence[Heard]) -> None:
    """Reporters read what users are told. Repeating it changes nothing."""
    actions.tell_followers([(entry.incident_id, entry.seq) for entry in heard])


def bring_reports_along(heard: Sequence[Heard]) -> None:
    """Reports are as what they follow is. Repeating it changes nothing."""
    actions.bring_along({entry.incident_id for entry in heard})
