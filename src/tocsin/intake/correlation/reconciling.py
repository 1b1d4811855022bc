"""Alerts with no incident, each explained; those that were missed are handed in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from tocsin.foundation.accounts.rules import ADMINISTRATOR, Actor
from tocsin.foundation.audit.actions import record_change
from tocsin.intake.alerts.changes import Moved
from tocsin.intake.alerts.queries import facts_of_alerts
from tocsin.intake.correlation import queries
from tocsin.intake.correlation.acting import act_on
from tocsin.intake.correlation.models import Reconciled
from tocsin.intake.correlation.refusals import MayNotCorrelate, PeriodTooLong
from tocsin.intake.correlation.turns import hold_folding
from tocsin.kernel import clock
from tocsin.register.work.held import held

MOST_DAYS = 90
_MOST_HANDED = 5000
_KEPT = timedelta(days=400)
MISSED, DROPPED, BELOW, MERGED = "missed", "dropped", "below", "merged"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why so many alerts have no incident of their own: `word` is one of silence,
    window, inhibited, beneath, flapping, over, suppressed, dropped, below, merged,
    missed;
    `by` is what did it."""

    word: str
    by: str
    alerts: int
    standing: int
    last_at: datetime | None


@dataclass(slots=True)
class Report:
    """All alerts of a period: how many have an incident, why the others have none."""

    since: datetime
    until: datetime
    joined: int = 0
    reasons: list[Reason] = field(default_factory=list)

    @property
    def without(self) -> int:
        return sum(each.alerts for each in self.reasons if each.word != MERGED)

    @property
    def missed(self) -> int:
        return sum(each.alerts for each in self.reasons if each.word == MISSED)

    @property
    def missed_standing(self) -> int:
        return sum(each.standing for each in self.reasons if each.word == MISSED)


def reconcile(*, days: int = 1) -> Report:
    """What has become of the alerts that were told in the last days."""
    if not 1 <= days <= MOST_DAYS:
        raise PeriodTooLong(days=days, most=MOST_DAYS)
    until = clock.now()
    return _reported(until - timedelta(days=days), until)


def _reported(since: datetime, until: datetime) -> Report:
    end = until + timedelta(microseconds=1)
    report = Report(since, until)
    for each in queries.without_incident(since, end):
        word, by = explained(each.why, each.verb)
        report.reasons.append(
            Reason(word, by, each.alerts, each.standing, each.last_at)
        )
    counts = queries.incidents_with_alerts(since, end)
    report.joined = sum(counts.values())
    into: dict[str, int] = {}
    for number, row in held(counts).items():
        if row.merged_into:
            into[row.merged_into] = into.get(row.merged_into, 0) + counts[number]
    report.reasons += [
        Reason(MERGED, ref, count, 0, None) for ref, count in sorted(into.items())
    ]
    return report


def explained(why: str, verb: str) -> tuple[str, str]:
    """The word for what holds an alert back, and what that is."""
    if not why:
        return MISSED, ""
    head, _colon, rest = why.partition(":")
    if head == "rule":
        return (DROPPED if verb == "drop" else "suppressed"), rest
    return head, rest


def hand_in_missed(*, by: Actor, days: int = MOST_DAYS) -> int:
    """Alerts that stand and have no incident, though nothing holds them back, open or
    join one now; says how many there were."""
    if not by.has(ADMINISTRATOR):
        raise MayNotCorrelate
    with transaction.atomic():
        hold_folding()
        now = clock.now()
        numbers = queries.missed(now - timedelta(days=days), _MOST_HANDED)
        if not numbers:
            return 0
        act_on(Moved(opened=facts_of_alerts(numbers)), now)
        after = {"alerts": len(numbers)}
        record_change("alerts", "handed in", after=after, by=(by.kind, by.id))
    return len(numbers)


@transaction.atomic
def reconcile_nightly() -> int:
    """Each day, soon after it has ended (UTC), its report is kept."""
    now = clock.now()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    day = midnight - timedelta(days=1)
    if Reconciled.objects.filter(day=day.date()).exists():
        return 0
    report = _reported(day, midnight - timedelta(microseconds=1))
    Reconciled.objects.get_or_create(
        day=day.date(),
        defaults={
            "at": now,
            "alerts": report.joined + report.without,
            "joined": report.joined,
            "missed": report.missed,
            "reasons": [_kept(each) for each in report.reasons[:200]],
        },
    )
    Reconciled.objects.filter(at__lt=now - _KEPT).delete()
    return 1


def _kept(reason: Reason) -> Mapping[str, Any]:
    return {"word": reason.word, "by": reason.by, "alerts": reason.alerts}


def nights(limit: int = 30) -> list[Reconciled]:
    """The reports of the last nights, the newest first."""
    return list(Reconciled.objects.order_by("-day")[:limit])
