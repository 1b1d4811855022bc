"""How people are reached, as pages and the API show it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tocsin.foundation.accounts.models import Membership, Person, Team
from tocsin.foundation.mail.reads import holds_mail
from tocsin.foundation.notify.channels.registry import channels
from tocsin.foundation.notify.links import code_of
from tocsin.foundation.notify.models import Manner, Method, Step
from tocsin.foundation.notify.reads.manners import OWN, manners_of
from tocsin.foundation.notify.rules import MAIL, URGENCIES, plan, usual_steps
from tocsin.foundation.notify.rules import Manner as Rules
from tocsin.kernel import clock


@dataclass(frozen=True, slots=True)
class Way:
    """One way to reach a person, as it may be shown. Number 0 is the address they sign
    in with, which the organisation vouches for."""

    number: int
    channel: str
    address: str
    label: str
    loud: bool
    verified_at: datetime | None
    is_verified: bool
    waits_for_code: bool
    broken_at: datetime | None
    said: str
    held_code: str = ""


@dataclass(frozen=True, slots=True)
class ShownStep:
    """One step: by which way, how long after a page; `usual` where nobody wished it."""

    way: Way
    delay: timedelta
    usual: bool

    @property
    def minutes(self) -> int:
        return int(self.delay / timedelta(minutes=1))


@dataclass(frozen=True, slots=True)
class Reach:
    """How one person is reached."""

    person: str
    ways: Sequence[Way]
    steps: dict[str, list[ShownStep]]
    manner: Manner

    @property
    def has_loud(self) -> bool:
        """Whether something that they showed to be theirs wakes them up."""
        return any(way.loud and way.is_verified for way in self.ways)

    @property
    def loud_channels(self) -> list[str]:
        found = [way.channel for way in self.ways if way.loud and way.is_verified]
        return list(dict.fromkeys(found))


def reach_of(person: Person) -> Reach:
    return reaches_of([person])[0]


def reaches_of(people: Sequence[Person]) -> list[Reach]:
    """Each of these people with their ways and steps, in the given order."""
    keys = [person.key for person in people]
    rows: dict[str, list[Method]] = {}
    for row in Method.objects.filter(person__in=keys):
        rows.setdefault(row.person, []).append(row)
    manners, told = manners_of(keys), Manner.objects.in_bulk(keys)
    wished = set(Step.objects.filter(person__in=keys).values_list("person", "urgency"))
    return [
        _reach(
            person,
            rows.get(person.key, []),
            manners.get(person.key, Rules()),
            told.get(person.key) or Manner(person=person.key),
            {u for key, u in wished if key == person.key},
        )
        for person in people
    ]


def _reach(
    person: Person,
    rows: Sequence[Method],
    rules: Rules,
    manner: Manner,
    wished: Collection[str],
) -> Reach:
    held = holds_mail()
    ways = [_own(person)] if person.email else []
    ways += [_way(row, held) for row in rows if row.address or row.verified_at]
    by_number = {way.number: way for way in ways}
    steps = {}
    for urgency in URGENCIES:
        found = rules.steps.get(urgency) or usual_steps(rules.methods, urgency)
        steps[urgency] = [
            ShownStep(by_number[step.method], step.delay, urgency not in wished)
            for step in sorted(found, key=lambda step: step.delay)
            if step.method in by_number
        ]
    return Reach(person.key, ways, steps, manner)


def _own(person: Person) -> Way:
    return Way(
        number=OWN,
        channel=MAIL,
        address=person.email,
        label="",
        loud=False,
        verified_at=None,
        is_verified=True,
        waits_for_code=False,
        broken_at=None,
        said="",
    )


def _way(row: Method, held: bool) -> Way:
    channel = channels().get(row.channel)
    waits = row.code_ends_at is not None and row.code_ends_at > clock.now()
    until = row.code_ends_at.isoformat() if waits and row.code_ends_at else ""
    return Way(
        number=row.id,
        channel=row.channel,
        address=channel.shown(row.address) if channel else row.address,
        label=row.label,
        loud=row.is_loud,
        verified_at=row.verified_at,
        is_verified=row.verified_at is not None,
        waits_for_code=waits,
        broken_at=row.broken_at,
        said=row.said,
        held_code=code_of(row.id, until) if waits and held else "",
    )


def team_reach(team: Team) -> list[tuple[Membership, Reach]]:
    """Everybody in the team with how they are reached: first whom nothing loud
    reaches."""
    rows = Membership.objects.filter(team=team, person__is_active=True)
    held = list(rows.select_related("person").order_by("person__name", "id"))
    reaches = reaches_of([row.person for row in held])
    pairs = list(zip(held, reaches, strict=True))
    return sorted(pairs, key=lambda pair: pair[1].has_loud)


def foretold(person: str, *, loud: bool) -> list[tuple[str, datetime]]:
    """By which channels a page of this moment would reach the person, and when."""
    manner = manners_of([person]).get(person, Rules())
    planned = plan(manner, loud=loud, at=clock.now())
    return [(each.method.channel, each.due_at) for each in planned]
