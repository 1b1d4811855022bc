"""What becomes of alerts because time passed. Each turn holds the lock of folding."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from tocsin.intake.alerts.changes import Moved
from tocsin.intake.alerts.damping import settle
from tocsin.intake.alerts.lapsing import lapse
from tocsin.intake.alerts.raising import over
from tocsin.intake.correlation.acting import act_on
from tocsin.intake.events.models import Bookmark
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
def _turn(move: Callable[[datetime], Moved]) -> int:
    Bookmark.objects.get_or_create(name="fold")
    Bookmark.objects.select_for_update(no_key=True).get(name="fold")
    now = clock.now()
    moved = move(now)
    touched = [*moved.opened, *moved.resolved, *moved.no_data]
    if touched:
        act_on(moved, now)
    return len(touched)
