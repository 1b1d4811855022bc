"""Which swarms there are, and one room as whoever is in it sees it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet

from tocsin.foundation.accounts.reads import names_of, team_names
from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.config.reads import value
from tocsin.foundation.notify.reads.log import channels_that_reached
from tocsin.kernel import clock
from tocsin.kernel.text import holdable
from tocsin.register.core.reads.visible import visible_to
from tocsin.register.work.reads import verbs_for
from tocsin.response.swarm.models import (
    Alarm,
    Chat,
    Guest,
    Hypothesis,
    Invite,
    Stay,
    Swarm,
)
from tocsin.response.swarm.options import CURRENCY
from tocsin.response.swarm.queries import Elsewhere, elsewhere
from tocsin.response.swarm.refusals import NoSuchSwarm
from tocsin.response.swarm.rules import (
    ENDED,
    REFUTED,
    SUPPORTED,
    WAITING,
    Stayed,
    cost_of,
    minutes_of,
    sizes,
)

_AT_A_TIME = 50


def swarms(actor: Actor, *, over: bool = False, before: int = 0) -> list[Swarm]:
    """Those over incidents that the actor may see, the latest first."""
    rows = _seen(actor).order_by("-id")
    rows = rows.filter(state__in=ENDED) if over else rows.exclude(state__in=ENDED)
    if before:
        rows = rows.filter(id__lt=before)
    return list(rows[: _AT_A_TIME + 1])


def swarm_for(actor: Actor, ref: str) -> Swarm:
    """The swarm, if this actor may see its incident: how surfaces get one."""
    found = _seen(actor).filter(ref=holdable(ref).upper()).first()
    if found is None:
        raise NoSuchSwarm(ref=holdable(ref))
    return found


def swarm_of(incident_id: int) -> Swarm | None:
    """The latest swarm of an incident that its reader sees."""
    return Swarm.objects.filter(incident_id=incident_id).order_by("-id").first()


def question_of(ref: str) -> str:
    """What a swarm asks; empty where there is none."""
    found = Swarm.objects.filter(ref=ref).first()
    return found.question if found else ""


def chats_of(swarm: Swarm) -> list[Chat]:
    """Where it is mirrored, or is to be."""
    return list(Chat.objects.filter(swarm=swarm, ended_at=None).order_by("pk"))


def is_mirrored(channel: str, address: str) -> bool:
    """Whether a swarm that goes on is mirrored in this room of a chat."""
    rows = Chat.objects.filter(channel=channel, address=address, ended_at=None)
    return rows.filter(swarm__closed_at=None).exists()


def stays_since(person: str, since: datetime) -> list[Stay]:
    """When somebody was in swarms, as far as it was not over before an instant."""
    rows = Stay.objects.filter(person=person).select_related("swarm")
    lasting = rows.filter(Q(left_at=None) | Q(left_at__gte=since))
    return list(lasting.order_by("joined_at", "id"))


def open_swarm_refs(incident_ids: Sequence[int]) -> dict[int, str]:
    rows = Swarm.objects.filter(incident_id__in=incident_ids, closed_at=None)
    return dict(rows.values_list("incident_id", "ref"))


def _seen(actor: Actor) -> QuerySet[Swarm]:
    if actor.is_requester:
        return Swarm.objects.none()
    return Swarm.objects.filter(incident_id__in=visible_to(actor).values("id"))


@dataclass(frozen=True, slots=True)
class Chance:
    """A team that could be named: what its people found, how many of them are here."""

    team: str
    name: str
    supported: int
    testing: int
    refuted: int
    here: int


class Room:
    """One swarm at one instant."""

    def __init__(self, swarm: Swarm, now: datetime | None = None) -> None:
        self.swarm = swarm
        self.now = swarm.closed_at or now or clock.now()

    @cached_property
    def stays(self) -> list[Stay]:
        rows = Stay.objects.filter(swarm=self.swarm).select_related("guest", "swarm")
        return list(rows.order_by("joined_at", "id"))

    @cached_property
    def here(self) -> list[Stay]:
        return [row for row in self.stays if row.left_at is None]

    @cached_property
    def standby(self) -> list[Stay]:
        present = {row.who for row in self.here}
        last = {row.who: row for row in self.stays if row.who not in present}
        rows = [row for row in last.values() if row.standby_until]
        return [
            row for row in rows if row.standby_until and row.standby_until > self.now
        ]

    @cached_property
    def released(self) -> list[Stay]:
        apart = {row.who for row in [*self.here, *self.standby]}
        return list({r.who: r for r in self.stays if r.who not in apart}.values())

    @cached_property
    def stayed(self) -> list[Stayed]:
        return [
            Stayed(row.who, row.team, row.role, row.joined_at, row.left_at, row.rate)
            for row in self.stays
        ]

    @cached_property
    def invites(self) -> list[Invite]:
        rows = Invite.objects.filter(swarm=self.swarm).prefetch_related("replaced_by")
        return list(rows.order_by("sent_at", "id"))

    @cached_property
    def reached(self) -> Mapping[int, str]:
        """By the call's number: by which channel it arrived, as far as it has."""
        causes = {f"swarm:{row.pk}": row.pk for row in self.invites}
        found = channels_that_reached(list(causes))
        return {causes[cause]: channel for cause, channel in found.items()}

    @property
    def unanswered(self) -> list[Invite]:
        """Who was called and is not here: still waiting, or replaced."""
        here = {row.person for row in self.stays}
        rows = [row for row in self.invites if row.state in (WAITING, "timeout")]
        return [row for row in rows if row.person not in here]

    @cached_property
    def hypotheses(self) -> list[Hypothesis]:
        order = {SUPPORTED: 0, "testing": 1, "open": 2, "parked": 3, REFUTED: 4}
        rows = Hypothesis.objects.filter(swarm=self.swarm)
        return sorted(rows, key=lambda row: (order[row.state], row.number))

    @cached_property
    def guests(self) -> list[Guest]:
        return list(Guest.objects.filter(swarm=self.swarm).order_by("id"))

    @property
    def awaited(self) -> list[Guest]:
        """Guests who have not come yet, whoever is late first."""
        rows = [g for g in self.guests if g.answered_at is None and g.answer_by]
        rows = [g for g in rows if g.revoked_at is None and not self.swarm.is_over]
        return sorted(rows, key=lambda g: (g.answer_by or self.now, g.pk))

    @cached_property
    def alarms(self) -> list[Alarm]:
        return list(Alarm.objects.filter(swarm=self.swarm).order_by("told_at", "id"))

    @cached_property
    def names(self) -> Mapping[str, str]:
        keys = {row.person for row in self.stays} | {it.person for it in self.invites}
        keys |= {row.owner for row in self.hypotheses} | {self.swarm.coordinator}
        keys |= {self.swarm.opened_by, self.swarm.named_by, self.swarm.closed_by}
        found = names_of(keys)
        return {**found, **{f"guest-{g.pk}": g.name for g in self.guests}}

    @cached_property
    def teams(self) -> Mapping[str, str]:
        keys = {row.team for row in self.stays} | {row.team for row in self.invites}
        return team_names({*keys, self.swarm.primary_team} - {""})

    @cached_property
    def elsewhere(self) -> dict[str, list[Elsewhere]]:
        """In which other swarms those here are now."""
        people = {row.person for row in self.here if row.person}
        found: dict[str, list[Elsewhere]] = {}
        for row in elsewhere(people, self.swarm.pk):
            found.setdefault(row.person, []).append(row)
        return found

    def chances(self) -> list[Chance]:
        """Teams here or whose people posed something, the likeliest first."""
        team = {row.who: row.team for row in self.stays if row.person}
        keys = dict.fromkeys(row.team for row in self.stays if row.team and row.person)
        found = [self._chance(key, team) for key in keys if key in self.teams]
        order = sorted(found, key=lambda it: (-it.supported, -it.testing, -it.here))
        return [each for each in order if each.here or each.supported or each.testing]

    def _chance(self, key: str, team: Mapping[str, str]) -> Chance:
        states = [row.state for row in self.hypotheses if team.get(row.owner) == key]
        return Chance(
            team=key,
            name=self.teams[key],
            supported=states.count(SUPPORTED),
            testing=states.count("testing") + states.count("open"),
            refuted=states.count(REFUTED),
            here=sum(row.team == key for row in self.here),
        )

    def figures(self) -> "Figures":
        return figures_of(self)


@dataclass(frozen=True, slots=True)
class Figures:
    """What a swarm came to so far; times are seconds, money hundredths."""

    here: int
    most: int
    person_minutes: int
    cost: int
    currency: str
    cost_an_hour: int
    to_mobilise: int | None
    to_primary: int | None
    called: int
    came: int
    needed: int
    needed_percent: int | None
    release_lag: int | None


def figures_of(room: Room) -> Figures:
    swarm, stays = room.swarm, room.stayed
    called = {row.person for row in room.invites}
    came = called & {row.who for row in stays}
    needed = called & who_was_needed(swarm, room.stays, room.hypotheses)
    return Figures(
        here=len(room.here),
        most=max((count for _at, count in sizes(stays)), default=0),
        person_minutes=minutes_of(stays, room.now),
        cost=cost_of(stays, room.now),
        currency=value(CURRENCY),
        cost_an_hour=sum(row.rate for row in room.here),
        to_mobilise=_since(swarm.opened_at, swarm.mobilised_at),
        to_primary=_since(swarm.opened_at, swarm.named_at),
        called=len(called),
        came=len(came),
        needed=len(needed),
        needed_percent=round(100 * len(needed) / len(called)) if called else None,
        release_lag=_release_lag(room),
    )


def who_was_needed(
    swarm: Swarm, stays: Sequence[Stay], hypotheses: Sequence[Hypothesis]
) -> set[str]:
    """Who was of use: of the primary team, serving the incident, or with a hypothesis
    that was not refuted."""
    held = {row.owner for row in hypotheses if row.state != REFUTED}
    primary = swarm.primary_team
    theirs = {row.who for row in stays if primary and row.team == primary}
    return held | theirs | {row.who for row in stays if row.role in _SERVE}


_SERVE = frozenset({"coordinator", "ops", "comms", "scribe"})
_LET_GO = frozenset({"released", "standby"})


def _release_lag(room: Room) -> int | None:
    """From naming until the last of those let go then was out."""
    named = room.swarm.named_at
    if named is None:
        return None
    left = [
        row.left_at
        for row in room.stays
        if row.left_at
        and row.left_at >= named
        and row.left_why in ("released", "standby")
    ]
    return _since(named, max(left)) if left else 0


def _since(first: datetime, last: datetime | None) -> int | None:
    return None if last is None else round((last - first).total_seconds())


def leads(swarm: Swarm, actor: Actor, incident: Any) -> bool:
    """Whether the actor may invite, release, name and end here."""
    is_coordinator = (actor.on_behalf_of or actor.id) == swarm.coordinator
    return is_coordinator or "open_swarm" in verbs_for(actor, incident)
