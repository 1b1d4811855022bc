"""What becomes of alerts because time passed. Each turn holds the lock of folding."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from tocsin.intake.alerts.changes import Moved
from tocsin.intake.alerts.damping import settle
from tocsin.intake.alerts.lapsing import lapse
from tocsin.intake.alerts.raising import over
from tocsin.intake.correlation.acting import act_on
from tocsin.intake.correlation.quieting import wake_quiet
from tocsin.intake.correlation.turns import hold_folding
from tocsin.kernel import clock


def lapse_alerts() -> int:
    """What was promised to be said again and was not has ended, or is without data."""
    return _turn(lapse)


def settle_alerts() -> int:
    """What flapped and is steady is acted on as it stands."""
    return _turn(settle)


def raise_alerts() -> int:
    """What was held back by something that is over is raised, or closed."""
    return _turn(over)


@transaction.atomic
def wake_incidents() -> int:
    """What nobody was paged for, and nothing quiets any more, is quiet no more."""
    hold_folding()
    return wake_quiet(clock.now())


@transaction.atomic
def _turn(move: Callable[[datetime], Moved]) -> int:
    hold_folding()
    now = clock.now()
    moved = move(now)
    touched = [*moved.opened, *moved.resolved, *moved.no_data]
    if touched:
        act_on(moved, now)
    return len(touched)
