"""A rapid-response team as it is written, how it is called, how ready it is. Pure.

{"name": "Rapid response", "members": ["p-ada", "p-ben"], "schedule": "rapid",
 "quorum": 2, "seconds": 120, "skills": ["sql", "network"],
 "when": "major && priority == 1", "kit": ["Production access", "Bridge", "Budget"]}
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tocsin.kernel.expr import RuleUnfit, compile_rule

WAITING, COMING, DECLINED, SILENT = "", "coming", "declined", "silent"
NAMES = (
    *"service priority impact urgency category categories team tags".split(),
    *"major criteria is_drill".split(),
)
KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
_PARTS = frozenset(
    "name members schedule quorum seconds skills when kit active".split()
)
_NAME = re.compile(r"[^\x00-\x1f]{1,60}")
_ITEM = re.compile(r"[^\x00-\x1f]{1,120}")
MOST, MOST_SECONDS = 50, 3600
FRESH, STALE, CHECKED = timedelta(days=30), timedelta(days=90), timedelta(days=90)
PART = 20


@dataclass(frozen=True, slots=True)
class Complaint:
    code: str
    part: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What a team may name: people, schedules and skills, by key."""

    people: Collection[str] = ()
    schedules: Collection[str] = ()
    skills: Collection[str] = ()


def check_team(body: Any, known: Known) -> Iterator[Complaint]:
    if not isinstance(body, Mapping):
        yield Complaint("team_is_a_table")
        return
    for part in sorted(map(str, body.keys() - _PARTS)):
        yield Complaint("part_unknown", part[:60], part[:60])
    name = body.get("name")
    if not isinstance(name, str) or not _NAME.fullmatch(name.strip()):
        yield Complaint("name_wanted", "name")
    members = body.get("members")
    yield from _keys(members, "members", known.people)
    if not members:
        yield Complaint("members_wanted", "members")
    yield from _keys(body.get("skills") or [], "skills", known.skills)
    if (schedule := body.get("schedule")) and schedule not in known.schedules:
        yield Complaint("not_known", "schedule", str(schedule)[:80])
    yield from _numbers(body)
    yield from _rest(body)


def _keys(told: Any, part: str, known: Collection[str]) -> Iterator[Complaint]:
    if not isinstance(told, list) or len(told) > MOST:
        yield Complaint("list_wanted", part, str(MOST))
        return
    for key in told:
        if key not in known:
            yield Complaint("not_known", part, str(key)[:80])
    if len(set(map(str, told))) < len(told):
        yield Complaint("told_twice", part)


def _numbers(body: Mapping[str, Any]) -> Iterator[Complaint]:
    members = body.get("members")
    most = len(members) if isinstance(members, list) and members else 1
    for part, limit in (("quorum", most), ("seconds", MOST_SECONDS)):
        told = body.get(part)
        if type(told) is not int or not 1 <= told <= limit:
            yield Complaint("number_unfit", part, str(limit))


def _rest(body: Mapping[str, Any]) -> Iterator[Complaint]:
    if when := body.get("when"):
        try:
            compile_rule(when if isinstance(when, str) else "", NAMES)
        except RuleUnfit as found:
            yield Complaint("condition_unfit", "when", str(found))
    kit = body.get("kit") or []
    fit = isinstance(kit, list) and len(kit) <= MOST
    if not fit or not all(isinstance(i, str) and _ITEM.fullmatch(i) for i in kit):
        yield Complaint("kit_unfit", "kit", str(MOST))
    if not isinstance(body.get("active", True), bool):
        yield Complaint("yes_or_no", "active")


def first_called(
    members: Sequence[str], on_call: Collection[str], quorum: int
) -> list[str]:
    """Whom a call-out calls at once: all members who are on call, and as many others,
    in their order, as the quorum wants. Without anybody on call, all of them."""
    here = [key for key in members if key in on_call]
    if not here:
        return list(members)
    others = [key for key in members if key not in on_call]
    return here + others[: max(quorum - len(here), 0)]


def next_called(members: Sequence[str], called: Collection[str]) -> str | None:
    """Who comes next in the team's order; nobody where all were called."""
    return next((key for key in members if key not in called), None)


def role_for(
    wanted: Sequence[str], taken: Collection[str], held: Collection[str]
) -> str:
    """The first skill that is wanted, that nobody who comes covers yet, and that this
    person has."""
    return next((s for s in wanted if s not in taken and s in held), "")


@dataclass(frozen=True, slots=True)
class Ground:
    """What is known of a team at an instant. Shares are from 0 to 1."""

    tested_at: datetime | None
    answered: float
    skills: float
    loud: float
    rostered: float
    kit: float


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the score: so many points of twenty, from this share."""

    name: str
    share: float

    @property
    def points(self) -> int:
        return round(self.share * PART)


def readiness(ground: Ground, now: datetime) -> list[Part]:
    """Five parts of twenty points: who answered the last reach test, worth less the
    older it is past 30 days and nothing after 90; wanted skills that somebody has;
    members whom a verified loud channel reaches; the next week without a hole in the
    roster; kit that was checked within 90 days and is there."""
    return [
        Part("reach", ground.answered * _freshness(ground.tested_at, now)),
        Part("skills", ground.skills),
        Part("loud", ground.loud),
        Part("roster", ground.rostered),
        Part("kit", ground.kit),
    ]


def _freshness(tested_at: datetime | None, now: datetime) -> float:
    if tested_at is None:
        return 0.0
    age = now - tested_at
    if age <= FRESH:
        return 1.0
    return max(0.0, (STALE - age) / (STALE - FRESH))


def share(of: int, among: int) -> float:
    """All of nothing is all."""
    return of / among if among else 1.0
