"""From alerts that moved to what is acted on, for all that moves alerts."""

from datetime import datetime

from tocsin.intake.alerts.changes import AlertFacts, Moved
from tocsin.intake.alerts.damping import damp
from tocsin.intake.alerts.inhibiting import keep_inhibitors
from tocsin.intake.alerts.suppression import suppressions
from tocsin.intake.alerts.writing import write
from tocsin.intake.correlation.correlating import correlate


def act_on(moved: Moved, now: datetime) -> None:
    """What flaps or is held back says so; all else opens, joins and ends incidents.

    In the caller's transaction, which holds the lock of folding, so that alerts move
    in one order.
    """
    keep_inhibitors(moved)
    damp(moved, now)
    hold_back([*moved.opened, *moved.returned], now)
    correlate(moved, now)


def hold_back(alerts: list[AlertFacts], now: datetime) -> None:
    """Alerts that nothing holds back yet, and that something does now, say what."""
    free = [alert for alert in alerts if not alert.suppressed and not alert.incident_id]
    marks = suppressions(free, now) if free else {}
    if not marks:
        return
    held = [alert for alert in free if alert.id in marks]
    for alert in held:
        alert.suppressed = marks[alert.id]
    write(held)
