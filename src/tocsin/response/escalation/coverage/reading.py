"""Everything that a proof stands on, read at once from the rooms below."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from tocsin.foundation.accounts import models as accounts
from tocsin.foundation.calendars.reads import CALENDAR, calendar_named
from tocsin.foundation.calendars.rules import Calendar
from tocsin.foundation.classification.models import Category as Kept
from tocsin.foundation.classification.models import Responsibility
from tocsin.foundation.classification.rules import Period, changes
from tocsin.foundation.config.reads import all_published, value
from tocsin.foundation.oncall.models import Schedule as Rota
from tocsin.foundation.oncall.reads import shifts_between
from tocsin.foundation.services import models as services
from tocsin.kernel import sql
from tocsin.response.escalation.coverage.ground import (
    Away,
    Category,
    Duty,
    Ground,
    Person,
    Promise,
    Schedule,
    Service,
    Team,
)
from tocsin.response.escalation.coverage.rules import Way
from tocsin.response.escalation.coverage.spans import EVER, ticks
from tocsin.response.escalation.options import EXECUTIVE

WEEKS = 8
# Levels come after the registration, so duties are read on a little further.
_BEYOND = timedelta(days=13)
# What clocks promise is published configuration, and is read as such: rooms of this
# floor do not know one another.
TARGETS = "service_targets"
_QUERIES = sql.load("tocsin.response.escalation.coverage")


@dataclass(frozen=True, slots=True)
class _Reach:
    person: str
    channel: str
    loud: bool
    delay: int
    urgency: str


def read_ground(now: datetime) -> Ground:
    """What holds from now on, for all the weeks that are proven; of today all is read,
    so that the same is read all day while nothing changes."""
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    ended = day + timedelta(weeks=WEEKS)
    known = {each.key: each for each in _schedules()}
    return Ground(
        begun=ticks(now),
        ended=ticks(ended),
        duties=_duties(day, ended + _BEYOND),
        schedules=known,
        people={each.key: each for each in _people()},
        absences=_absences(day),
        teams={each.key: each for each in _teams()},
        categories=_categories(),
        services=_services(),
        calendars=_calendars(),
        promises=read_promises(),
        ways=read_ways(),
        executive=value(EXECUTIVE),
    )


def digest_of(ground: Ground) -> str:
    """Another whenever something that a proof stands on is another."""
    calendars = sorted((key, held.version) for key, held in ground.calendars.items())
    parts = [calendars, ground.ended, ground.duties, ground.schedules, ground.people]
    parts += [ground.absences, ground.teams, ground.categories, ground.services]
    parts += [ground.promises, ground.ways, ground.executive]
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _duties(first: datetime, last: datetime) -> list[Duty]:
    return [
        Duty(
            each.schedule,
            each.team,
            each.rank,
            each.person,
            ticks(each.starts_at),
            ticks(each.ends_at),
        )
        for each in shifts_between(first, last)
    ]


def _schedules() -> Iterable[Schedule]:
    rows: Any = Rota.objects.filter(is_active=True).order_by("key")
    for told in rows.values_list("key", "name", "team_id", "rank", "wanted"):
        yield Schedule(*told)


def _people() -> Iterable[Person]:
    names = "key is_active line_manager_id deputy_id".split()
    names += ["is_duty_manager", "is_major_incident_manager"]
    rows: Any = accounts.Person.objects.order_by("key").values_list(*names)
    for key, active, manager, deputy, duty, major in rows:
        yield Person(key, "", active, manager, deputy, duty, major)


def _absences(since: datetime) -> list[Away]:
    ahead = Q(ends_at=None) | Q(ends_at__gt=since)
    rows: Any = accounts.Absence.objects.filter(ahead).order_by("starts_at", "id")
    told = rows.values_list("person__key", "starts_at", "ends_at", "stands_in_id")
    return [
        Away(key, ticks(begun), ticks(ended) if ended else EVER[1], other)
        for key, begun, ended, other in told
    ]


def _teams() -> Iterable[Team]:
    held = accounts.Membership.objects.filter(
        person__is_active=True, team__is_active=True
    )
    rows = held.order_by("-is_lead", "person__name", "id")
    members: dict[str, list[str]] = {}
    leads: dict[str, list[str]] = {}
    for team, key, is_lead in rows.values_list("team__key", "person__key", "is_lead"):
        members.setdefault(team, []).append(key)
        if is_lead:
            leads.setdefault(team, []).append(key)
    active = accounts.Team.objects.filter(is_active=True).order_by("key")
    for key, name, zone, calendar in active.values_list(
        "key", "name", "zone", "calendar"
    ):
        yield Team(
            key,
            name,
            zone,
            calendar,
            tuple(members.get(key, ())),
            tuple(leads.get(key, ())),
        )


def _categories() -> list[Category]:
    """Each with whoever answers for it, and who answers from which day on."""
    rows: Any = Responsibility.objects.order_by("category__key", "starts_at")
    columns = ("category__key", "team_id", "starts_at", "ends_at")
    periods = [Period(*row) for row in rows.values_list(*columns)]
    by_category: dict[str, list[Period]] = {}
    for period in periods:
        by_category.setdefault(period.category, []).append(period)
    active: Any = Kept.objects.filter(is_active=True).order_by("key")
    found = []
    for key, fallback in active.values_list("key", "fallback_id"):
        moved = changes(key, fallback, _above(key, by_category))
        answers = [(EVER[0], fallback)]
        answers += [(ticks(each.at), each.after.team) for each in moved]
        found.append(Category(key, tuple(answers)))
    return found


def _above(key: str, periods: Mapping[str, list[Period]]) -> list[Period]:
    parts = key.split("/")
    paths = ["/".join(parts[:depth]) for depth in range(1, len(parts) + 1)]
    return [period for path in paths for period in periods.get(path, ())]


def _services() -> list[Service]:
    sites: dict[str, set[str]] = {}
    offered: Any = services.Offered.objects.order_by("id")
    for service, site in offered.values_list("service__key", "site_id"):
        sites.setdefault(service, set()).add(site)
    rows: Any = services.Service.objects.filter(is_active=True).order_by("key")
    return [
        Service(key, calendar or "", frozenset(sites.get(key, ())))
        for key, calendar in rows.values_list("key", "calendar_id")
    ]


def _calendars() -> dict[str, Calendar]:
    return {key: calendar_named(key) for key in sorted(all_published(CALENDAR))}


def read_promises() -> list[Promise]:
    """What clocks promise, as it is published."""
    found = []
    for _key, document in sorted(all_published(TARGETS).items()):
        body = document.body
        applies = body.get("applies") or {}
        told = Promise(
            measure=body["measure"],
            minutes={int(name[1:]): told for name, told in body["minutes"].items()},
            calendar=body.get("calendar") or "always",
            categories=tuple(applies.get("categories") or ()),
            services=tuple(applies.get("services") or ()),
            teams=tuple(applies.get("teams") or ()),
            models=tuple(applies.get("models") or ()),
        )
        found.append(told)
    return found


def read_ways() -> dict[str, list[Way]]:
    """By person: how a loud page comes to them, and how a quiet one."""
    found: dict[str, list[Way]] = {}
    for each in sql.fetch(_QUERIES["reach"], _Reach):
        is_loud = each.urgency == "loud" and each.loud
        if is_loud or each.urgency == "quiet":
            way = Way(each.delay, each.channel, is_loud)
            found.setdefault(each.person, []).append(way)
    return found
