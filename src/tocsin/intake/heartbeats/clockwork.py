from dataclasses import dataclass
from datetime import datetime, timedelta

from tocsin.foundation.config.reads import value
from tocsin.intake.heartbeats.actions.hearing import ask_for_due
from tocsin.intake.heartbeats.actions.keeping import forget_pings
from tocsin.intake.heartbeats.options import KEPT_DAYS
from tocsin.intake.heartbeats.rules import AWAY
from tocsin.kernel import clock


@dataclass(slots=True)
class _Looks:
    """When this process looked last, by the clock of the wall, which goes on while a
    machine sleeps, and by no other: a held clock that leaps was not away."""

    at: datetime | None = None

    def is_first(self) -> bool:
        now, last = clock.real_now(), self.at
        self.at = now
        return last is None or now - last > AWAY


_looks = _Looks()


def look_for_due() -> int:
    """Heartbeats that are due are looked at; after a start, or a sleep, not before
    their grace has passed anew."""
    return ask_for_due(is_first_look=_looks.is_first())


def forget_old_pings() -> int:
    """What was heard is kept for as long as was chosen."""
    return forget_pings(clock.now() - timedelta(days=value(KEPT_DAYS)))
