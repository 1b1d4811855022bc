"""How an incident's clocks stand, what is promised, and how often it was kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import Actor, may_look
from tocsin.foundation.config import reads as config
from tocsin.foundation.config.models import Document
from tocsin.kernel import clock as the_clock
from tocsin.kernel.text import holdable
from tocsin.register.work.spoken import Spoken, hidden_from, spoken_of
from tocsin.response.clocks import queries
from tocsin.response.clocks.counting import count_anew
from tocsin.response.clocks.plan import (
    TARGETS,
    Versions,
    current_plan,
    targets_in_force,
)
from tocsin.response.clocks.refusals import InstantUnfit, TargetUnknown
from tocsin.response.clocks.rules import RUNNING, Clock, clocks_of
from tocsin.response.clocks.story import HEARS, story_of
from tocsin.response.clocks.target_rules import Facts, Target

# Due and not told for so long, something is wrong.
LATE = timedelta(seconds=5)
MOST_ROWS = 500
_FIRST, _LAST = 1900, 2190


@dataclass(frozen=True, slots=True)
class Attainment:
    """Of one target: how many lives met it, missed it, or are open and past due."""

    target: str
    name: str
    priority: int
    met: int
    missed: int
    breached: int

    @property
    def ended(self) -> int:
        return self.met + self.missed + self.breached

    @property
    def share(self) -> float | None:
        """met / (met + missed + past due and open); None of none."""
        return self.met / self.ended if self.ended else None


def clocks_on(incident_id: int, at: datetime | None = None) -> list[Clock]:
    """The incident's clocks as they stand, or stood, at an instant: counted from its
    timeline, whatever is stored. Running ones first, by when they are due."""
    told = spoken_of([incident_id], HEARS).get(incident_id, [])
    story = story_of(told)
    if story is None:
        return []
    if at is not None:
        story = story.until(at)
    plan = current_plan()
    rows = queries.clocks_of([incident_id]).get(incident_id, [])
    now = at or the_clock.now()
    found = count_anew(story, rows, plan, Versions(plan), now)
    clocks = [one.clock for one in found]
    return sorted(clocks, key=_by_urgency)


def _by_urgency(clock: Clock) -> tuple[bool, bool, float, str, int]:
    due = clock.due_at.timestamp() if clock.due_at else float("inf")
    running = clock.state == RUNNING
    order = due if clock.is_open else -clock.life.started_at.timestamp()
    return not clock.is_open, not running, order, clock.target.key, clock.number


def foretold(facts: Facts, start: datetime) -> list[Clock]:
    """The clocks that an incident with these facts would have, registered then."""
    if not _FIRST <= start.year < _LAST:
        raise InstantUnfit(at=start.isoformat())
    body = {
        "priority": facts.priority,
        "category": facts.category or None,
        "service": facts.service or None,
        "model": facts.model,
    }
    said = [Spoken(1, "registered", start, start, body)]
    if facts.team:
        said.append(Spoken(2, "assigned", start, start, {"team": facts.team}))
    story = story_of(said)
    assert story is not None, "it was registered a line above"
    plan = current_plan()
    return sorted(clocks_of(plan.targets, story, plan, start), key=_by_urgency)


def targets_for(actor: Actor) -> list[Target]:
    """What is promised now, by kind and measure as people read it."""
    if not may_look(actor):
        raise NotAllowed
    return targets_in_force()


def target_for(actor: Actor, key: str) -> Document:
    """The newest version of a target, in force, drafted or retired."""
    if not may_look(actor):
        raise NotAllowed
    held = config.published(TARGETS, holdable(key))
    versions = config.history(TARGETS, holdable(key))
    if held is None and not versions:
        raise TargetUnknown(key=holdable(key))
    return held or versions[0]


def attainment(
    actor: Actor, since: datetime, until: datetime, *, history: bool = False
) -> list[Attainment]:
    """How many promises were kept between two instants, by target and priority; with
    `history`, how many would have been, of what was brought in."""
    if not may_look(actor):
        raise NotAllowed
    names = _names()
    hidden = hidden_from(actor)
    found = queries.attainment(since, until, hidden, history=history)
    return [
        Attainment(
            each.target,
            names.get(each.target, each.target),
            each.priority,
            each.met,
            each.missed,
            each.breached,
        )
        for each in found
    ]


def _names() -> dict[str, str]:
    """What targets are, or were last, called."""
    rows = Document.objects.filter(kind=TARGETS).exclude(published_at=None)
    told = rows.order_by("version").values_list("name", "body")
    return {key: str(body["name"]) for key, body in told}


def lives_judged(
    actor: Actor,
    since: datetime,
    until: datetime,
    *,
    target: str = "",
    priority: int = 0,
    outcome: str = "",
    history: bool = False,
) -> Sequence[queries.Judged]:
    """The lives behind a number, the latest first, at most `MOST_ROWS`."""
    if not may_look(actor):
        raise NotAllowed
    return queries.judged(
        since=since,
        until=until,
        hidden=hidden_from(actor),
        target=holdable(target),
        priority=priority,
        outcome=outcome,
        history=history,
        most=MOST_ROWS,
    )


@dataclass(frozen=True, slots=True)
class Late:
    """What is due and was not told: on how many incidents, and for how long."""

    incidents: int
    for_: timedelta

    @property
    def complaint(self) -> str:
        """In words for whoever looks after Tocsin; empty when nothing is late."""
        return "clocks are told late" if self.incidents else ""


def late() -> Late:
    now = the_clock.now()
    found = queries.overdue(now - LATE)
    return Late(found.clocks, now - found.oldest if found.oldest else timedelta())
