"""Incidents that are recorded while nobody is to be paged for them.

They bear the tag `quiet`, for as long as all that ever joined them was quieted by a
window or a silence that goes on recording, and nothing stands that is not any more.
Whoever pages leaves out what bears it.
"""

from collections.abc import Iterable
from datetime import datetime

from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.intake.alerts import queries
from tocsin.intake.alerts.models import Alert
from tocsin.intake.alerts.suppression import quieted
from tocsin.intake.correlation.placing import Placed
from tocsin.register.core.reads.visible import visible_to
from tocsin.register.core.rules import OPEN
from tocsin.register.work.actions import tag
from tocsin.register.work.tags import QUIET

_LOOKED_AT, _BATCH = 200, 100


def keep_quiet(placed: Placed, now: datetime) -> None:
    """What was opened by quieted alerts alone is quiet; what anything else joined is
    quiet no more. The caller holds the incidents' locks."""
    gone = [*placed.opened.values(), *placed.joined.values()]
    if not gone:
        return
    marks = quieted([alert for alerts in gone for alert in alerts], now)
    loud = []
    for number, alerts in sorted({**placed.opened, **placed.joined}.items()):
        if any(alert.id not in marks for alert in alerts):
            loud.append(number)
        elif number in placed.opened:
            tag(number, by=SYSTEM, add=[QUIET])
    _wake(set(loud) - placed.opened.keys())


def wake_quiet(now: datetime) -> int:
    """What has alerts that stand and that nothing quiets any more is quiet no more;
    says how many. In the caller's transaction, which holds the lock of folding."""
    rows = visible_to(SYSTEM).filter(state__in=sorted(OPEN)).exclude(tags=[])
    quiet = rows.filter(tags__contains=[QUIET]).order_by("id")
    loud = [n for n in quiet.values_list("id", flat=True)[:_BATCH] if _is_loud(n, now)]
    return _wake(loud)


def _is_loud(number: int, now: datetime) -> bool:
    standing = Alert.objects.filter(incident_id=number, suppressed="")
    rows = standing.exclude(state=Alert.State.RESOLVED).values_list("id", flat=True)
    ids = list(rows[:_LOOKED_AT])
    alerts = queries.facts_of_alerts(ids) if ids else []
    return len(quieted(alerts, now)) < len(alerts)


def _wake(numbers: Iterable[int]) -> int:
    asked = list(numbers)
    if not asked:
        return 0
    rows = visible_to(SYSTEM).filter(id__in=asked, tags__contains=[QUIET])
    found = list(rows.order_by("id").values_list("id", flat=True))
    for number in found:
        tag(number, by=SYSTEM, remove=[QUIET])
    return len(found)
