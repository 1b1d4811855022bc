"""The made-up life of one incident. Pure: the same numbers give the same life."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from typing import Any, NamedTuple

from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.classification.rules import Body, priority_of
from tocsin.register.core.entries import Kind
from tocsin.register.transfer.seeding.directory import Directory
from tocsin.register.transfer.seeding.words import CITIES, DONE, FAULTS, SEEN, WHEN

_CHANNELS = ("portal", "portal", "phone", "phone", "email", "monitor", "chat", "api")
_DUTY = {"owner_role": "duty_manager"}
_RULE = Actor(kind="rule", id="seed", via="register")
SEED = Actor(kind="system", id="seed", via="cli")
_RESOLUTIONS = ("permanent", "permanent", "workaround", "self_help", "no_fault")
# Of the newest incidents nearly half are open, of the others next to none: about 3 %.
_NEW_SHARE, _NEW_OPEN, _OLD_OPEN = 0.06, 0.45, 0.003


class Said(NamedTuple):
    """One entry to be."""

    kind: Kind
    body: Mapping[str, Any]
    at: datetime
    by: Actor
    audience: str = "internal"


@dataclass(frozen=True, slots=True)
class World:
    """Where lives are lived: the organisation, the matrix, and three years."""

    directory: Directory
    matrix: Body
    start: datetime
    span: timedelta
    count: int


def life(world: World, number: int, random: Random) -> Iterator[Said]:
    """Eight entries on average, in order. Numbers run with time."""
    made = world.directory
    at = world.start + world.span * ((number + random.random()) / world.count)
    service, name, team = _often(made.services, random)
    opening = _opening(world, random, service, name, at)
    yield Said(Kind.REGISTERED, opening, at, SEED)
    is_open = random.random() < (
        _NEW_OPEN if number > world.count * (1 - _NEW_SHARE) else _OLD_OPEN
    )
    left = int(1 + 5 * random.random()) if is_open else 1000
    for said in islice(_work(world, random, opening, team, at), left):
        if said.at > world.start + world.span:
            return
        yield said


def _opening(
    world: World, random: Random, service: str, name: str, at: datetime
) -> dict[str, Any]:
    impact, urgency = _level(random), _level(random)
    reporter = world.directory.reporters[
        int(random.random() ** 2 * len(world.directory.reporters))
    ]
    fault, when, place = (
        _often(FAULTS, random),
        _any(WHEN, random),
        _any(CITIES, random),
    )
    return _DUTY | {
        "title": f"{name} {fault} {when}",
        "description": f"{name} in {place} {fault}. {_often(SEEN, random)}."
        f" Seen on {name[:3].lower()}-{int(random.random() * 900)}.",
        "service": service,
        "category": _often(world.directory.categories, random),
        "impact": impact,
        "urgency": urgency,
        "priority": priority_of(world.matrix, impact, urgency),
        "priority_reason": f"impact {impact}, urgency {urgency}",
        "channel": _any(_CHANNELS, random),
        "reporter": reporter,
        "location_physical": place,
        "detected_by": "user",
        "basis": "user_perception",
        "detected_at": at,
        "reported_at": at,
    }


_CLASSIFIED = ("category", "impact", "urgency", "priority", "priority_reason")


def _work(
    world: World, random: Random, opening: Mapping[str, Any], team: str, at: datetime
) -> Iterator[Said]:
    pace = timedelta(minutes=5 + 600 * random.random() ** 3)
    classified = {name: opening[name] for name in _CLASSIFIED}
    yield Said(Kind.CLASSIFIED, classified, at, _RULE)
    yield Said(Kind.ASSIGNED, {"team": team, **_DUTY}, at, _RULE)
    if random.random() < 0.15:
        at += pace
        team = _any(world.directory.teams, random)
        yield Said(Kind.ASSIGNED, {"team": team, **_DUTY}, at, SEED)
    key = _any(world.directory.members[team], random)
    person = Actor(kind="person", id=key, via="web")
    at += pace
    yield Said(Kind.ACCEPTED, {"owner": key}, at, person)
    for _ in range(int(random.random() * 3.5)):
        at += pace
        yield Said(Kind.NOTED, {"text": _note(random)}, at, person)
    if random.random() < 0.2:
        at += pace
        cause = _any(("reporter", "reporter", "supplier", "change"), random)
        yield Said(Kind.WAITING_BEGAN, {"cause": cause}, at, person)
        at += pace * 4
        yield Said(Kind.WAITING_ENDED, {}, at, person)
    yield from _end(random, at, pace, person)


def _end(
    random: Random, at: datetime, pace: timedelta, person: Actor
) -> Iterator[Said]:
    at += pace
    if random.random() < 0.3:
        yield Said(Kind.RESTORED, {}, at, person)
        at += pace
    resolved = {"resolution": _any(_RESOLUTIONS, random), "text": _often(SEEN, random)}
    yield Said(Kind.RESOLVED, resolved, at, person, "reporter")
    at += pace * 6
    yield Said(Kind.CLOSED, {}, at, person, "reporter")


def _note(random: Random) -> str:
    return (
        f"{_often(SEEN, random)}; {_any(DONE, random)}"
        f" (case {int(random.random() * 1_000_000)})."
    )


def _level(random: Random) -> int:
    return (1, 2, 2, 2, 2, 3, 3, 3, 3, 3)[int(random.random() * 10)]


def _any(things: Sequence[Any], random: Random) -> Any:
    return things[int(random.random() * len(things))]


def _often(things: Sequence[Any], random: Random) -> Any:
    """The first far more often than the last."""
    return things[int(random.random() ** 3 * len(things))]
