"""Rules tried on the incidents of the last days: where they would have gone.

Nothing is written. Each incident is taken as it was opened and judged anew; beside it
stands where it first went, and which team has it now. What is known of services and
people is taken as it is today.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tocsin.foundation.accounts.rules import Actor
from tocsin.kernel import clock
from tocsin.register.work.routable import Opened, opened_between
from tocsin.response.routing.facts import Surroundings
from tocsin.response.routing.judging import Book, Verdict, book_of, judged
from tocsin.response.routing.kinds import complaints, placed
from tocsin.response.routing.refusals import RoutesUnfit

DAYS, MOST_DAYS, MOST = 14, 90, 5000
_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Place:
    """Where an incident is: its team's key, or none, and its priority."""

    team: str | None
    priority: int | None


@dataclass(frozen=True, slots=True)
class Difference:
    """One incident that would have gone another way; `now` is the team it is with."""

    ref: str
    title: str
    at: datetime | None
    was: Place
    would: Place
    now: str | None
    rules: tuple[str, ...]


@dataclass(slots=True)
class Trial:
    """What rules would have done. `right_was` and `right_would` count the incidents
    that went, or would have gone, to the team that has them now."""

    since: datetime
    until: datetime
    incidents: int = 0
    is_cut: bool = False
    by_rule: Counter[str] = field(default_factory=Counter)
    changed: int = 0
    right_was: int = 0
    right_would: int = 0
    differences: list[Difference] = field(default_factory=list)
    warnings: dict[str, str] = field(default_factory=dict)


def try_routes(body: Any, *, by: Actor, days: int = DAYS) -> Trial:
    """What these rules would have done to the incidents of the last days that `by` may
    see; refused where they are unfit. At most the last 5,000 are looked at."""
    if found := complaints(body):
        raise RoutesUnfit(complaints="; ".join(placed(each) for each in found[:20]))
    until = clock.now()
    since = until - timedelta(days=min(max(days, 1), MOST_DAYS))
    opened = list(opened_between(by, since, until + timedelta(seconds=1), MOST))
    rules = book_of(body)
    trial = Trial(since, until, len(opened), len(opened) == MOST)
    trial.warnings = dict(rules.warnings)
    _play(trial, rules, opened)
    return trial


def _play(trial: Trial, rules: Book, opened: Iterable[Opened]) -> None:
    rows = list(opened)
    around = Surroundings([each.routable for each in rows], rules.names)
    for each in rows:
        verdict = judged(rules, each.routable, around)
        fitted = [rule.name for rule in verdict.decision.rules]
        trial.by_rule.update(fitted)
        trial.warnings |= verdict.decision.warnings
        _compare(trial, each, verdict, tuple(fitted))


def _compare(
    trial: Trial, each: Opened, verdict: Verdict, fitted: tuple[str, ...]
) -> None:
    was = Place(each.first.team_id, each.first.priority)
    would = Place(verdict.after("team"), verdict.after("priority"))
    now = each.now.team_id
    trial.right_was += was.team == now
    trial.right_would += would.team == now
    if was == would:
        return
    trial.changed += 1
    if len(trial.differences) < _SHOWN:
        at = each.routable.state.registered_at
        trial.differences.append(
            Difference(each.routable.ref, each.title, at, was, would, now, fitted)
        )
