"""What fails because something it stands on failed lies beneath that, and says so."""

from collections.abc import Mapping, Sequence

from tocsin.intake.alerts.beneath import PREFIX, beneath
from tocsin.intake.alerts.changes import AlertFacts
from tocsin.intake.alerts.models import Alert
from tocsin.intake.alerts.writing import write
from tocsin.intake.correlation.placing import Placed
from tocsin.register.work.held import Held, held

_SEVERE = ("critical", "error")


def fold_beneath(placed: Placed) -> None:
    """Alerts that joined the incident of a service that theirs cannot work without say
    `beneath:` and that service, if it has failed indeed: people said so, or an alert
    of at least the severity error. They are counted and listed there, and keep nobody
    from restoring it; when it is restored or over, and they fire still, they are
    raised by themselves."""
    gone = {**placed.opened, **placed.joined}
    strangers = _strangers(gone, held(gone)) if _differ(gone) else {}
    marked: list[AlertFacts] = []
    for (number, service), alerts in strangers.items():
        causes = beneath(alerts, {service})
        if not causes or not _has_failed(number, service):
            continue
        for alert in alerts:
            if alert.id in causes:
                alert.suppressed = f"{PREFIX}{service}"[:120]
                marked.append(alert)
    write(marked)


def _differ(gone: Mapping[int, Sequence[AlertFacts]]) -> bool:
    """Whether any of these alerts has a service at all; most storms know none."""
    return any(alert.service for alerts in gone.values() for alert in alerts)


def _strangers(
    gone: Mapping[int, Sequence[AlertFacts]], rows: Mapping[int, Held]
) -> dict[tuple[int, str], list[AlertFacts]]:
    """By incident and its service: its alerts of other services."""
    found: dict[tuple[int, str], list[AlertFacts]] = {}
    for number, alerts in gone.items():
        service = rows[number].service_id if number in rows else None
        for alert in alerts:
            if service and alert.service and alert.service != service:
                found.setdefault((number, service), []).append(alert)
    return found


def _has_failed(number: int, service: str) -> bool:
    """By its own alerts; an incident without any was told by people."""
    own = Alert.objects.filter(incident_id=number, service=service)
    severe = own.exclude(state=Alert.State.RESOLVED).filter(severity__in=_SEVERE)
    return severe.exists() or not own.exists()
