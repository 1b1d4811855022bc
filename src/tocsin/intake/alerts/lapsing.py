"""Alerts whose sender promised to say them again, and did not."""

from datetime import datetime, timedelta

from tocsin.intake.alerts import queries
from tocsin.intake.alerts.changes import Moved

_BATCH = 2000
# What was received lies in the database this much later at the latest.
_ON_ITS_WAY = timedelta(seconds=5)


def lapse(now: datetime) -> Moved:
    """They have ended or are without data, as their sources say. What waits to be
    folded counts as said: nothing lapses that was promised for later than that.

    In the caller's transaction, which holds the lock of folding, so that a repeat is
    folded before this or after it: then it returns from no data, or opens anew.
    """
    waiting = queries.oldest_waiting()
    until = min(waiting or now, now) - _ON_ITS_WAY
    ids = queries.lapse_alerts(until, now, _BATCH)
    if not ids:
        return Moved()
    moved = Moved()
    for alert in queries.facts_of_alerts(ids):
        lapsed = moved.resolved if alert.state == "resolved" else moved.no_data
        lapsed.append(alert)
    queries.tell_endings([a.id for a in moved.resolved], "resolved", now, "lapsed")
    queries.tell_endings([a.id for a in moved.no_data], "no_data", now, "lapsed")
    return moved
