"""Pages and verbs as a signed-in agent uses them, through Django's test client: the
whole of the program but the socket, in this process, one request at a time."""

import random
from collections.abc import Callable, Iterator, Sequence

from django.test import Client

from tocsin.foundation.accounts.actions import add_person, join_team
from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.reads import actor_of, person_called
from tocsin.foundation.accounts.rules import AGENT, SYSTEM, Actor
from tocsin.register.work.actions import acknowledge, note, open_incident
from tocsin.register.work.reads import Filters, find
from tocsin.surfaces.cli.benching.timing import Thing, Timed, timed

_VIEWS = ("all", "mine", "team", "duty", "waiting", "flagged", "due", "major")
_NAME = "bench-agent"
_GOES = 60
# From one that nearly every incident has to one that hardly any has.
_WORDS = {
    "in every third incident": "node",
    "in some": "release",
    "in few": "umlauts",
    "two words": "Payroll certificate",
    "one number": "case 4711",
    "in none": "xylophone",
}


class WrongAnswer(Exception):
    """A page under measurement was not what it should be."""


def agent() -> Person:
    person = person_called(_NAME)
    if person is None:
        person = add_person(_NAME, by=SYSTEM, roles=[AGENT], name="Bench")
        join_team("seed-network", person.key, by=SYSTEM)
    return person


def pages(person: Person) -> Iterator[Timed]:
    """Every page that has a target, each against a random choice of what there is."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(person)
    choice = random.Random(1)
    refs = _refs(actor_of(person), choice)

    def get(path: str) -> Thing:
        return lambda: _get(client, path)

    for view in _VIEWS:
        path = f"/?view={view}"
        yield timed(f"queue, first page: {view}", [get(path)] * _GOES, 50)
    shown = [get(f"/incidents/{ref}") for ref in refs[:_GOES]]
    yield timed("incident page", shown, 60)
    yield timed("register, no filter", [get("/register")] * _GOES, 100)
    yield timed("register, three filters", _narrowed(get, choice), 100)
    for name, words in _WORDS.items():
        path = f"/register?q={words.replace(' ', '+')}"
        yield timed(f"search, {name}: {words}", [get(path)] * _GOES, 100)


def _narrowed(get: Callable[[str], Thing], choice: random.Random) -> Iterator[Thing]:
    teams = ("seed-network", "seed-databases", "seed-payments", "seed-linux")
    states = ("closed", "open", "diagnosis", "resolved")
    for _ in range(_GOES):
        team, state = choice.choice(teams), choice.choice(states)
        priority = choice.randint(1, 5)
        yield get(f"/register?team={team}&state={state}&priority={priority}")


def verbs(person: Person) -> Iterator[Timed]:
    """Recording one entry, commit and all, each on another incident."""
    by = actor_of(person)
    ids = [row.id for row in find(by, Filters(), limit=400).rows]

    def noting(id: int) -> Thing:
        return lambda: note(id, text="The cable was loose after all.", by=by)

    def acknowledging(id: int) -> Thing:
        return lambda: acknowledge(id, by=by)

    def opening(number: int) -> Thing:
        report = {"title": f"Bench {number}", "service": "seed-checkout"}
        return lambda: open_incident(report | {"impact": 2, "urgency": 2}, by=by)

    yield timed("recording an entry: note", map(noting, ids[:200]), 10)
    is_open = [row.id for row in find(by, Filters(state=["assigned"]), limit=100).rows]
    yield timed("recording an entry: acknowledge", map(acknowledging, is_open), 10)
    yield timed("opening an incident", map(opening, range(100)))


def _refs(actor: Actor, choice: random.Random) -> Sequence[str]:
    """References from all over the register, in no order."""
    newest = find(actor, Filters(), limit=1).rows[0].id
    ids = [choice.randint(1, newest) for _ in range(_GOES * 4)]
    found = [row.ref for row in find(actor, Filters(ids=ids), limit=_GOES * 4).rows]
    choice.shuffle(found)
    return found


def _get(client: Client, path: str) -> None:
    answer = client.get(path)
    if answer.status_code != 200:
        raise WrongAnswer(f"{path}: {answer.status_code}")
