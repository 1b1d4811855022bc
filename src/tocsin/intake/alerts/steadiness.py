"""Whether an alert is flapping: a machine of two states. Pure.

It flaps from the change that is the `changes`-th within `within`, and has settled when
nothing has changed for `quiet`. So it needs many changes to enter and none to leave.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Patience:
    """When an alert flaps and when it has settled; with 0 changes, nothing flaps."""

    changes: int
    within: timedelta
    quiet: timedelta

    @property
    def is_off(self) -> bool:
        return self.changes <= 0


@dataclass(frozen=True, slots=True)
class Pulse:
    """The latest changes of one key, the earliest first, and since when it flaps."""

    changed: Sequence[datetime] = ()
    flapping_since: datetime | None = None

    @property
    def is_flapping(self) -> bool:
        return self.flapping_since is not None


def changed(pulse: Pulse, at: datetime, patience: Patience) -> Pulse:
    """The pulse after one more change of state."""
    told = [each for each in pulse.changed if each > at - patience.within]
    told = [*told, at][-max(patience.changes, 1) :]
    since = pulse.flapping_since
    if since is None and not patience.is_off and len(told) >= patience.changes:
        since = at
    return Pulse(told, since)


def settled(pulse: Pulse, now: datetime, patience: Patience) -> bool:
    """Whether a flapping one has been steady for long enough."""
    last = pulse.changed[-1] if pulse.changed else pulse.flapping_since
    return pulse.is_flapping and last is not None and now >= last + patience.quiet


def calm(pulse: Pulse) -> Pulse:
    """It has settled: what it did before counts no more."""
    return replace(pulse, changed=(), flapping_since=None)
