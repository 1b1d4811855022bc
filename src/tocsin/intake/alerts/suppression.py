"""What keeps alerts from opening or joining an incident, asked for many at once."""

from collections.abc import Sequence
from datetime import datetime

from tocsin.intake.alerts.changes import AlertFacts
from tocsin.intake.alerts.holds import Hold, held
from tocsin.intake.alerts.inhibiting import inhibited
from tocsin.intake.alerts.planned import Occurrence
from tocsin.intake.alerts.silences import Silence
from tocsin.intake.alerts.windows import open_occurrences, services_of


def suppressions(alerts: Sequence[AlertFacts], now: datetime) -> dict[int, str]:
    """By the id of an alert: what keeps it from opening or joining an incident at this
    instant: `silence:7`, else `window:3`, else `inhibited:41`. What only keeps people
    from being paged is not among them."""
    holds = [hold for hold in every_hold(now) if not hold.keeps_recording]
    marks = {number: marks[0] for number, marks in held(alerts, holds).items()}
    return inhibited(alert for alert in alerts if alert.id not in marks) | marks


def quieted(alerts: Sequence[AlertFacts], now: datetime) -> dict[int, str]:
    """By the id of an alert: what keeps people from being paged for it, while its
    incident is recorded as ever."""
    holds = [hold for hold in every_hold(now) if hold.keeps_recording]
    return {number: marks[0] for number, marks in held(alerts, holds).items()}


def every_hold(now: datetime) -> list[Hold]:
    """Silences, then windows, that hold at this instant."""
    return [*silence_holds(now), *window_holds(now)]


def silence_holds(now: datetime) -> list[Hold]:
    """The silences that are active at this instant, those that end last first."""
    rows = Silence.objects.filter(starts_at__lte=now, ends_at__gt=now)
    return [hold_of(silence) for silence in rows.order_by("-ends_at", "id")]


def window_holds(now: datetime) -> list[Hold]:
    """The windows that are open at this instant, those that end last first."""
    return [hold_of_window(each) for each in open_occurrences(now)]


def hold_of(silence: Silence) -> Hold:
    return Hold(
        silence.mark,
        silence.asks,
        frozenset(silence.services),
        silence.source_id,
        silence.keeps_recording,
    )


def hold_of_window(each: Occurrence) -> Hold:
    """What fired before the window began is an outage, and stays one."""
    window = each.window
    return Hold(
        window.mark,
        window.asks,
        services_of(window) or frozenset(),
        keeps_recording=window.keeps_recording,
        since=each.starts_at,
    )
