"""What belongs together, and how bad it is. Pure: values in, verdict out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import blake2b

from msgspec import Struct
from msgspec import field as usual

from tocsin.intake.alerts.changes import AlertFacts

RANKS: Mapping[str, int] = {"critical": 1, "error": 2, "warning": 3, "info": 4}
UNTOLD = 9
_MANY_USERS = 1000
_URGENCY = {1: 1, 2: 2, 3: 3, 4: 3}

OPEN, JOIN, SUPPRESS, DROP = "open", "join", "suppress", "drop"


class Verdict(Struct, frozen=True, gc=False):
    """What a rule says of an alert; without a rule, what holds by itself.

    `key` is what alerts have in common that the rule gathers. `below` and `within` are
    how many there must be in how many minutes before anything happens. `sets` are
    facts of the incident that it opens.
    """

    rule: str = ""
    verb: str = ""
    key: str = ""
    window: int | None = None
    below: int = 0
    within: int = 0
    sets: Mapping[str, object] = usual(default_factory=dict)


PLAIN = Verdict()


class Wanted(Struct, gc=False):
    """Where an alert belongs: its service, or the place where its like is gathered."""

    alert_id: int
    service: str
    place: str
    is_drill: bool
    at: datetime
    window: timedelta
    before: int | None = None
    alone: bool = False
    opens: bool = True


class Spot(Struct, gc=False):
    """An incident that alerts may join; a negative number is one still to be opened.
    What is restored pulls down nothing any more."""

    number: int
    service: str
    place: str
    is_drill: bool
    last_at: datetime
    is_restored: bool = False


@dataclass(slots=True)
class Board:
    """All incidents that alerts of a turn may join, found by service and by place.

    `needs` says what each service stands on, and how many steps away.
    """

    needs: Mapping[str, Mapping[str, int]]
    spots: dict[int, Spot] = field(default_factory=dict)
    by_service: dict[tuple[bool, str], list[Spot]] = field(default_factory=dict)
    by_place: dict[tuple[bool, str], list[Spot]] = field(default_factory=dict)

    def put(self, spot: Spot) -> None:
        """An incident may be put several times: it is found by all that it goes by."""
        held = self.spots.setdefault(spot.number, spot)
        held.last_at = max(held.last_at, spot.last_at)
        found = [
            self.by_service.setdefault((held.is_drill, spot.service), []),
            self.by_place.setdefault((held.is_drill, spot.place), []),
        ]
        for name, spots in zip((spot.service, spot.place), found, strict=True):
            if name and held not in spots:
                spots.append(held)

    def find(self, wanted: Wanted) -> Spot | None:
        """The incident that an alert joins: that of its place; else the last of its
        service; else that of the nearest service that its own stands on."""
        if wanted.alone:
            return None
        if wanted.place:
            return self._last(
                self.by_place.get((wanted.is_drill, wanted.place)), wanted
            )
        for service in self._services(wanted.service):
            held = self.by_service.get((wanted.is_drill, service), ())
            if service != wanted.service:
                held = [spot for spot in held if not spot.is_restored]
            if found := self._last(held, wanted):
                return found
        return None

    def _services(self, service: str) -> Iterable[str]:
        if not service:
            return ()
        below = self.needs.get(service, {})
        return [service, *sorted(below, key=lambda key: (below[key], key))]

    @staticmethod
    def _last(spots: Sequence[Spot] | None, wanted: Wanted) -> Spot | None:
        since = wanted.at - wanted.window
        fit = [spot for spot in spots or () if spot.last_at >= since]
        return max(fit, key=lambda spot: (spot.last_at, -spot.number), default=None)


@dataclass(slots=True)
class Plan:
    """Who joins what, and what is to be opened: alert ids by incident's number. The
    first alert of a negative number opens it."""

    joined: dict[int, list[int]] = field(default_factory=dict)
    opened: dict[int, list[int]] = field(default_factory=dict)


def plan(board: Board, wanted: Iterable[Wanted]) -> Plan:
    """Each alert joins what is on the board, or opens something that those after it may
    join. Services come before those that stand on them, so that a fault and what it
    pulls down make one incident, also when they are told in one turn."""
    told = list(wanted)
    here = {each.service for each in told}
    depth = {key: len(here & board.needs.get(key, {}).keys()) for key in here}
    found, next_number = Plan(), -1
    for each in sorted(
        told, key=lambda one: (depth[one.service], one.at, one.alert_id)
    ):
        spot = board.spots.get(each.before) if each.before is not None else None
        spot = spot or board.find(each)
        if spot is None and not each.opens:
            continue
        if spot is None:
            spot = Spot(next_number, each.service, each.place, each.is_drill, each.at)
            next_number -= 1
            board.put(spot)
        spot.last_at = max(spot.last_at, each.at)
        into = found.opened if spot.number < 0 else found.joined
        into.setdefault(spot.number, []).append(each.alert_id)
    return found


def place_of(alert: AlertFacts, verdict: Verdict = PLAIN) -> str:
    """By what an alert finds its like: what its rule says; with a service, nothing but
    that; else its source and group, failing that the name of what it tells."""
    if verdict.key:
        return f"key:{verdict.rule[:60]}:{_digest(verdict.key)}"
    if alert.service:
        return ""
    name = alert.group_key or alert.labels.get("alertname") or alert.title
    return f"group:{alert.source_id}:{_digest(name)}"


@lru_cache(10_000)
def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "replace"), digest_size=12).hexdigest()


def rank_of(severity: str) -> int:
    return RANKS.get(severity, UNTOLD)


def impact_of(rank: int, criticality: int | None, users: int) -> int | None:
    """Impact from what hangs on the service and from the severity.

    The greatest criticality of all that goes down; from a thousand users on at least
    the middle one. A warning counts one less, an information as little as can be.
    Without a service it is the severity's alone; without either, untold.
    """
    if criticality is None:
        return {1: 1, 2: 2, 3: 3, 4: 3}.get(rank)
    impact = min(criticality, 2) if users >= _MANY_USERS else criticality
    if rank == RANKS["warning"]:
        return min(3, impact + 1)
    return 3 if rank == RANKS["info"] else impact


def urgency_of(rank: int) -> int | None:
    return _URGENCY.get(rank)


def worst(severities: Iterable[str]) -> int:
    return min((rank_of(each) for each in severities), default=UNTOLD)
