"""Whether escalation keeps its time: what is due is taken, and nobody is forgotten."""

from dataclasses import dataclass
from datetime import timedelta

from tocsin.kernel import clock
from tocsin.response.escalation import queries
from tocsin.response.escalation.invariant import breaches

# A step that is due for longer than this is somebody's business.
TOLERATED = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Keeping:
    """Since when the oldest step is due, and how many open incidents that nobody has
    answered have nothing due and no reason why not; none must."""

    overdue: timedelta
    forgotten: int

    @property
    def complaint(self) -> str:
        """What somebody should look after; empty when all is well."""
        if self.overdue > clock.lasting(TOLERATED):
            return "escalation is late"
        if self.forgotten:
            return "nothing is due for incidents that nobody has answered"
        return ""


def keeping() -> Keeping:
    now = clock.now()
    oldest = queries.oldest_due(now)
    forgotten = breaches(now, clock.lasting(TOLERATED))
    return Keeping(now - oldest if oldest else timedelta(), len(forgotten))
