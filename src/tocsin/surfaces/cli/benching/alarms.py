"""A real network's alarm log, replayed: how well alerts make incidents.

The log is Huawei's (microwave network 24V_439N: 64,598 alarms of 24 types on 439
devices in six days), with the network's links and the experts' matrix of which type
causes which. Devices become services; of each link the device farther from the middle
of its part of the network needs the nearer one. One turn holds what a turn of folding
would at 1000 times the log's speed.
"""

import csv
import gzip
import time
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby, pairwise
from pathlib import Path

from django.db import transaction

from tocsin.foundation.accounts.actions import add_team
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.config.actions.options import set_option
from tocsin.foundation.services.actions import add_service, depend
from tocsin.intake.alerts.applying import follow
from tocsin.intake.alerts.changes import Received
from tocsin.intake.alerts.models import Alert
from tocsin.intake.correlation.correlating import correlate
from tocsin.intake.correlation.options import GROUPING
from tocsin.intake.events.actions.sources import add_source
from tocsin.intake.events.event import Act, Event, Request
from tocsin.intake.events.models import Source
from tocsin.kernel import clock

SPEED = 1000
_TURN = 0.4 * SPEED
_BEGINS = datetime(2026, 3, 2, tzinfo=UTC)
_NEAR = 60
_NAME = "huawei_24V_439N_Microwave"

Told = tuple[str, float, str, float | None]


@dataclass(frozen=True, slots=True)
class Alarm:
    type: int
    device: int
    start: int
    end: int
    number: int


@dataclass(frozen=True, slots=True)
class Log:
    """The alarms in order, which devices are linked, and which types cause which."""

    alarms: Sequence[Alarm]
    links: Sequence[tuple[int, int]]
    causes: frozenset[tuple[int, int]]


def read_log(folder: Path) -> Log | None:
    """The log, if it is there."""
    alarms = folder / f"{_NAME}_alarms.csv.gz"
    if not alarms.exists():
        return None
    with gzip.open(alarms, "rt") as lines:
        told = [tuple(map(int, row)) for row in list(csv.reader(lines))[1:]]
    told.sort(key=lambda row: row[2])
    links = _numbers(folder / f"{_NAME}_topology_edges.csv")[1:]
    matrix = _numbers(folder / f"{_NAME}_true_dag.csv")
    causes = {
        (cause, effect)
        for cause, row in enumerate(matrix)
        for effect, holds in enumerate(row)
        if int(holds)
    }
    return Log(
        [
            Alarm(row[0], row[1], row[2], row[3], number)
            for number, row in enumerate(told)
        ],
        [(int(one), int(other)) for one, other in links],
        frozenset(causes),
    )


def _numbers(path: Path) -> list[list[str]]:
    with path.open() as lines:
        return list(csv.reader(lines))


def replay(log: Log) -> Iterator[Told]:
    """With grouping, then without: incidents, alarms in each, and how far what is in
    one incident is tied in the experts' matrix."""
    _build(log)
    grouped = _played(log, "grouped")
    tied, base = _agreement(log, grouped), _base(log)
    sizes = sorted(Counter(grouped.incidents.values()).values())
    yield "alarms replayed", float(len(log.alarms)), "", None
    yield "at times the log's speed", grouped.speed, "×", float(SPEED)
    yield "incidents", float(len(sizes)), "", None
    yield "alarms per incident, mean", len(log.alarms) / len(sizes), "", None
    yield "alarms per incident, median", float(sizes[len(sizes) // 2]), "", None
    yield "alarms per incident, most", float(sizes[-1]), "", None
    yield "of pairs in one incident, tied in the matrix", tied[0], "%", None
    yield "of any pairs, tied in the matrix", base, "%", None
    yield "of tied pairs nearby, in one incident", tied[1], "%", None
    set_option(GROUPING, False, by=SYSTEM)
    alone = _played(log, "alone")
    set_option(GROUPING, True, by=SYSTEM)
    count = float(len(set(alone.incidents.values())))
    apart = _agreement(log, alone)
    yield "incidents with grouping off", count, "", None
    yield "of tied pairs nearby, in one incident, off", apart[1], "%", None


@dataclass(slots=True)
class _Played:
    """The incident of each alarm, and how fast it went."""

    incidents: dict[int, int]
    speed: float


def _build(log: Log) -> None:
    """Devices are services, and stand on their neighbour nearer to the middle."""
    add_team("network", "Network", by=SYSTEM)
    for device in sorted({alarm.device for alarm in log.alarms}):
        add_service(_key(device), f"Device {device}", team="network", by=SYSTEM)
    known = {alarm.device for alarm in log.alarms}
    beside: dict[int, set[int]] = {}
    for one, other in log.links:
        if {one, other} <= known:
            beside.setdefault(one, set()).add(other)
            beside.setdefault(other, set()).add(one)
    for device, needed in _tree(beside):
        depend(_key(device), _key(needed), by=SYSTEM)


def _tree(beside: dict[int, set[int]]) -> Iterator[tuple[int, int]]:
    seen: set[int] = set()
    for root in sorted(beside, key=lambda device: (-len(beside[device]), device)):
        if root in seen:
            continue
        seen.add(root)
        queue = deque([root])
        while queue:
            near = queue.popleft()
            for far in sorted(beside[near] - seen):
                seen.add(far)
                queue.append(far)
                yield far, near


def _key(device: int) -> str:
    return f"device-{device}"


def _played(log: Log, name: str) -> _Played:
    source, _secret = add_source(name, "in", by=SYSTEM)
    begun = time.perf_counter()
    events = sorted(_events(log), key=lambda one: one[0])
    with clock.held_at(_BEGINS) as hands:
        for turn, told in groupby(events, key=lambda one: int(one[0] // _TURN)):
            hands.set(_BEGINS + timedelta(seconds=(turn + 1) * _TURN))
            _turn(source, [(at, event) for at, _n, event in told])
    seconds = time.perf_counter() - begun
    rows = Alert.objects.filter(source=source).values_list("key", "incident_id")
    found = {int(key): number for key, number in rows if number is not None}
    return _Played(found, (log.alarms[-1].start - log.alarms[0].start) / seconds)


def _events(log: Log) -> Iterator[tuple[float, int, Event]]:
    for alarm in log.alarms:
        facts = {"type": str(alarm.type), "device": str(alarm.device)}
        yield (
            alarm.start,
            alarm.number,
            Event(
                key=str(alarm.number),
                title=f"Alarm {alarm.type}",
                severity="error",
                service=_key(alarm.device),
                labels={"alertname": f"alarm-{alarm.type}", **facts},
            ),
        )
        yield alarm.end + 0.5, alarm.number, Event(str(alarm.number), Act.RESOLVE)


@transaction.atomic
def _turn(source: Source, told: Sequence[tuple[float, Event]]) -> None:
    received = [
        Received(source.id, _request(source, at), event, False) for at, event in told
    ]
    now = clock.now()
    correlate(follow(received, now, usual={}), now)


def _request(source: Source, at: float) -> Request:
    received_at = _BEGINS + timedelta(seconds=at)
    return Request(0, source.slug, source.tool, received_at, "in")


def _agreement(log: Log, played: _Played) -> tuple[float, float]:
    """Percent of alarms following one another in an incident whose types are tied; and
    of tied alarms on one device or link within a minute, that are in one incident."""
    ties = _ties(log)
    ours: dict[int, list[Alarm]] = {}
    for alarm in log.alarms:
        number = played.incidents.get(alarm.number)
        if number is not None:
            ours.setdefault(number, []).append(alarm)
    pairs = [
        (one.type, other.type)
        for alarms in ours.values()
        for one, other in pairwise(alarms)
        if one.type != other.type
    ]
    right = sum(pair in ties for pair in pairs)
    near = [
        played.incidents.get(one.number) == played.incidents.get(other.number)
        for one, other in _nearby(log, ties)
    ]
    return _percent(right, len(pairs)), _percent(sum(near), len(near))


def _nearby(log: Log, ties: set[tuple[int, int]]) -> Iterator[tuple[Alarm, Alarm]]:
    linked = {frozenset(link) for link in log.links}
    recent: deque[Alarm] = deque()
    for alarm in log.alarms:
        while recent and alarm.start - recent[0].start > _NEAR:
            recent.popleft()
        for other in recent:
            close = other.device == alarm.device or (
                frozenset((other.device, alarm.device)) in linked
            )
            if close and (other.type, alarm.type) in ties:
                yield other, alarm
        recent.append(alarm)


def _ties(log: Log) -> set[tuple[int, int]]:
    """Types of which one causes the other, either way round."""
    return {*log.causes, *((effect, cause) for cause, effect in log.causes)}


def _base(log: Log) -> float:
    """Percent of pairs of different types, drawn by chance, that are tied."""
    ties, counts = _ties(log), Counter(alarm.type for alarm in log.alarms)
    weights = {
        (one, other): counts[one] * counts[other]
        for one in counts
        for other in counts
        if one != other
    }
    right = sum(weight for pair, weight in weights.items() if pair in ties)
    return _percent(right, sum(weights.values()))


def _percent(part: float, whole: float) -> float:
    return 100 * part / whole if whole else 0.0
