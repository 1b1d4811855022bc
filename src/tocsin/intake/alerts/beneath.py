"""What fails because something that it depends on failed, by the service map."""

from collections.abc import Collection, Iterable

from tocsin.foundation.services.reads import pulled_down
from tocsin.intake.alerts.changes import AlertFacts

PREFIX = "beneath:"


def beneath(
    alerts: Iterable[AlertFacts], open_services: Collection[str]
) -> dict[int, str]:
    """By alert: the nearest of the services with something open that its own service
    cannot work without. An alert of a service with something open itself lies beneath
    nothing, and one that merely has less in reserve still works and so fails alone."""
    told = list(alerts)
    if not told or not open_services:
        return {}
    causes = pulled_down({alert.service for alert in told}, open_services)
    return {alert.id: causes[a] for alert in told if (a := alert.service) in causes}
