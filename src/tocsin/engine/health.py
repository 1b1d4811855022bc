"""How the engine is: who turns it, how far behind it is, what it could not digest."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max

from tocsin.engine.models import Listener, Node, Parked, Turn
from tocsin.engine.node import EVERY
from tocsin.engine.parts import Observer
from tocsin.kernel import clock
from tocsin.register.core.feed import Bookmark, oldest_unheard

_SILENT_AFTER = 4 * EVERY
LAG_TOLERATED = timedelta(seconds=5)
OFFSET_TOLERATED = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Health:
    """The engine as a whole, over all processes that turn it."""

    nodes: int
    offset: timedelta
    lags: Mapping[str, timedelta]
    parked: int
    failures: Mapping[str, int]

    @property
    def lag(self) -> timedelta:
        return max(self.lags.values(), default=timedelta())

    @property
    def complaints(self) -> list[str]:
        """What somebody should look after; empty when all is well."""
        told = {
            "no engine is running": self.nodes == 0,
            "the engine is behind": self.lag > clock.lasting(LAG_TOLERATED),
            "a clock differs from the database's": self.offset > OFFSET_TOLERATED,
        }
        return [words for words, is_so in told.items() if is_so]


def health(observers: Iterable[Observer]) -> Health:
    now = clock.now()
    alive = Node.objects.filter(beat_at__gt=now - _SILENT_AFTER)
    offsets = [abs(ms) for ms in alive.values_list("clock_offset_ms", flat=True)]
    listeners = Listener.objects.in_bulk()
    lags = {one.name: _lag(one, listeners.get(one.name), now) for one in observers}
    return Health(
        nodes=len(offsets),
        offset=timedelta(milliseconds=max(offsets, default=0)),
        lags=lags,
        parked=Parked.objects.count(),
        failures=_failures(),
    )


def furthest_heard() -> int:
    """The number of the furthest transaction that any observer has passed."""
    return Listener.objects.aggregate(last=Max("xact"))["last"] or 0


def _lag(observer: Observer, listener: Listener | None, now: datetime) -> timedelta:
    bookmark = Bookmark(listener.xact, listener.entry_id) if listener else Bookmark()
    kinds = [kind.value for kind in observer.hears]
    since = oldest_unheard(bookmark, kinds=kinds, history=observer.history)
    return max(now - since, timedelta()) if since else timedelta()


def _failures() -> dict[str, int]:
    """How often each part has failed since it last went well."""
    rows = Listener.objects.values_list("name", "failures")
    turns = Turn.objects.values_list("name", "failures")
    return dict(rows) | dict(turns)
