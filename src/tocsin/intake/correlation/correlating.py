"""What becomes of alerts that moved: they open, join, restore and reopen incidents.

All is done in the transaction that moved the alerts, under the lock of folding: alerts
first, then the incidents concerned, all at once, in the order of their ids. Every entry
names its cause, so that nothing is said twice however often a turn is begun.
"""

from collections.abc import Iterable
from datetime import datetime

from tocsin.intake.alerts.changes import AlertFacts, Moved
from tocsin.intake.alerts.writing import write_new
from tocsin.intake.correlation.below import fold_beneath
from tocsin.intake.correlation.judging import judge
from tocsin.intake.correlation.placing import place
from tocsin.intake.correlation.quieting import keep_quiet
from tocsin.intake.correlation.restoring import restore_ended, return_impacts
from tocsin.intake.correlation.telling import (
    publish_counts,
    tell_acknowledged,
    tell_joined,
    tell_notes,
    tell_related,
    tell_worsened,
)


def correlate(moved: Moved, now: datetime) -> None:
    """Each alert that may have an incident has one, and each incident knows what its
    alerts told. Repeating it changes nothing."""
    fresh = _free(moved)
    free = {alert.id for alert in fresh}
    held = [alert for alert in moved.opened if alert.id not in free]
    write_new([*held, *moved.over])
    others = [
        *moved.resolved,
        *moved.acknowledged,
        *moved.changed,
        *(alert for alert, _text, _by in moved.noted),
    ]
    also = {alert.incident_id for alert in others if alert.incident_id}
    if not fresh and not also:
        return
    placed = place(fresh, also, judge(), now)
    fold_beneath(placed)
    keep_quiet(placed, now)
    return_impacts(placed)
    tell_joined(placed)
    tell_related(placed)
    tell_worsened(placed, moved.changed)
    tell_acknowledged(placed, moved.acknowledged)
    tell_notes(placed, moved.noted)
    restore_ended(placed, [a for a in moved.resolved if a.incident_id], now)
    publish_counts(placed)


def _free(moved: Moved) -> list[AlertFacts]:
    """The alerts that may open or join an incident: nothing holds them back, and they
    have none yet, or fire again."""
    again = {alert.id for alert in (*moved.opened, *moved.returned)}
    found: dict[int, AlertFacts] = {}
    told: Iterable[AlertFacts] = (*moved.opened, *moved.returned, *moved.changed)
    for alert in told:
        held = alert.suppressed or (alert.incident_id and alert.id not in again)
        ended = alert.state == "resolved" and alert.id not in again
        if not held and not ended:
            found.setdefault(alert.id, alert)
    return list(found.values())
