"""The engine as it really runs: threads, the bell, and an end to it all."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from tocsin.engine import loop, node
from tocsin.engine.models import Node, Parked
from tocsin.engine.parts import SOON, Chore, Clockwork, Worker
from tocsin.engine.tests.ears import Ear, noted, opened
from tocsin.engine.turn import listen
from tocsin.kernel.clock import Hands
from tocsin.register.core.feed import Heard

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def running(*parts: object) -> Iterator[threading.Thread]:
    """An engine with these parts; afterwards it has stopped within three seconds."""
    stop = threading.Event()
    thread = threading.Thread(target=loop.run, args=(parts, stop), daemon=True)
    thread.start()
    try:
        yield thread
    finally:
        stop.set()
        thread.join(5)
    assert not thread.is_alive(), "it does not stop"


def soon(done: Callable[[], bool], seconds: float = 5) -> bool:
    deadline = time.monotonic() + seconds
    while not done() and time.monotonic() < deadline:
        time.sleep(0.01)
    return done()


def test_it_hears_at_once_runs_what_is_due_and_stops(hands: Hands) -> None:
    ear, ran, kept = Ear(), list[int](), list[int]()
    clockwork = Clockwork("works", lambda: ran.append(1) or 0)  # type: ignore[func-returns-value]
    chore = Chore("keeps", lambda: kept.append(1) or 0, every=timedelta(seconds=30))  # type: ignore[func-returns-value]
    incident = opened()
    with running(ear.observer(), clockwork, chore):
        assert soon(lambda: bool(ran and kept))
        assert soon(lambda: Node.objects.filter(name=node.name()).exists())
        began = time.monotonic()
        noted(incident, 1)
        assert soon(lambda: ear.heard == [1])
        assert time.monotonic() - began < 4, "by the bell, not by the slow poll"
    assert len(kept) == 1
    beat = Node.objects.get(name=node.name())
    assert (beat.started_at, beat.beat_at) == (hands.moment, hands.moment)


def test_two_engines_share_the_work_and_do_it_once(hands: Hands) -> None:
    one, two, incident = Ear(name="same"), Ear(name="same"), opened()
    with running(one.observer(batch=2)), running(two.observer(batch=2)):
        noted(incident, *range(20))
        assert soon(lambda: len(one.heard) + len(two.heard) >= 20)
    assert sorted(one.heard + two.heard) == list(range(20))


def test_what_fails_in_one_loop_leaves_the_others_running(hands: Hands) -> None:
    def fail() -> int:
        raise RuntimeError("again")

    ear, incident = Ear(), opened()
    with running(Chore("fails", fail, every=timedelta(0)), ear.observer()):
        noted(incident, 1, 2)
        assert soon(lambda: ear.heard == [1, 2])


def test_a_node_whose_clock_is_wrong_does_no_work(
    hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(node, "_offset", lambda: timedelta(seconds=1, microseconds=1))
    watch = node.Watch()
    watch.beat()
    assert not watch.may_work
    assert Node.objects.get(name=node.name()).clock_offset_ms == 1000
    monkeypatch.setattr(node, "_offset", lambda: timedelta(seconds=-1))
    watch.beat()
    assert watch.may_work


@pytest.fixture
def newer() -> Iterator[None]:
    """A newer Tocsin has migrated this database."""
    recorder = MigrationRecorder(connection)
    recorder.record_applied("engine", "9999_of_tomorrow")
    yield
    recorder.record_unapplied("engine", "9999_of_tomorrow")


def test_a_node_rests_once_a_newer_tocsin_has_migrated(hands: Hands) -> None:
    recorder, watch, version = (
        MigrationRecorder(connection),
        node.Watch(),
        node.Version(),
    )
    watch.beat()
    assert watch.may_work
    recorder.record_applied("gone_app", "0001_initial")
    recorder.record_applied("engine", "9999_of_tomorrow")
    try:
        watch.beat()
        assert not watch.may_work
        assert version.is_outdated()
    finally:
        recorder.record_unapplied("gone_app", "0001_initial")
        recorder.record_unapplied("engine", "9999_of_tomorrow")
    assert version.is_outdated(), "it was asked just now"
    watch.beat()
    assert watch.may_work


@pytest.mark.usefixtures("newer")
def test_what_an_outdated_engine_fails_at_is_not_put_aside(hands: Hands) -> None:
    ear, incident = Ear(fails=lambda number: True), opened()
    noted(incident, 1)
    for _turn in range(5):
        assert listen(ear.observer()) == 0
    assert not Parked.objects.exists()
    well = Ear()
    assert listen(well.observer()) == 1
    assert well.heard == [1]


def test_a_node_silent_for_a_day_is_forgotten(hands: Hands) -> None:
    long_ago = hands.moment - timedelta(days=1, seconds=1)
    Node.objects.create(name="gone/1", started_at=long_ago, beat_at=long_ago)
    node.Watch().beat()
    assert [n.name for n in Node.objects.all()] == [node.name()]


def test_a_worker_goes_on_while_there_is_work_and_is_woken_by_the_bell(
    hands: Hands,
) -> None:
    left, looked = [3], list[str]()

    def take() -> int:
        looked.append(threading.current_thread().name)
        left[0] -= 1 if left[0] else 0
        return left[0]

    incident = opened()
    with running(Worker("takes", take, every=timedelta(seconds=30), threads=2)):
        assert soon(lambda: not left[0]), "it goes on until nothing is left"
        time.sleep(0.3)
        seen = len(looked)
        noted(incident, 1)
        assert soon(lambda: len(looked) > seen), "by the bell, not after its time"


def test_what_can_wait_is_heard_together(hands: Hands) -> None:
    """Told one after the other while it rests, it is heard in one turn."""
    ear, incident = Ear(), opened()
    turns: list[int] = []
    whole = ear.observer()

    def observe(heard: Sequence[Heard]) -> None:
        turns.append(len(heard))
        whole.observe(heard)

    with running(replace(whole, observe=observe, rest=SOON)):
        noted(incident, 0)
        assert soon(lambda: ear.heard == [0])
        for number in range(1, 6):
            noted(incident, number)
        assert soon(lambda: ear.heard == [*range(6)])
    assert len(turns) < 4
