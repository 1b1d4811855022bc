"""One turn: an observer hears a batch, or a piece of clockwork does what is due."""

import logging
from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db import OperationalError, transaction
from django.db.models import F, Q

from tocsin.engine import node, queries
from tocsin.engine.models import Listener, Parked, Turn
from tocsin.engine.parts import Clockwork, Observer, Worker
from tocsin.engine.queries import Held
from tocsin.foundation.config.reads import one_look
from tocsin.kernel import clock
from tocsin.register.core.feed import Bookmark, Heard, read_feed

_LOG = logging.getLogger(__name__)

# After so many failures on one batch its entries are heard one by one, and the one
# that fails is put aside where people see it.
PATIENCE = 3
_IDLE_MOVE = timedelta(minutes=1)


def turn(
    observers: Iterable[Observer],
    clockworks: Iterable[Clockwork],
    workers: Iterable[Worker] = (),
) -> int:
    """Everything once; says how much happened, 0 when all is quiet."""
    heard = sum(listen(observer) for observer in observers)
    moved = sum(clockwork.advance() for clockwork in clockworks)
    return heard + moved + sum(worker.work() for worker in workers)


def listen(observer: Observer) -> int:
    """Let one observer hear a batch; its work and its bookmark commit together.

    Says how many entries it heard. A failure is counted, and nobody else is held up.
    """
    return hear(observer) or 0


def hear(observer: Observer) -> int | None:
    """The same; None where it failed, so that there is something to hear again."""
    try:
        return _listen(observer)
    except Exception:
        _LOG.exception("%s failed", observer.name)
        if node.is_outdated():
            return 0  # the entry is well: a newer one will hear it
        failures = _count_failure(observer)
        return _park_what_fails(observer) if failures >= PATIENCE else None


@transaction.atomic
def _listen(observer: Observer) -> int:
    held = _held(observer)
    if held is None:
        return 0
    heard, end = _read(observer, held, observer.batch)
    if heard:
        with one_look():
            observer.observe(_sorted(heard))
    if heard or _is_behind(held):
        _move(observer, held, end)
    return len(heard)


def _is_behind(held: Held) -> bool:
    """Whether a bookmark that nothing matched should be moved on: not at every look,
    for moving it is itself a transaction that moves the feed's end."""
    moved_at = held.moved_at
    return moved_at is None or clock.now() >= moved_at + _IDLE_MOVE


def _read(
    observer: Observer, held: Held, batch: int
) -> tuple[Sequence[Heard], Bookmark]:
    kinds = [kind.value for kind in observer.hears]
    return read_feed(held.bookmark, kinds=kinds, history=observer.history, batch=batch)


def _sorted(heard: Sequence[Heard]) -> list[Heard]:
    # Locks are taken in this order everywhere; feed order would deadlock.
    return sorted(heard, key=lambda entry: (entry.incident_id, entry.seq))


def _held(observer: Observer) -> Held | None:
    """The observer's bookmark, locked; None while another process holds it."""
    if found := queries.take_bookmark(observer.name):
        return found
    _row, made = Listener.objects.get_or_create(name=observer.name)
    return queries.take_bookmark(observer.name) if made else None


def _move(observer: Observer, held: Held, end: Bookmark) -> None:
    if held.bookmark != end:
        queries.move_bookmark(observer.name, end, now=clock.now())


def _count_failure(observer: Observer) -> int:
    row, _made = Listener.objects.get_or_create(name=observer.name)
    row.failures += 1
    row.save(update_fields=["failures"])
    return row.failures


def _park_what_fails(observer: Observer) -> int:
    """Hear the batch one by one; the first entry that still fails is parked."""
    with transaction.atomic():
        held = _held(observer)
        if held is None:
            return 0
        heard, end = _read(observer, held, 1)
        if not heard:
            return 0
        try:
            with transaction.atomic():
                observer.observe(heard)
        except OperationalError:
            raise
        except Exception as flaw:
            _park(observer, heard[0], flaw)
        _move(observer, held, end)
        # Still suspicious: the rest of the batch is heard one by one as well.
        Listener.objects.filter(name=observer.name).update(failures=held.failures - 1)
    return 1


def _park(observer: Observer, entry: Heard, flaw: Exception) -> None:
    Parked.objects.get_or_create(
        observer=observer.name,
        entry_id=entry.id,
        defaults={
            "incident_id": entry.incident_id,
            "parked_at": clock.now(),
            "reason": f"{type(flaw).__name__}: {flaw}"[:2000],
        },
    )


def _claim(clockwork: Clockwork) -> bool:
    """Whether it is this process's turn now; marks it as run. One statement, since it
    is asked some fifty times a second where a clock runs fast."""
    now = clock.now()
    row = Turn.objects.filter(name=clockwork.name)
    is_due = Q(ran_at=None) | Q(ran_at__lte=now - clockwork.every)
    if row.filter(is_due).update(ran_at=now):
        return True
    if row.exists():
        return False
    _row, made = Turn.objects.get_or_create(
        name=clockwork.name, defaults={"ran_at": now}
    )
    return made


def advance(clockwork: Clockwork) -> int:
    """Run a piece of clockwork if it is due; a failure is kept where people see it."""
    if not _claim(clockwork):
        return 0
    try:
        with one_look():
            done = clockwork.advance()
    except Exception as flaw:
        _LOG.exception("%s failed", clockwork.name)
        said = f"{type(flaw).__name__}: {flaw}"[:2000]
        row = Turn.objects.filter(name=clockwork.name)
        row.update(failures=F("failures") + 1, said=said)
        return 0
    Turn.objects.filter(name=clockwork.name).exclude(failures=0).update(failures=0)
    return done
