"""What surfaces ask of rapid-response teams."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tocsin.foundation.accounts.models import HeldSkill, Person
from tocsin.foundation.accounts.reads import names_of
from tocsin.foundation.accounts.rules import SYSTEM, Actor
from tocsin.foundation.notify.reads.reach import reaches_of
from tocsin.foundation.oncall.reads import gaps_between, on_call, schedules
from tocsin.kernel import clock
from tocsin.register.core.reads.visible import visible_to
from tocsin.register.work.fixing import Fixer, past_fixers
from tocsin.response.rapid_response.models import Callout, KitCheck
from tocsin.response.rapid_response.published import Squad, squads
from tocsin.response.rapid_response.refusals import CalloutUnknown
from tocsin.response.rapid_response.rules import (
    CHECKED,
    COMING,
    SILENT,
    Ground,
    Part,
    readiness,
    share,
)

_WEEK = timedelta(days=7)
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of a team: how they are reached, what they can do, whether on call."""

    person: Person
    loud: Sequence[str]
    skills: Sequence[HeldSkill]
    is_on_call: bool

    @property
    def has_loud(self) -> bool:
        return bool(self.loud)


@dataclass(frozen=True, slots=True)
class KitLine:
    item: str
    check: KitCheck | None
    is_fresh: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """A team as it stands now, and how ready it is."""

    squad: Squad
    members: Sequence[Member]
    parts: Sequence[Part]
    kit: Sequence[KitLine]
    lacking: Sequence[str]
    gaps: int
    tested: Callout | None

    @property
    def score(self) -> int:
        return sum(part.points for part in self.parts)


def standings() -> list[Standing]:
    return [standing_of(squad) for squad in squads()]


def standing_of(squad: Squad) -> Standing:
    now = clock.now()
    members = _members(squad, now)
    usable = {
        held.skill_id
        for member in members
        for held in member.skills
        if not is_expired(held, now.date())
    }
    kit, (rostered, gaps) = _kit(squad, now), _roster(squad, now)
    tests = Callout.objects.filter(team=squad.key, incident=None)
    tested = tests.order_by("-opened_at").first()
    ground = Ground(
        tested_at=tested.opened_at if tested else None,
        answered=_answered(tested),
        skills=share(sum(s in usable for s in squad.skills), len(squad.skills)),
        loud=share(sum(m.has_loud for m in members), len(members)),
        rostered=rostered,
        kit=share(sum(line.is_fresh for line in kit), len(kit)),
    )
    lacking = [skill for skill in squad.skills if skill not in usable]
    return Standing(squad, members, readiness(ground, now), kit, lacking, gaps, tested)


def is_expired(held: HeldSkill, today: date) -> bool:
    return held.expires_on is not None and held.expires_on < today


def _members(squad: Squad, now: datetime) -> list[Member]:
    rows = Person.objects.filter(key__in=squad.members, is_active=True)
    found = {row.key: row for row in rows}
    people = [found[key] for key in squad.members if key in found]
    loud = {each.person: each.loud_channels for each in reaches_of(people)}
    held: dict[int, list[HeldSkill]] = {}
    for skill in HeldSkill.objects.filter(person__in=people).select_related("skill"):
        held.setdefault(skill.person_id, []).append(skill)
    duties = {d.person for d in on_call(now) if d.schedule == squad.schedule}
    return [
        Member(p, loud.get(p.key, []), held.get(p.id, []), p.key in duties)
        for p in people
    ]


def _answered(tested: Callout | None) -> float:
    if tested is None:
        return 0.0
    answers = list(tested.calls.values_list("answer", flat=True))
    return share(sum(a not in ("", SILENT) for a in answers), len(answers))


def _roster(squad: Squad, now: datetime) -> tuple[float, int]:
    """How much of the next week somebody is on call, and in how many holes nobody is;
    a team without a schedule is always called whole."""
    chosen = [each for each in schedules(SYSTEM) if each.key == squad.schedule]
    if not chosen:
        return (0.0, 1) if squad.schedule else (1.0, 0)
    gaps = gaps_between(chosen, now, now + _WEEK)[squad.schedule]
    missing = sum(((g.ends_at - g.starts_at) for g in gaps), timedelta())
    return max(0.0, 1 - missing / _WEEK), len(gaps)


def _kit(squad: Squad, now: datetime) -> list[KitLine]:
    rows = KitCheck.objects.filter(team=squad.key).select_related("checked_by")
    checks = {row.item: row for row in rows}
    return [KitLine(i, checks.get(i), _is_fresh(checks.get(i), now)) for i in squad.kit]


def _is_fresh(check: KitCheck | None, now: datetime) -> bool:
    return bool(check and check.is_there and check.checked_at >= now - CHECKED)


def callouts_seen(actor: Actor, team: str = "") -> list[tuple[Callout, Any]]:
    """The last call-outs and tests, of one team or of all, with the incidents that the
    actor sees; those for others are left out."""
    rows = Callout.objects.filter(team=team) if team else Callout.objects.all()
    found = list(rows.order_by("-opened_at", "-id")[: _SHOWN * 2])
    ids = [row.incident_id for row in found if row.incident_id is not None]
    seen = visible_to(actor).in_bulk(ids)
    told = [
        (row, seen.get(row.incident_id) if row.incident_id else None)
        for row in found
        if row.incident_id is None or row.incident_id in seen
    ]
    return told[:_SHOWN]


def callouts_for(incident_id: int) -> list[Callout]:
    rows = Callout.objects.filter(incident_id=incident_id)
    return list(rows.order_by("opened_at").prefetch_related("calls__person"))


def callout_for(actor: Actor, number: int) -> tuple[Callout, Any]:
    """A call-out and its incident, if the actor sees that."""
    found = Callout.objects.filter(id=number).first()
    if found is None:
        raise CalloutUnknown
    if found.incident_id is None:
        return found, None
    rows = visible_to(actor).select_related("service").filter(id=found.incident_id)
    incident = rows.first()
    if incident is None:
        raise CalloutUnknown
    return found, incident


def solvers_of(incident: Any) -> list[tuple[str, Fixer]]:
    """Who solved such incidents before, by name, citing those that everybody sees."""
    found = past_fixers(
        service=incident.service_id,
        category=incident.category_id,
        without=incident.id,
    )
    names: Mapping[str, str] = names_of(each.person for each in found)
    return [(names.get(each.person, each.person), each) for each in found]


def coming_of(callout: Callout) -> int:
    return callout.calls.filter(answer=COMING).count()
