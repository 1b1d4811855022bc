"""The sample organisation, lived through: loaded into an empty database."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from tocsin.foundation.accounts.actions import (
    add_person,
    add_team,
    create_key,
    join_team,
    set_duty_manager,
)
from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.options import FIRST_STEPS, ORGANISATION
from tocsin.foundation.accounts.reads import actor_of
from tocsin.foundation.accounts.rules import SYSTEM, Actor
from tocsin.foundation.calendars.actions import publish_calendar
from tocsin.foundation.classification.actions import (
    add_category,
    hand_over,
    publish_codes,
    publish_matrix,
    publish_model,
)
from tocsin.foundation.classification.rules import DEFAULT_CODES, DEFAULT_MATRIX
from tocsin.foundation.config.actions import set_option
from tocsin.foundation.services.actions import (
    add_item,
    add_service,
    add_site,
    change_service,
    depend,
)
from tocsin.kernel import clock
from tocsin.register.transfer import sample_data as data
from tocsin.register.transfer import sample_together as together
from tocsin.register.transfer.sample_changes import changes_told
from tocsin.register.transfer.sample_ended import ENDED
from tocsin.register.transfer.sample_oncall import on_call_told
from tocsin.register.transfer.sample_people import tell_of_people
from tocsin.register.transfer.sample_reach import reach_people
from tocsin.register.transfer.sample_stories import MONITOR, NOW, Step, Story
from tocsin.register.work import actions as verbs

_BY = SYSTEM.through("sample")
_ZONE = "Europe/Paris"

# What a step's values mean to its verb, in their order.
_VALUES: dict[str, tuple[str, ...]] = {
    "assign": ("team", "note"),
    "cancel": ("cause", "duplicate_of", "note"),
    "close": ("code", "resolution", "text"),
    "confirm": ("answer", "text"),
    "hand_back": ("reason",),
    "mitigate": ("note",),
    "note": ("text",),
    "override_priority": ("priority", "reason"),
    "own": ("owner",),
    "reopen": ("reason",),
    "reply": ("text",),
    "resolve": ("resolution", "text", "code"),
    "restore": ("note",),
    "resume": ("note",),
    "return_impact": ("note",),
    "wait_for": ("cause", "note"),
}


@dataclass(slots=True)
class Cast:
    """Who acts, and which incident a story became."""

    actors: dict[str, Actor]
    now: datetime
    opened: dict[str, tuple[int, str]] = field(default_factory=dict)

    def key(self, username: str) -> str:
        return self.actors[username].id

    def at(self, ago: int) -> datetime:
        """So many minutes ago, at an odd second: nothing happens on the minute."""
        return self.now - timedelta(minutes=ago, seconds=-(ago * 37 % 60))


Act = tuple[datetime, Callable[[], Any]]


def nothing_more(_cast: Cast) -> Iterable[Act]:
    return ()


@transaction.atomic
def load_sample(
    now: datetime, more: Callable[[Cast], Iterable[Act]] = nothing_more
) -> None:
    """The organisation is there, with what happened to it in the days before `now`;
    `more` tells what rooms above did meanwhile.

    Everything passes the same verbs as in real life, in the order of time and under
    a clock held at each moment, so nothing looks told late but what was. Held time
    is process-wide: load before this process serves anybody.
    """
    with clock.held_at(now - timedelta(days=400)) as hands:
        _people()
        tell_of_people(now)
        reach_people()
        _services()
        _items()
        _calendars(now.year)
        set_option(ORGANISATION, "Halden", by=_BY)
        set_option(FIRST_STEPS, "hidden", by=_BY)
        _classification(now, hands)
        cast = Cast(_actors(), now)
        for moment, act in sorted([*_acts(cast), *more(cast)], key=itemgetter(0)):
            hands.set(moment)
            act()


def sign_in_hints() -> list[tuple[str, str, str]]:
    """Sign-in name, password, and who that is."""
    return [(username, data.PASSWORD, who) for username, who in data.HINTS]


def _people() -> None:
    for key, name, purpose in data.TEAMS:
        add_team(key, name, purpose=purpose, zone=_ZONE, by=_BY)
    for each in data.PEOPLE:
        person = add_person(
            each.username,
            by=_BY,
            roles=each.roles,
            name=each.name,
            email=f"{each.username}@halden.example",
            site=each.site.lower(),
            zone=_ZONE,
        )
        if each.team:
            join_team(each.team, person.key, is_lead=each.leads, by=_BY)
        if each.username in data.RAPID_RESPONSE:
            join_team("rapid-response", person.key, by=_BY)
        if each.is_duty_manager:
            set_duty_manager(person.key, True, by=_BY)
    # One slow hash instead of one for each: the password is no secret.
    Person.objects.update(password=make_password(data.PASSWORD))


def _services() -> None:
    people = dict(Person.objects.values_list("username", "key"))
    for key, name, nature, team, owner, criticality, purpose in data.SERVICES:
        add_service(
            key,
            name,
            nature=nature,
            team=team,
            owner=people[owner],
            criticality=criticality,
            purpose=purpose,
            by=_BY,
        )
    for key, needed in data.DEPENDENCIES.items():
        for needs in needed:
            depend(key, needs, by=_BY)


def _calendars(year: int) -> None:
    """What the services are wanted at, with the days that are special this year and
    the next."""
    for key, (body, wanted) in data.CALENDARS.items():
        told = dict(body)
        if key == "office":
            years = (year, year + 1)
            told["days"] = {f"{each}-12-24": "Christmas Eve" for each in years}
            told["exceptions"] = [
                {
                    "from": f"{each}-12-27",
                    "until": f"{each}-12-31",
                    "hours": ["09:00-12:00"],
                    "why": "Between the years",
                }
                for each in years
            ]
        publish_calendar(key, told, by=_BY, why="As the house works")
        for service in wanted:
            change_service(service, calendar=key, by=_BY)


def _items() -> None:
    for key, name, parent, address in data.SITES:
        add_site(key, name, zone=_ZONE, parent=parent or None, address=address, by=_BY)
    for key, kind, site, team in data.ITEMS:
        add_item(key, kind=kind, site=site, team=team, by=_BY)
    for of, key, items, group, works_with in data.STANDS_ON:
        for item in items:
            depend(
                key,
                item,
                of=of,
                on="item",
                group=group,
                works_with=works_with or None,
                by=_BY,
            )
    for key, (users, cost) in data.WEIGHTS.items():
        change_service(key, users=users, outage_cost=cost, currency="EUR", by=_BY)


def _classification(now: datetime, hands: clock.Hands) -> None:
    for key, name, team in data.CATEGORIES:
        parent = key.rpartition("/")[0] or None
        add_category(key, name, parent=parent, fallback=team, by=_BY)
    for key, team, days, why in data.HAND_OVERS:
        starts_at = now + timedelta(days=days)
        hand_over(key, team, starts_at=starts_at, why=why, by=_BY)
    hands.set(now - timedelta(days=30))
    publish_matrix(DEFAULT_MATRIX, by=_BY, why="As Tocsin comes")
    publish_codes(DEFAULT_CODES, by=_BY, why="As Tocsin comes")
    for name, body in data.MODELS.items():
        publish_model(name, body, by=_BY, why="What happens most")


def _actors() -> dict[str, Actor]:
    """Everybody by their sign-in name, and the monitoring by its key."""
    people = Person.objects.all()
    actors = {person.username: actor_of(person) for person in people}
    key, _shown = create_key(MONITOR, ["read", "intake"], by=_BY)
    monitor = Actor("key", key.prefix, MONITOR, "api", scopes=frozenset(key.scopes))
    return {**actors, MONITOR: monitor}


def _acts(cast: Cast) -> Iterator[tuple[datetime, Callable[[], None]]]:
    """Every act of every story with its moment; sorting keeps each story's order."""
    for story in (*ENDED, *NOW):
        yield cast.at(story.ago), _opening(cast, story)
        for step in (*story.steps, *together.steps_of(story.title)):
            yield cast.at(step.ago), _acting(cast, story, step)
    yield from changes_told(cast.at, cast.actors)
    yield from on_call_told(cast.now, cast.actors)


def _opening(cast: Cast, story: Story) -> Callable[[], None]:
    def act() -> None:
        facts = {"title": story.title, **_instants(cast, story.facts)}
        by = cast.actors[story.who]
        if by.is_person:
            facts.setdefault("reporter", by.id)
        incident = verbs.open_incident(facts, by=by)
        cast.opened[story.title] = (incident.id, incident.ref)

    return act


def _instants(cast: Cast, facts: dict[str, Any]) -> dict[str, Any]:
    """`occurred_ago: 6` becomes `occurred_at`, six minutes before the present."""
    return {
        name.removesuffix("_ago") + "_at" if name.endswith("_ago") else name: (
            cast.at(value) if name.endswith("_ago") else value
        )
        for name, value in facts.items()
    }


def _acting(cast: Cast, story: Story, step: Step) -> Callable[[], None]:
    def act() -> None:
        incident_id, _ref = cast.opened[story.title]
        by = cast.actors[step.who]
        if step.verb == "restrict":
            named = [cast.key(username) for username in step.values]
            verbs.restrict(incident_id, people=named, by=by)
        elif step.verb == "told_late":
            ago, text = step.values
            verbs.note(incident_id, text=text, happened_at=cast.at(ago), by=by)
        else:
            verb = together.VERBS.get(step.verb) or getattr(verbs, step.verb)
            verb(incident_id, by=by, **_named(cast, step))

    return act


def _named(cast: Cast, step: Step) -> dict[str, Any]:
    """The step's values by the names its verb knows; people and incidents found."""
    values = _VALUES.get(step.verb) or together.VALUES.get(step.verb, ())
    named = dict(zip(values, step.values, strict=False))
    if named.get("owner"):
        named["owner"] = cast.key(named["owner"])
    if due_in := named.pop("due_in", None):
        named["due_at"] = cast.at(-due_in)
    if duplicate := named.get("duplicate_of"):
        named["duplicate_of"] = cast.opened[duplicate][1]
    return named
