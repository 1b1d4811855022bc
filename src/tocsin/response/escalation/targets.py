"""Whom a level tells, at the instant at which it is reached.

What is asked of other rooms is asked once for a whole turn.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from tocsin.foundation.accounts.absences import answering_for_all
from tocsin.foundation.accounts.models import Membership, Person
from tocsin.foundation.accounts.past import Past, past_at
from tocsin.foundation.accounts.reads import duty_managers
from tocsin.foundation.config.reads import value
from tocsin.foundation.notify.options import DRILLS
from tocsin.foundation.oncall.reads import Duty, on_call
from tocsin.register.work.answering import Answerable, named_on
from tocsin.register.work.own_path import told_person
from tocsin.response.escalation import queries
from tocsin.response.escalation.matrix import OWNING, ROLES, Target
from tocsin.response.escalation.options import EXECUTIVE

Told = tuple[str, str]
"""A person's key, and the schedule that put them on call, if one did."""


Seat = tuple[str, str, bool]
"""A team, somebody in it, and whether they lead it."""


@dataclass(slots=True)
class _Teams:
    """Who is in each team, leads first; nobody who has left or is away."""

    members: dict[str, list[str]] = field(default_factory=dict)
    leads: dict[str, list[str]] = field(default_factory=dict)


class People:
    """Who is who at one instant, read as far as it is asked for. An instant of the
    `past` has the members, roles, managers and deputies of then."""

    def __init__(self, now: datetime, *, past: bool = False) -> None:
        self._now, self._is_past = now, past
        self._turns: dict[str, str] = {}
        self._moved: dict[str, str] = {}
        self._answers: dict[str, str | None] = {}

    @cached_property
    def _duties(self) -> Sequence[Duty]:
        return on_call(self._now)

    @cached_property
    def _by_rank(self) -> Mapping[tuple[str, int], list[Told]]:
        found: dict[tuple[str, int], list[Told]] = {}
        for duty in self._duties:
            place = found.setdefault((duty.team, duty.rank), [])
            place.append((duty.person, duty.schedule))
        return found

    @cached_property
    def _by_schedule(self) -> Mapping[str, list[Told]]:
        found: dict[str, list[Told]] = {}
        for duty in self._duties:
            found.setdefault(duty.schedule, []).append((duty.person, duty.schedule))
        return found

    @cached_property
    def _teams(self) -> _Teams:
        told = self._seats_then() if self._is_past else _seats_now()
        keys = {key for _team, key, _lead in told}
        answers = answering_for_all(keys, self._now, self._past)
        found = _Teams()
        for team, key, is_lead in told:
            if not answers[key].is_own:
                continue
            found.members.setdefault(team, []).append(key)
            if is_lead:
                found.leads.setdefault(team, []).append(key)
        return found

    @cached_property
    def _past(self) -> Past:
        return past_at(self._now) if self._is_past else Past()

    def _seats_then(self) -> list[Seat]:
        """Those of today with what changed since taken back; who was erased is gone."""
        rows = Membership.objects.filter(team__is_active=True)
        told = rows.values_list("team__key", "person__key", "is_lead")
        seats = {(t, key): "lead" if lead else "member" for t, key, lead in told}
        seats |= self._past.seats
        people = Person.objects.filter(key__in={key for _team, key in seats})
        known = people.filter(erased_at=None).values_list("key", "name", "is_active")
        names = {
            key: name
            for key, name, is_active in known
            if self._past.active.get(key, is_active)
        }
        found = [
            (team, key, held == "lead")
            for (team, key), held in seats.items()
            if held and key in names
        ]
        return sorted(found, key=lambda it: (not it[2], names[it[1]], it[0]))

    @cached_property
    def _managers(self) -> Mapping[str, str]:
        rows = Person.objects.filter(line_manager__isnull=False)
        # Whoever has left since counts for what is past.
        rows = rows if self._is_past else rows.filter(is_active=True)
        told: dict[str, str | None] = dict(rows.values_list("key", "line_manager__key"))
        told |= self._past.managers
        return {key: above for key, above in told.items() if above}

    @cached_property
    def _roles(self) -> Mapping[str, list[str]]:
        if self._is_past:
            return {role: self._had(role) for role in ROLES}
        majors = Person.objects.filter(is_major_incident_manager=True, is_active=True)
        return {
            "duty_manager": [person.key for person in duty_managers()],
            "major_incident_manager": list(majors.values_list("key", flat=True)),
        }

    def _had(self, role: str) -> list[str]:
        """Also whoever was away or has left since: who answered for them is another
        question, about that instant."""
        today = Person.objects.filter(**{f"is_{role}": True})
        return sorted(self._past.had(role, set(today.values_list("key", flat=True))))

    @cached_property
    def _drilled(self) -> Collection[str]:
        return set(value(DRILLS))

    def told(
        self, target: Target, incident: Answerable, named: Collection[str] | None = None
    ) -> list[Told]:
        """Whom this target is for this incident, each once. `named` are those who see
        it, where it is restricted; in a drill those who are listed. Tocsin's own drill
        tells whom it was given, so that nobody is called and no round moves on."""
        if incident.is_own_path:
            return [(told_person(), "")]
        team = incident.team_id if target.team == OWNING else target.team
        found = _FINDERS[target.kind](self, target, team or "", incident)
        told = list({person: (person, schedule) for person, schedule in found}.values())
        if named is not None:
            told = [each for each in told if each[0] in named]
        if incident.is_drill:
            told = [each for each in told if each[0] in self._drilled]
        return told

    def on_call(
        self, target: Target, team: str, _incident: Answerable
    ) -> Iterable[Told]:
        return self._by_rank.get((team, target.rank), ())

    def schedule(
        self, target: Target, _team: str, _incident: Answerable
    ) -> Iterable[Told]:
        return self._by_schedule.get(target.schedule, ())

    def executive(
        self, _target: Target, _team: str, _incident: Answerable
    ) -> Iterable[Told]:
        return self._by_schedule.get(value(EXECUTIVE), ())

    def person(
        self, target: Target, _team: str, _incident: Answerable
    ) -> Iterable[Told]:
        return self._answering([target.person])

    def whole_team(
        self, _target: Target, team: str, _incident: Answerable
    ) -> Iterable[Told]:
        return [(key, "") for key in self._teams.members.get(team, ())]

    def round_robin(
        self, _target: Target, team: str, _incident: Answerable
    ) -> Iterable[Told]:
        """Whoever comes after the one who was told last."""
        members = sorted(self._teams.members.get(team, ()))
        if not members:
            return []
        if team not in self._turns:
            self._turns |= {team: ""} | queries.take_turns([team])
        last = self._turns[team]
        chosen = next((key for key in members if key > last), members[0])
        self._turns[team] = self._moved[team] = chosen
        return [(chosen, "")]

    def role(self, target: Target, _team: str, _incident: Answerable) -> Iterable[Told]:
        return self._answering(self._roles.get(target.role, ()))

    def line_manager(
        self, _target: Target, team: str, incident: Answerable
    ) -> Iterable[Told]:
        """The owner's; while it has none, those of the team's leads, or the leads."""
        if above := self._managers.get(incident.owner_id or ""):
            return self._answering([above])
        leads = self._teams.leads.get(incident.team_id or team, ())
        managers = [self._managers[key] for key in leads if key in self._managers]
        return self._answering(managers or leads)

    def _answering(self, keys: Iterable[str]) -> list[Told]:
        """Those who answer for these people now: themselves, or who stands in."""
        asked = list(keys)
        unknown = [key for key in asked if key not in self._answers]
        if unknown:
            found = answering_for_all(unknown, self._now, self._past)
            self._answers |= {key: found[key].by for key in unknown}
        return [(by, "") for key in asked if (by := self._answers[key])]

    def keep_turns(self) -> None:
        queries.keep_turns(self._moved)


_Finder = Callable[[People, Target, str, Answerable], Iterable[Told]]
_FINDERS: Mapping[str, _Finder] = {
    "on_call": People.on_call,
    "schedule": People.schedule,
    "executive": People.executive,
    "person": People.person,
    "whole_team": People.whole_team,
    "round_robin": People.round_robin,
    "role": People.role,
    "line_manager": People.line_manager,
    "supplier": lambda _people, _target, _team, _incident: (),
}


def _seats_now() -> list[Seat]:
    rows = Membership.objects.filter(person__is_active=True, team__is_active=True)
    rows = rows.order_by("-is_lead", "person__name", "id")
    return list(rows.values_list("team__key", "person__key", "is_lead"))


def named_people(incidents: Iterable[Answerable]) -> dict[int, set[str]]:
    """Who sees those of these incidents that are restricted."""
    restricted = [each.id for each in incidents if each.restricted]
    return named_on(restricted) if restricted else {}
