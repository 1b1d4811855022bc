"""Several senders tell the same episodes, in any order and as often as they like: in
the end there is the same alert, and never two that stand."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

import pytest
from django.db import transaction
from django.db.models import Count, F, Sum
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.company import MONDAY_9
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.intake.alerts import repeating
from tocsin.intake.alerts.applying import apply
from tocsin.intake.alerts.changes import Received
from tocsin.intake.alerts.lapsing import lapse
from tocsin.intake.alerts.models import Alert
from tocsin.intake.events.actions.sources import add_source
from tocsin.intake.events.event import Act, Event, Request
from tocsin.intake.events.models import Source
from tocsin.kernel import clock
from tocsin.kernel.memory import Memory

KEYS = ("a", "b")
PROMISE = timedelta(minutes=30)


@dataclass
class Episode:
    """What is true: a key fired from then until then, and what was told of it."""

    key: str
    starts_at: datetime
    ends_at: datetime | None = None
    told: set[Act] = field(default_factory=set)

    def says(self, act: Act) -> Event:
        over = act is Act.RESOLVE
        return Event(
            self.key,
            act,
            title=self.key,
            starts_at=self.starts_at,
            ends_at=self.ends_at if over else None,
            expires_at=None if over else clock.now() + PROMISE,
            has_episodes=True,
        )


@contextmanager
def _nothing_remembered() -> Iterator[None]:
    kept, repeating.remembered = repeating.remembered, Memory(1)
    try:
        yield
    finally:
        repeating.remembered = kept


class Senders(RuleBasedStateMachine):
    """Three sources are told the same: the first in batches, the second one by one, the
    third in batches by a process that remembers nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.held = clock.held_at(MONDAY_9)
        self.hands = self.held.__enter__()
        self.sources = [
            add_source(name, "alertmanager", by=SYSTEM)[0]
            for name in ("all", "each", "anew")
        ]
        self.numbers = count(1)
        self.episodes: dict[str, list[Episode]] = {key: [] for key in KEYS}
        self.fires = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)
        self.held.__exit__(None, None, None)

    @rule(key=st.sampled_from(KEYS), is_told=st.booleans())
    def it_fires(self, key: str, is_told: bool) -> None:
        self.hands.forward(seconds=7)
        if all(each.ends_at for each in self.episodes[key]):
            self.episodes[key].append(Episode(key, clock.now()))
            if is_told:
                self._tell([(self.episodes[key][-1], Act.OPEN)])

    @rule(key=st.sampled_from(KEYS))
    def it_ends(self, key: str) -> None:
        self.hands.forward(seconds=7)
        for each in self.episodes[key]:
            each.ends_at = each.ends_at or clock.now()

    @precondition(lambda self: any(self.episodes.values()))
    @rule(data=st.data())
    def some_of_it_is_told(self, data: st.DataObject) -> None:
        """Of any episode, however old; its end only once it has ended."""
        known = [each for every in self.episodes.values() for each in every]
        may = [(each, Act.OPEN) for each in known]
        may += [(each, Act.RESOLVE) for each in known if each.ends_at]
        some = data.draw(st.lists(st.sampled_from(may), min_size=1, max_size=6))
        self.hands.forward(seconds=1)
        self._tell(some)

    @rule()
    def nobody_says_anything_for_long(self) -> None:
        self.hands.forward(minutes=31)
        lapse(clock.now())

    @rule()
    def all_of_it_was_told_once(self) -> None:
        """Then what is held is what is true."""
        left = [
            (each, Act.RESOLVE)
            for every in self.episodes.values()
            for each in every
            if each.ends_at and Act.RESOLVE not in each.told
        ]
        self.hands.forward(seconds=1)
        self._tell(left[::-1])
        for source in self.sources:
            for key, every in self.episodes.items():
                rows = Alert.objects.filter(source=source, key=key).order_by("-id")
                last = rows.first()
                self._agrees(source, last, every[-1] if every else None)

    def _agrees(self, source: Source, held: Alert | None, true: Episode | None) -> None:
        if held is None or true is None:
            assert held is None
            assert true is None or not true.told
            return
        if true.ends_at:
            assert held.state == "resolved", source
        elif not true.told:
            assert held.episode_at != true.starts_at
        elif held.state == "resolved":
            assert held.ended_why == "lapsed", "nobody said it again"
        elif held.episode_at != true.starts_at:
            # What is told late after a lapse is believed: better one too many than one
            # that nobody is told of. Senders do not agree on the beginning.
            before = Alert.objects.filter(source=source, key=held.key, id__lt=held.id)
            assert before.filter(ended_why="lapsed").exists()

    def _tell(self, some: list[tuple[Episode, Act]]) -> None:
        now = clock.now()
        events = []
        for episode, act in some:
            episode.told.add(act)
            events.append(episode.says(act))
            self.fires += act is Act.OPEN
        batched, single, anew = self.sources
        apply([self._received(batched, event) for event in events], now)
        for event in events:
            apply([self._received(single, event)], now)
        with _nothing_remembered():
            apply([self._received(anew, event) for event in events], now)

    def _received(self, source: Source, event: Event) -> Received:
        request = Request(
            next(self.numbers), source.slug, source.tool, clock.now(), "in"
        )
        return Received(source.id, request, event)

    @invariant()
    def one_stands_at_most(self) -> None:
        standing = Alert.objects.exclude(state="resolved")
        twice = standing.values("source", "key").annotate(n=Count("id"))
        assert not twice.filter(n__gt=1).exists()

    @invariant()
    def instants_and_counts_are_possible(self) -> None:
        rows = Alert.objects.filter(source__in=self.sources)
        assert not rows.filter(first_seen_at__gt=F("last_seen_at")).exists()
        assert not rows.filter(starts_at__gt=F("first_seen_at")).exists()
        assert not rows.filter(ends_at__lt=F("starts_at")).exists()
        assert not rows.filter(count__lt=1).exclude(suppressed="over").exists()
        for source in self.sources:
            counted = rows.filter(source=source).aggregate(n=Sum("count"))["n"] or 0
            assert counted <= self.fires

    @invariant()
    def however_it_is_cut_it_is_the_same(self) -> None:
        batched, single, anew = (self._rows(source) for source in self.sources)
        assert batched == single == anew

    @staticmethod
    def _rows(source: Source) -> list[tuple[object, ...]]:
        names = "key state episode_at ends_at ended_why count starts_at first_seen_at"
        names += " suppressed"
        rows = Alert.objects.filter(source=source).order_by("key", "id")
        return list(rows.values_list(*names.split(), "last_seen_at", "expires_at"))


@pytest.mark.django_db
def test_any_order_and_any_repetition() -> None:
    run_state_machine_as_test(
        Senders,
        settings=settings(
            max_examples=12,
            stateful_step_count=18,
            deadline=None,
            # What fails is told as it was found: to shrink it takes minutes.
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
