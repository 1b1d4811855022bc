"""The reviews of the sample organisation: one that was published, and a draft with
actions that are open."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, Protocol

from tocsin.foundation.accounts.rules import Actor
from tocsin.improvement.reviews import actions
from tocsin.improvement.reviews.models import Review

_MEMORY, _MAIL = "db-primary killed by memory", "Mail arrives late"


class Cast(Protocol):
    """Who acts, and which incident each story became."""

    actors: dict[str, Actor]
    now: datetime
    opened: dict[str, tuple[int, str]]


Act = tuple[datetime, Callable[[], Any]]
Step = tuple[timedelta, Callable[[], Any]]


def reviews_told(cast: Cast) -> Iterator[Act]:
    """Every act with its moment."""
    for ago, act in (*_published(_Told(cast, _MEMORY)), *_draft(_Told(cast, _MAIL))):
        yield cast.now - ago, act


class _Told:
    """One review, told by verbs; each gives what is done when its time comes."""

    def __init__(self, cast: Cast, title: str) -> None:
        self.cast, self.title = cast, title

    @property
    def number(self) -> int:
        return self.cast.opened[self.title][0]

    @property
    def ref(self) -> str:
        return Review.objects.get(incident_id=self.number).ref

    def by(self, name: str) -> Actor:
        return self.cast.actors[name].through("web")

    def do(self, verb: Callable[..., Any], name: str, **told: Any) -> Callable[[], Any]:
        return lambda: verb(self.ref, by=self.by(name), **told)

    def write(self, name: str, part: str, text: str) -> Callable[[], Any]:
        return self.do(actions.write_part, name, part=part, text=text)

    def factor(self, name: str, kind: str, text: str) -> Callable[[], Any]:
        return self.do(actions.add_factor, name, kind=kind, text=text)

    def action(
        self, owner: str, kind: str, due: timedelta, title: str, looked_for: str
    ) -> Callable[[], Any]:
        return lambda: actions.add_action(
            self.ref,
            title=title,
            owner=self.by(owner).id,
            due_at=self.cast.now + due,
            by=self.by("marc"),
            kind=kind,
            looked_for=looked_for,
        )

    def after(
        self, verb: Callable[..., Any], name: str, number: int, **told: Any
    ) -> Any:
        return lambda: verb(self.ref, number, by=self.by(name), **told)


def _published(told: _Told) -> Iterator[Step]:
    day, minute = timedelta(days=1), timedelta(minutes=1)
    ended, met = 7 * day - minute, 6 * day - timedelta(hours=2)
    yield ended, lambda: actions.follow_reviewed([told.number])
    for part, text in _TEXTS.items():
        yield met, told.write("nora", part, text)
    for kind, text in _FACTORS:
        yield met, told.factor("nora", kind, text)
    debt = "db-primary runs on a borrowed machine: plan its place in the rack"
    yield met, told.action("oskar", "technical_debt", 20 * day, debt, "")
    alarm = "Page on memory at 85 % of a database, not when it is killed"
    effect = "The next of these is known half an hour before"
    yield met, told.action("nora", "action", -2 * day, alarm, effect)
    why = "Why does the nightly report take 40 GB?"
    yield met, told.action("ben", "problem", 9 * day, why, "The report runs in 4 GB")
    yield 6 * day - timedelta(hours=3), told.do(actions.hand_in_review, "nora")
    yield 5 * day, told.do(actions.approve_review, "marc")
    for audience in ("internal", "executives", "customers"):
        publish = told.do(actions.publish_review, "marc", audience=audience)
        yield 5 * day - minute, publish
    yield 3 * day, told.after(actions.finish_action, "nora", 2)
    seen = "It paged at 86 % on Friday; the report was stopped in time"
    effect_seen = told.after(actions.tell_effect, "nora", 2, verdict="seen", seen=seen)
    yield day, effect_seen


_TEXTS = {
    "summary": "The kernel killed the primary database for want of memory while the"
    " nightly report ran. Its replica was promoted by the runbook.\n\nThe replica stood"
    " on a smaller machine and began to swap, so the fault came back two hours later.",
    "impact": "Shops and tills worked on, slowly. Orders of the night were kept and"
    " sent in the morning; none was lost.",
    "detection": "The monitor saw it at once. Memory had grown for three weeks, and no"
    " alarm looks at that.",
    "delays": "The runbook promotes the replica without asking whether it is large"
    " enough. That cost most of the time.",
    "went_well": "Three people in the swarm within a minute; nobody else was woken.",
    "went_badly": "We told that it was restored before it had carried a full load.",
}
_FACTORS = (
    ("capacity", "The replica has half the memory of the primary."),
    ("monitoring", "Memory of databases is drawn, and nobody is told of it."),
    ("process", "The runbook has no step that looks at the size of the replica."),
)


def _draft(told: _Told) -> Iterator[Step]:
    day, hour = timedelta(days=1), timedelta(hours=1)
    asked = day + 12 * hour
    yield asked, lambda: actions.open_review(told.number, by=told.by("ben"))
    first = (
        "Mail waited in a queue that was full; it was emptied, and nothing was lost."
    )
    yield asked - hour, told.write("ben", "summary", first)
    full = "The queue fills up three times a month."
    yield asked - hour, told.factor("ben", "capacity", full)
    fever = "Third time this month: find out why the queue fills up"
    effect = "No full queue in thirty days"
    yield day, told.action("ben", "problem", 12 * day, fever, effect)
    warn = "Tell of the queue at 70 %"
    yield (
        day,
        told.action("oskar", "action", -5 * hour, warn, "We know before users do"),
    )
