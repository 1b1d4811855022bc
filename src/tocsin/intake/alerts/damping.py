"""Alerts that flap: written down, and not acted on until they have settled."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import chain

from tocsin.foundation.config.reads import value
from tocsin.intake.alerts import queries
from tocsin.intake.alerts.changes import AlertFacts, Moved
from tocsin.intake.alerts.holding import Flap
from tocsin.intake.alerts.options import FLAP_CHANGES, FLAP_MINUTES, FLAP_QUIET
from tocsin.intake.alerts.steadiness import Patience, Pulse, changed
from tocsin.intake.alerts.writing import write

FLAPPING = "flapping"
_BATCH = 500

Key = tuple[int, str]


def patience() -> Patience:
    """As the organisation has set it."""
    return Patience(
        changes=value(FLAP_CHANGES),
        within=timedelta(minutes=value(FLAP_MINUTES)),
        quiet=timedelta(minutes=value(FLAP_QUIET)),
    )


def damp(moved: Moved, now: datetime) -> Moved:
    """What is to be acted on: without the openings and endings of alerts that flap,
    or do from this change on. In the caller's transaction, which holds the lock of
    folding."""
    told = [*moved.opened, *moved.resolved]
    keys = {_key(alert) for alert in told}
    wanted = patience()
    if not keys or wanted.is_off:
        return moved
    flapping = _flapping(keys, now)
    steady = keys - flapping.keys()
    begun = _begun([a for a in told if _key(a) in steady], wanted, now)
    if not flapping and not begun:
        return moved
    Flap.objects.filter(id__in=flapping.values()).update(changed_at=now)
    incidents = _began(begun, now) | _incidents(flapping.values())
    held = flapping.keys() | begun.keys()
    _mark([alert for alert in moved.opened if _key(alert) in held], incidents)
    moved.opened = [alert for alert in moved.opened if _key(alert) not in held]
    moved.resolved = [alert for alert in moved.resolved if _key(alert) not in held]
    return moved


def settle(now: datetime) -> Moved:
    """Flapping alerts that have been steady for long enough, as they stand now: to be
    acted on. In the caller's transaction, which holds the lock of folding."""
    quiet = now - patience().quiet
    rows = Flap.objects.select_for_update(skip_locked=True, no_key=True)
    due = list(rows.filter(settled_at=None, changed_at__lte=quiet)[:_BATCH])
    _forget(now)
    if not due:
        return Moved()
    Flap.objects.filter(id__in=[flap.id for flap in due]).update(settled_at=now)
    latest = queries.latest_of_keys([(flap.source_id, flap.key) for flap in due])
    return _as_it_stands(latest)


def flapping_incidents(incidents: Iterable[int]) -> set[int]:
    """Those of these incidents that have an alert which flaps: what is resolved now
    may fire in a moment, so they are not restored yet."""
    rows = Flap.objects.filter(settled_at=None, incident_id__in=list(incidents))
    return {number for number in rows.values_list("incident_id", flat=True) if number}


def _key(alert: AlertFacts) -> Key:
    return alert.source_id, alert.key


def _flapping(keys: Iterable[Key], now: datetime) -> dict[Key, int]:
    """Those of these keys that flap already, and the numbers of their rows."""
    wanted = set(keys)
    # Few alerts flap at any time; naming thousands of keys would cost far more.
    rows = Flap.objects.filter(settled_at=None, source_id__in={s for s, _k in wanted})
    told = rows.values_list("source_id", "key", "id")
    found = {(source, key): number for source, key, number in told}
    return {key: number for key, number in found.items() if key in wanted}


def _begun(
    alerts: Iterable[AlertFacts], wanted: Patience, now: datetime
) -> dict[Key, int | None]:
    """The keys that flap from this change of their alerts on, with the incident that
    they belonged to last. One alert alone does not flap, whatever it does."""
    new: dict[Key, dict[int, AlertFacts]] = {}
    known: set[Key] = set()
    for alert in alerts:
        if alert.unwritten is not None:
            new.setdefault(_key(alert), {})[alert.id] = alert
        if alert.unwritten is None or not alert.unwritten.is_first:
            known.add(_key(alert))
    since = now - wanted.within
    rows = queries.recent_changes(sorted(known), since)
    told = {(one.source_id, one.key): one for one in rows}
    found: dict[Key, int | None] = {}
    for key in sorted(known):
        held = told.get(key)
        past = held.settled_at if held and held.settled_at else since
        fresh = [_changes(a, max(since, past)) for a in new.get(key, {}).values()]
        count = sum(map(bool, fresh)) + (held.alerts if held else 0)
        every = [*(held.changes if held else ()), *chain(*fresh)]
        if count > 1 and _flaps(every, wanted):
            found[key] = held.incident_id if held else None
    return found


def _changes(alert: AlertFacts, since: datetime) -> list[datetime]:
    told = (alert.first_seen_at, alert.ends_at)
    return [at for at in told if at is not None and at > since]


def _flaps(changes: Iterable[datetime], wanted: Patience) -> bool:
    pulse = Pulse()
    for at in sorted(changes):
        pulse = changed(pulse, at, wanted)
    return pulse.is_flapping


def _began(begun: Mapping[Key, int | None], now: datetime) -> dict[Key, int | None]:
    for (source, key), incident in begun.items():
        Flap.objects.update_or_create(
            source_id=source,
            key=key,
            defaults={
                "since": now,
                "changed_at": now,
                "settled_at": None,
                "incident_id": incident,
            },
        )
    return dict(begun)


def _incidents(flaps: Iterable[int]) -> dict[Key, int | None]:
    rows = Flap.objects.filter(id__in=list(flaps))
    told = rows.values_list("source_id", "key", "incident_id")
    return {(source, key): incident for source, key, incident in told}


def _mark(alerts: Sequence[AlertFacts], incidents: Mapping[Key, int | None]) -> None:
    """They say that they flap, and stay with the incident that they belonged to."""
    for alert in alerts:
        alert.suppressed, alert.incident_id = FLAPPING, incidents.get(_key(alert))
    write(alerts)


def _as_it_stands(latest: Sequence[AlertFacts]) -> Moved:
    moved = Moved()
    for alert in latest:
        if alert.state == "resolved":
            moved.resolved.append(alert)
        elif alert.suppressed == FLAPPING:
            alert.suppressed, alert.incident_id = "", None
            moved.opened.append(alert)
    write(moved.opened)
    return moved


def _forget(now: datetime) -> None:
    """What settled long ago counts as any other."""
    Flap.objects.filter(settled_at__lt=now - timedelta(days=1)).delete()
