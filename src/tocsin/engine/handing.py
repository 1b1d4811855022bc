"""Messages on their way to one provider, and each outcome kept.

What a sender had handed over and not written down when it was killed is sent once more.
Where the receiver's side tells a repeat by the message's key, many go side by side and
are written down in sets. Everywhere else one is under way in a process, unless so many
wait that they would not be gone soon.
"""

import logging
import threading
import time
from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, field
from itertools import islice
from queue import Empty, SimpleQueue

from django.db import InterfaceError, OperationalError, connection

from tocsin.engine.ledger import look_again, write_down
from tocsin.engine.taking_turns import SLOW, one_in_this_process
from tocsin.foundation.notify.actions.failing import messages_were_not_taken
from tocsin.foundation.notify.actions.recording import (
    hold_messages,
    still_held,
)
from tocsin.foundation.notify.channels.contract import (
    Channel,
    Message,
    Provider,
    Result,
)
from tocsin.foundation.notify.channels.sending import alone
from tocsin.foundation.notify.parcels import Parcel
from tocsin.foundation.notify.queries import Claim, Took
from tocsin.foundation.notify.rules import at_once
from tocsin.foundation.notify.untaken import untaken
from tocsin.kernel import clock

_log = logging.getLogger(__name__)

_RENEW, _OFTEN = 2.0, 0.05
# While the database is away, what was handed over waits to be written down.
_AGAIN, _PATIENCE = 0.2, 60.0
# Seconds that one message of a channel takes, as seen lately.
_pace: dict[str, float] = {}
_WEIGHT = 0.2


@dataclass(frozen=True, slots=True)
class Sent:
    """A message, and what it tells."""

    parcel: Parcel
    message: Message


@dataclass
class Way:
    """Messages that are left to be handed over to a provider, to be gone `within` so
    many seconds. They were last held when it was `renewed`. `others` are all of the
    channel's providers; `behind` are how many more wait for this channel."""

    channel: Channel
    provider: Provider
    others: Collection[str]
    left: dict[int, Sent]
    within: float
    renewed: float
    behind: int = 0
    aside: list[tuple[Sent, Result]] = field(default_factory=list)
    cleared: float = 0.0

    @property
    def messages(self) -> list[Message]:
        return [each.message for each in self.left.values()]

    @property
    def lanes(self) -> int:
        """How many may be under way at once."""
        each = _pace.get(self.channel.name, 0.0)
        waiting = len(self.left) + self.behind
        most = min(self.channel.width, len(self.left))
        return at_once(waiting, each, self.within, most)

    def keep(self, results: Sequence[Result]) -> None:
        """What became of these is written down, also when the database was away
        meanwhile: in one statement for all that were taken, and at once. What was not
        taken can be doubled by nobody, and is gathered for a moment."""
        found = [
            (self.left.pop(each.message_id), each)
            for each in results
            if each.message_id in self.left
        ]
        taken = [
            Took(claim, each.provider_id[:200], each.delivered, leader)
            for sent, each in found
            if each.taken
            for claim, leader in _told_by(sent.parcel)
        ]
        _surely(lambda: write_down(taken, self.provider))
        self.aside += [(sent, each) for sent, each in found if not each.taken]
        if time.monotonic() - self.cleared > _OFTEN:
            self.clear()

    def clear(self) -> None:
        """What was not taken is tried again, or has failed."""
        if not self.aside:
            return
        now, self.cleared = clock.now(), time.monotonic()
        found = [
            untaken(claim, each, self.provider.key, self.others, now)
            for sent, each in self.aside
            for claim in sent.parcel.claims
        ]
        _surely(lambda: messages_were_not_taken(found))
        self.aside.clear()

    def hold_on(self, first: int | None = None) -> bool:
        """Those that are left are held on for a while, now and then; says whether some
        (of the `first` so many) are ours no more: withdrawn meanwhile, or taken by
        others after this process stalled for too long."""
        asked = dict(islice(self.left.items(), first))
        if time.monotonic() - self.renewed < _RENEW:
            claims = [claim for each in asked.values() for claim in each.parcel.claims]
            held = still_held(claims)
        else:
            asked = self.left
            held = self._held_on()
        lost = asked.keys() - held
        for id in lost:
            del self.left[id]
        return bool(lost)

    def _held_on(self) -> set[int]:
        look_again()
        claims = [c for each in self.left.values() for c in each.parcel.claims]
        held = {claim.id for claim in hold_messages(claims)}
        self.renewed = time.monotonic()
        return held


def hand_over(way: Way) -> None:
    """Everything on this way was handed over, or is tried again."""
    said = "the channel told nothing of it"
    try:
        while way.left and not _went(way):
            pass
    except Exception as flaw:
        _log.exception("%s stumbled", way.channel.name)
        said = f"{type(flaw).__name__}: {flaw}"[:200]
    way.keep(
        [
            Result(message_id=message.id, taken=False, said=said)
            for message in way.messages
        ]
    )
    way.clear()


def _went(way: Way) -> bool:
    """Whether the channel has told all that it has to tell."""
    way.hold_on()
    if way.channel.knows_repeats:
        return _in_sets(way)
    lanes = way.lanes
    return _one_by_one(way) if lanes == 1 else _Lanes(way, lanes).ran()


def _in_sets(way: Way) -> bool:
    """As many at once as the channel takes. The first outcome is kept at once, those
    that come close behind it together."""
    results: list[Result] = []
    kept = 0.0
    try:
        for result in way.channel.send_many(way.messages, way.provider):
            results.append(result)
            if time.monotonic() - kept > _OFTEN:
                way.keep(results)
                way.hold_on()
                results, kept = [], time.monotonic()
    finally:
        way.keep(results)
    return True


def _one_by_one(way: Way) -> bool:
    """Each is kept before the next is begun; until that turns out to be too slow for
    how many wait, or others took some of what is left."""
    results = iter(way.channel.send_many(way.messages, way.provider))
    try:
        with alone():
            while way.left:
                if way.lanes > 1:
                    return False
                with _turn_of(way):
                    # As late as can be: it may have stalled before, or waited.
                    if way.hold_on(1):
                        return False
                    if not _next(way, results):
                        return True
    finally:
        if isinstance(results, Generator):
            results.close()
    return True


def _turn_of(way: Way) -> AbstractContextManager[None]:
    is_slow = _pace.get(way.channel.name, 0.0) > SLOW
    return nullcontext() if is_slow else one_in_this_process()


def _next(way: Way, results: Iterator[Result]) -> bool:
    begun = time.monotonic()
    result = next(results, None)
    if result is None:
        return False
    way.keep([result])
    _learn(way.channel, time.monotonic() - begun)
    return True


def _learn(channel: Channel, seconds: float) -> None:
    before = _pace.get(channel.name, seconds)
    _pace[channel.name] = before + (seconds - before) * _WEIGHT


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a lane tells, and waits to see kept."""

    result: Result
    seconds: float
    kept: threading.Event


class _Lanes:
    """So many messages at a time. A lane begins its next when the outcome of the one
    before is kept, so no more than one for each lane is not written down."""

    def __init__(self, way: Way, lanes: int) -> None:
        self._way, self._lanes = way, lanes
        self._outcomes: SimpleQueue[_Outcome | None] = SimpleQueue()
        self._stop = threading.Event()

    def ran(self) -> bool:
        """Whether all that there was went; not, where others took some of it."""
        messages = self._way.messages
        for number in range(self._lanes):
            share = messages[number :: self._lanes]
            threading.Thread(target=self._run, args=(share,), name="lane").start()
        lost = False
        try:
            while self._lanes:
                lost = self._keep(self._told()) or lost
        finally:
            self._stop.set()
            while self._lanes:
                for outcome in self._told():
                    outcome.kept.set()
        return not lost

    def _told(self) -> list[_Outcome]:
        """All that lanes have told by now; waits a little for the first."""
        found: list[_Outcome | None] = []
        with suppress(Empty):
            found.append(self._outcomes.get(timeout=_RENEW))
            while True:
                found.append(self._outcomes.get_nowait())
        outcomes = [each for each in found if each is not None]
        self._lanes -= len(found) - len(outcomes)
        return outcomes

    def _keep(self, outcomes: Sequence[_Outcome]) -> bool:
        """Says whether others took some of what is left: then no lane begins another
        of these messages."""
        self._way.keep([each.result for each in outcomes])
        lost = self._way.hold_on()
        if lost:
            self._stop.set()
        for each in outcomes:
            _learn(self._way.channel, each.seconds)
            each.kept.set()
        return lost

    def _run(self, messages: Sequence[Message]) -> None:
        way = self._way
        try:
            with alone():
                begun = time.monotonic()
                for result in way.channel.send_many(messages, way.provider):
                    told = _Outcome(result, time.monotonic() - begun, threading.Event())
                    self._outcomes.put(told)
                    told.kept.wait()
                    if self._stop.is_set():
                        return
                    begun = time.monotonic()
        except Exception:
            _log.exception("%s stumbled", way.channel.name)
        finally:
            connection.close()
            self._outcomes.put(None)


def _told_by(parcel: Parcel) -> Iterator[tuple[Claim, int | None]]:
    yield parcel.claim, None
    for claim in parcel.more:
        yield claim, parcel.claim.id


def _surely(record: Callable[[], None]) -> None:
    """What was handed over is written down, as often as it must be tried."""
    ends_at = time.monotonic() + _PATIENCE
    while True:
        try:
            return record()
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block or time.monotonic() > ends_at:
                raise
            _log.warning("what was handed over waits to be written down")
            connection.close()
            time.sleep(_AGAIN)
