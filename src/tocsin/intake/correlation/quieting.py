"""Incidents that are recorded while nobody is to be paged for them.

They bear the tag `quiet`, for as long as all that ever joined them was quieted by a
window or a silence that goes on recording, and nothing stands that is not any more.
Whoever pages leaves out what bears it.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.intake.alerts import queries
from tocsin.intake.alerts.models import Alert
from tocsin.intake.alerts.suppression import quieted
from tocsin.intake.correlation.placing import Placed
from tocsin.register.core.reads.visible import visible_to
from tocsin.register.core.rules import OPEN
from tocsin.register.work.actions import tag
from tocsin.register.work.tags import QUIET

# So many incidents are looked at, so many alerts of each, and of all together.
_INCIDENTS, _EACH, _ALL = 2000, 200, 20_000


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
    rows = visible_to(SYSTEM).filter(state__in=sorted(OPEN), alerts_count__gt=0)
    quiet = rows.exclude(tags=[]).filter(tags__contains=[QUIET]).order_by("id")
    standing = _standing(quiet.values_list("id", flat=True)[:_INCIDENTS])
    alerts = queries.facts_of_alerts([*standing]) if standing else []
    marks = quieted(alerts, now) if alerts else {}
    return _wake({standing[alert.id] for alert in alerts if alert.id not in marks})


def _standing(numbers: Iterable[int]) -> dict[int, int]:
    """Alerts of these incidents that stand, the first ones of each, with whose they
    are."""
    order = Window(RowNumber(), partition_by=F("incident_id"), order_by="id")
    rows = Alert.objects.filter(incident_id__in=list(numbers), suppressed="")
    stand = rows.exclude(state=Alert.State.RESOLVED).annotate(place=order)
    first: Any = stand.filter(place__lte=_EACH).order_by("place", "id")
    return dict(first.values_list("id", "incident_id")[:_ALL])


def _wake(numbers: Iterable[int]) -> int:
    asked = list(numbers)
    if not asked:
        return 0
    rows = visible_to(SYSTEM).filter(id__in=asked, tags__contains=[QUIET])
    found = list(rows.order_by("id").values_list("id", flat=True))
    for number in found:
        tag(number, by=SYSTEM, remove=[QUIET])
    return len(found)
