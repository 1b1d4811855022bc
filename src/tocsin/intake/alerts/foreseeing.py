"""What a window would do, before it is planned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tocsin.foundation.calendars.recurring import Span, occurrences
from tocsin.intake.alerts.changes import AlertFacts
from tocsin.intake.alerts.holds import Hold, held
from tocsin.intake.alerts.models import Alert
from tocsin.intake.alerts.planned import Window
from tocsin.intake.alerts.queries import facts_of_alerts
from tocsin.intake.alerts.windows import AHEAD, services_of

# So many of the alerts that stand are looked at, the latest.
LOOKED_AT = 2000
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Foreseen:
    """When it is open within the weeks ahead, which services it is about (None: all),
    and which alerts that stand it would hold if they began to fire in it."""

    spans: Sequence[Span]
    services: Sequence[str] | None
    alerts: Sequence[AlertFacts]
    more_alerts: int


def foreseen(window: Window, now: datetime) -> Foreseen:
    """Nothing of it is stored."""
    services = services_of(window)
    rows = Alert.objects.exclude(state=Alert.State.RESOLVED)
    if services is not None:
        rows = rows.filter(service__in=services)
    ids = list(rows.order_by("-id").values_list("id", flat=True)[:LOOKED_AT])
    facts = facts_of_alerts(ids) if ids else []
    hold = Hold(window.mark, window.asks, services or frozenset())
    marked = held(facts, [hold])
    found = [alert for alert in reversed(facts) if alert.id in marked]
    return Foreseen(
        occurrences(window.plan, now, now + AHEAD),
        None if services is None else sorted(services),
        found[:SHOWN],
        max(0, len(found) - SHOWN),
    )
