"""Incidents whose alerts have all ended, and those whose alerts are back.

When the last alert of an incident has ended, users can work again: that is recorded as
restored, by the sources' own word. Then the incident waits for people to resolve it, or
is resolved at once or some minutes later, as its model says. An alert that stands up
again takes both back.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from tocsin.foundation.accounts.rules import SYSTEM, Actor
from tocsin.foundation.classification.reads import models
from tocsin.intake.alerts.changes import AlertFacts
from tocsin.intake.alerts.damping import flapping_incidents
from tocsin.intake.correlation import queries
from tocsin.intake.correlation.opening import actor_of
from tocsin.intake.correlation.placing import Placed
from tocsin.intake.correlation.proof import restored_is_proven
from tocsin.intake.correlation.telling import by_incident, deed_of
from tocsin.intake.correlation.turns import hold_folding
from tocsin.kernel import clock
from tocsin.register.core.entries import Kind
from tocsin.register.work.actions.monitors import (
    Deed,
    hold,
    resolve_many,
    restore_many,
    return_many,
    tell_alerts,
)
from tocsin.register.work.held import Held, families_of, held

RESOLVE = "resolve"
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Quiet:
    """An incident none of whose alerts stands any more: since when, and who said so."""

    incident_id: int
    by: Actor
    cause: str
    at: datetime


def return_impacts(placed: Placed) -> None:
    """What was restored or resolved, and has alerts again, is not over."""
    deeds = []
    for number, alerts in {**placed.joined, **placed.again}.items():
        first = alerts[0]
        told = {"note": first.title, "reason": first.title}
        cause = f"alert:{first.id}:back:{first.last_seen_at.timestamp():.6f}"
        deeds.append(Deed(number, actor_of(first), cause, told))
    if deeds:
        return_many(deeds)
        queries.plan_resolving(dict.fromkeys(placed.again))


def restore_ended(placed: Placed, ended: Sequence[AlertFacts], now: datetime) -> None:
    """Alerts that ended are told of, and what has none standing is restored."""
    told = by_incident(placed, ended)
    if not told:
        return
    standing = standing_of(told)
    deeds, quiet = [], []
    for number, alerts in sorted(told.items()):
        at = max(alert.ends_at or now for alert in alerts)
        deed = deed_of(number, alerts, "resolved", at, standing=standing[number])
        deeds.append(deed)
        if not standing[number]:
            quiet.append(Quiet(number, deed.by, f"{deed.cause}:all", at))
    tell_alerts(Kind.ALERTS_RESOLVED, deeds)
    restore(quiet, now)


def standing_of(numbers: Iterable[int]) -> dict[int, int]:
    """How many alerts of each incident stand, those of what was merged into it too. One
    that flaps counts as standing."""
    families = families_of(numbers)
    every = {n for each in families.values() for n in each}
    counts = queries.still_standing(every)
    counts |= {n: max(1, counts.get(n, 0)) for n in flapping_incidents(every)}
    return {
        number: sum(counts.get(each, 0) for each in family)
        for number, family in families.items()
    }


def restored_by(cause: str) -> str:
    """The cause of the entry that says so."""
    return f"{cause}:restored"


def restore(quiet: Sequence[Quiet], now: datetime) -> set[int]:
    """These incidents are restored, and resolved where their model says so; says which
    are. What wants a proof that is not there yet waits. The caller holds their locks.
    """
    quiet = _proven(quiet, now)
    deeds = [
        Deed(one.incident_id, one.by, restored_by(one.cause), {}, one.at)
        for one in quiet
    ]
    done = restore_many(deeds)
    if not done:
        return done
    rows, published = held(done), models()
    at_once: list[Deed] = []
    later: dict[int, datetime | None] = {}
    for one in quiet:
        row = rows.get(one.incident_id)
        delay = _delay(row, published) if row else None
        if row is None or delay is None:
            continue
        if delay:
            later[row.id] = now + timedelta(minutes=delay)
        else:
            at_once.append(Deed(row.id, one.by, f"{one.cause}:ended", {}, one.at))
    resolve_many(at_once)
    queries.plan_resolving(later)
    return done


def _proven(quiet: Sequence[Quiet], now: datetime) -> list[Quiet]:
    published = {
        name: body for name, body in models().items() if body.get("restored_when")
    }
    rows = held({one.incident_id for one in quiet}) if published else {}
    lacking = {
        number
        for number, row in rows.items()
        if not restored_is_proven(published.get(row.model), now).is_proven
    }
    return [one for one in quiet if one.incident_id not in lacking]


def _delay(row: Held, published: Mapping[str, Mapping[str, Any]]) -> int | None:
    """After how many minutes its model resolves the incident by itself; None: never."""
    model = published.get(row.model, {})
    if model.get("on_alerts_resolved") != RESOLVE:
        return None
    return int(model.get("resolve_after_minutes") or 0)


@transaction.atomic
def resolve_due() -> int:
    """What was to be resolved by now is, if none of its alerts stands."""
    now = clock.now()
    if not queries.due_to_resolve(now, 1):
        return 0
    hold_folding()
    ids = queries.due_to_resolve(now, _BATCH)
    rows = hold(ids)
    standing = standing_of({row.id for row in rows.values()})
    deeds = [
        Deed(row.id, SYSTEM, f"resolve:{row.restored_at:%Y%m%d%H%M%S%f}")
        for row in rows.values()
        if row.state == "restored" and not standing.get(row.id)
    ]
    resolve_many(deeds)
    queries.plan_resolving(dict.fromkeys(ids))
    return len(ids)
