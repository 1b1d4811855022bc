"""Rules tried on the alerts of the last days: what would have become of them.

Nothing is written. Alerts come in the order in which they were first seen; each is
judged, and joins or opens what would have been there. What anything else held back (a
silence, a window) is left aside, as it would have been held back all the same.
"""

from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace

from tocsin.foundation.config.reads import value
from tocsin.foundation.services.reads import needs_of_each
from tocsin.intake.alerts.changes import AlertFacts
from tocsin.intake.alerts.queries import facts_of_alerts
from tocsin.intake.correlation import queries
from tocsin.intake.correlation.judging import Judge, judge_of
from tocsin.intake.correlation.kinds import complaints, sentence
from tocsin.intake.correlation.options import GROUPING, REOPEN_MINUTES, WINDOW_MINUTES
from tocsin.intake.correlation.refusals import RulesUnfit
from tocsin.intake.correlation.rules import (
    DROP,
    OPEN,
    SUPPRESS,
    Board,
    Spot,
    Verdict,
    Wanted,
    place_of,
)
from tocsin.kernel import clock
from tocsin.register.work.held import held

DAYS, MOST = 7, 20_000
_SHOWN = 50
_OURS = ("rule:", "below:")
OPENED, JOINED, DROPPED, SUPPRESSED, WAITED = (
    "opened",
    "joined",
    "dropped",
    "suppressed",
    "waited",
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One alert of which something else would have become. `was` and `would` are words
    of this module; the incident is that which it has, by reference."""

    alert_id: int
    title: str
    at: datetime
    was: str
    ref: str
    would: str
    rule: str


@dataclass(slots=True)
class Trial:
    """What would have been: counts by outcome, by rule and outcome; what really was;
    and the first of the alerts that would have gone another way."""

    since: datetime
    until: datetime
    alerts: int = 0
    is_cut: bool = False
    would: Counter[str] = field(default_factory=Counter)
    was: Counter[str] = field(default_factory=Counter)
    by_rule: dict[str, Counter[str]] = field(default_factory=dict)
    changed: int = 0
    differences: list[Difference] = field(default_factory=list)
    warnings: Mapping[str, str] = field(default_factory=dict)


def try_rules(body: Any, *, days: int = DAYS) -> Trial:
    """What these rules would have done in the last days; refused where they are unfit.
    At most the last 20,000 alerts are looked at."""
    if found := complaints(body):
        raise RulesUnfit(complaints="; ".join(sentence(each) for each in found[:20]))
    until = clock.now()
    since = until - timedelta(days=min(max(days, 1), DAYS))
    numbers = queries.latest_alerts(since, until + timedelta(seconds=1), MOST)
    alerts = facts_of_alerts(numbers) if numbers else []
    alerts.sort(key=lambda one: (one.first_seen_at, one.id))
    trial = Trial(since, until, is_cut=len(numbers) == MOST)
    play = _Play(judge_of(body), _needs(alerts))
    outcomes = [(alert, *play.outcome(alert)) for alert in alerts if _counts(alert)]
    trial.alerts = len(outcomes)
    trial.warnings = play.judge.warnings
    _compare(trial, outcomes)
    return trial


def _counts(alert: AlertFacts) -> bool:
    if alert.incident_id is not None or not alert.suppressed:
        return True
    return alert.suppressed.startswith(_OURS)


def _needs(alerts: Sequence[AlertFacts]) -> Mapping[str, Mapping[str, int]]:
    services = {alert.service for alert in alerts} - {""}
    return needs_of_each(services) if services else {}


class _Play:
    """Incidents as they would have come about, one alert after another."""

    def __init__(self, judge: Judge, needs: Mapping[str, Mapping[str, int]]) -> None:
        self.judge = judge
        self.board = Board(needs)
        self.window = timedelta(minutes=value(WINDOW_MINUTES))
        self.reopen = timedelta(minutes=value(REOPEN_MINUTES))
        self.grouping = value(GROUPING)
        self.last: dict[tuple[int, str], Spot] = {}
        self.waiting: dict[tuple[str, str], deque[datetime]] = {}

    def outcome(self, alert: AlertFacts) -> tuple[str, str]:
        """What becomes of the alert, and by which rule."""
        verdict = self.judge.verdict(alert)
        if verdict.verb == DROP:
            return DROPPED, verdict.rule
        if verdict.verb == SUPPRESS:
            return SUPPRESSED, verdict.rule
        service = str(verdict.sets.get("service") or alert.service)
        alert = replace(alert, service=service)
        wanted = self._wanted(alert, verdict)
        before = self.last.get((alert.source_id, alert.key))
        if before and wanted.at - before.last_at > self.reopen:
            before = None
        spot = before or self.board.find(wanted)
        what = JOINED
        if spot is None:
            if not self._enough(wanted, verdict):
                return WAITED, verdict.rule
            what = OPENED
            spot = Spot(
                -1 - len(self.board.spots),
                service,
                wanted.place,
                alert.is_drill,
                wanted.at,
            )
            self.board.put(spot)
        spot.last_at = max(spot.last_at, wanted.at)
        self.last[alert.source_id, alert.key] = spot
        return what, verdict.rule

    def _wanted(self, alert: AlertFacts, verdict: Verdict) -> Wanted:
        own = verdict.window
        return Wanted(
            alert_id=alert.id,
            service=alert.service,
            place=place_of(alert, verdict),
            is_drill=alert.is_drill,
            at=alert.first_seen_at,
            window=self.window if own is None else timedelta(minutes=own),
            alone=verdict.verb == OPEN or not (verdict.key or self.grouping),
        )

    def _enough(self, wanted: Wanted, verdict: Verdict) -> bool:
        if not verdict.below:
            return True
        like = (verdict.rule, f"{wanted.is_drill}:{wanted.place or wanted.service}")
        seen = self.waiting.setdefault(like, deque())
        seen.append(wanted.at)
        while seen[0] < wanted.at - timedelta(minutes=verdict.within):
            seen.popleft()
        return len(seen) >= verdict.below


def _compare(trial: Trial, outcomes: Sequence[tuple[AlertFacts, str, str]]) -> None:
    numbers = {alert.incident_id for alert, _w, _r in outcomes if alert.incident_id}
    refs = {n: row.ref for n, row in held(numbers).items()}
    first: set[int] = set()
    for alert, would, rule in outcomes:
        was = _was(alert, first)
        trial.was[was] += 1
        trial.would[would] += 1
        if rule:
            trial.by_rule.setdefault(rule, Counter())[would] += 1
        if was != would:
            trial.changed += 1
            if len(trial.differences) < _SHOWN:
                ref = refs.get(alert.incident_id or 0, "")
                trial.differences.append(
                    Difference(
                        alert.id,
                        alert.title,
                        alert.first_seen_at,
                        was,
                        ref,
                        would,
                        rule,
                    )
                )


def _was(alert: AlertFacts, first: set[int]) -> str:
    if alert.incident_id is None:
        waits = alert.suppressed.startswith("below:")
        held_back = alert.suppressed.startswith("rule:")
        return WAITED if waits else DROPPED if held_back else "missed"
    if alert.incident_id in first:
        return JOINED
    first.add(alert.incident_id)
    return OPENED
