"""What every test stands on: a small company, and a clock that holds still."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.laying import Laid, laid_by
from tocsin import wiring
from tocsin.engine.models import Listener
from tocsin.engine.turn import turn
from tocsin.foundation.accounts.actions import (
    add_person,
    add_team,
    join_team,
    set_duty_manager,
)
from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.reads import actor_of
from tocsin.foundation.accounts.rules import SYSTEM, Actor
from tocsin.foundation.classification.actions import add_category
from tocsin.foundation.services.actions import add_service, depend
from tocsin.kernel import clock
from tocsin.register.core.models import Entry, Incident
from tocsin.register.core.reads.entries import drifted_incidents, entries_of
from tocsin.register.core.rules import OPEN
from tocsin.register.tasks.reads import drifted_tasks
from tocsin.register.watching.reads import drifted_watchers
from tocsin.register.work.actions import open_incident
from tocsin.response.escalation.actions import follow
from tocsin.response.escalation.invariant import breaches
from tocsin.response.escalation.models import Run

MONDAY_9 = datetime(2026, 3, 2, 9, tzinfo=UTC)
PASSWORD = "correct-battery-staple-2026"


@pytest.fixture
def hands() -> Iterator[clock.Hands]:
    with clock.held_at(MONDAY_9) as hands:
        yield hands


@dataclass
class Company:
    """A shop. Ada is in Infrastructure, Ben in Application, Grace at the desk.

    Marc is duty manager and manages major incidents, Eva audits, Root administers,
    Tom and Rita report. Checkout (Application) needs Database (Infrastructure).
    """

    ada: Person
    ben: Person
    grace: Person
    marc: Person
    eva: Person
    root: Person
    tom: Person
    rita: Person

    def actor(self, name: str) -> Actor:
        """The person of this name as an actor, with today's roles."""
        return actor_of(getattr(self, name))

    def open(self, by: str = "grace", **report: Any) -> Incident:
        """An incident at the server, unless told otherwise."""
        usual: dict[str, Any] = {"title": "db-primary is down", "service": "checkout"}
        usual |= {"category": "infrastructure/server", "impact": 1, "urgency": 2}
        return open_incident(usual | report, by=self.actor(by))

    def client(self, name: str) -> Client:
        """A browser in which this person has signed in."""
        client = Client()
        client.force_login(getattr(self, name))
        return client


ROLES = {
    "ada": [],
    "ben": [],
    "grace": ["agent"],
    "marc": ["agent", "major_incident_manager"],
    "eva": ["auditor"],
    "root": ["administrator"],
    "tom": [],
    "rita": [],
}


@pytest.fixture
def company(hands: clock.Hands, db: None) -> Company:
    if not (_LAID and _LAID[0]):
        _LAID[:] = [laid_by(_write)]
    else:
        _LAID[0].again()
    people = Person.objects.in_bulk([f"p-{name}" for name in ROLES], field_name="key")
    return Company(**{name: people[f"p-{name}"] for name in ROLES})


# By the first test that stands on it.
_LAID: list[Laid | None] = []


def _write() -> None:
    teams = {"service-desk": "Service desk", "application": "Application"}
    teams |= {"infrastructure": "Infrastructure"}
    for key, name in teams.items():
        add_team(key, name, by=SYSTEM)
    for name, roles in ROLES.items():
        add_person(
            name,
            name=name.title(),
            email=f"{name}@shop.example",
            by=SYSTEM,
            roles=roles,
            password=PASSWORD,
            key=f"p-{name}",
        )
    join_team("infrastructure", "p-ada", by=SYSTEM, is_lead=True)
    join_team("application", "p-ben", by=SYSTEM)
    join_team("service-desk", "p-grace", by=SYSTEM)
    set_duty_manager("p-marc", True, by=SYSTEM)
    add_service("checkout", "Checkout", team="application", by=SYSTEM, criticality=1)
    add_service("database", "Database", team="infrastructure", by=SYSTEM)
    depend("checkout", "database", by=SYSTEM)
    for key, name, team, parent in (
        ("application", "Application", "application", None),
        ("application/minor-fault", "Minor fault", "application", "application"),
        ("infrastructure", "Infrastructure", "infrastructure", None),
        ("infrastructure/server", "Server", "infrastructure", "infrastructure"),
    ):
        add_category(key, name, fallback=team, parent=parent, by=SYSTEM)


def settle() -> None:
    """Turn the engine until all is quiet."""
    while turn(wiring.OBSERVERS, wiring.CLOCKWORK, wiring.WORKERS):
        pass


def hear_once() -> None:
    """Every observer hears one batch."""
    turn(wiring.OBSERVERS, ())


def kinds(incident: Incident) -> list[str]:
    """What has been said of an incident, in order."""
    return [told.kind for told in entries_of([incident.id])]


@pytest.fixture(autouse=True)
def _the_register_agrees_with_itself(request: pytest.FixtureRequest) -> Iterator[None]:
    """After any test that touched the database, every timeline folds to its row."""
    marker = request.node.get_closest_marker("django_db")
    uses = {"db", "transactional_db", "company"} & set(request.fixturenames)
    if not (marker or uses):
        yield
        return
    slow = bool(marker and marker.kwargs.get("transaction"))
    request.getfixturevalue("transactional_db" if slow else "db")
    yield
    assert list(drifted_incidents()) == []
    assert list(drifted_tasks()) == []
    assert list(drifted_watchers()) == []
    assert _forgotten() == []
    assert _unescalated() == []


_NO_HORIZON = 2**63 - 2


def _forgotten() -> list[Any]:
    """Of what escalation has heard all of, as it stands and without help: the same as
    below."""
    heard = Listener.objects.filter(name="escalation").first()
    # Where `folds` has put the horizon beyond everything, what escalation has heard of
    # lies before it, and so does what comes next.
    if heard is None or heard.xact >= _NO_HORIZON:
        return []
    told = breaches(clock.now(), timedelta(days=-3650))
    later = Entry.objects.filter(incident_id__in=[breach.id for breach in told])
    behind = {
        number
        for number, *place in later.values_list("incident_id", "xact", "id")
        if tuple(place) > (heard.xact, heard.entry_id)
    }
    return [breach for breach in told if breach.id not in behind]


def _unescalated() -> list[Any]:
    """Once escalation has heard of everything: open incidents that nobody answered, for
    which nothing is due and nothing says why not. There are none."""
    if not Run.objects.exists():
        return []
    unanswered = Incident.objects.filter(acknowledged_at=None, origin="lived")
    ids = unanswered.filter(state__in=OPEN).values_list("id", flat=True)
    follow(list(ids[:200]))
    told = breaches(clock.now(), timedelta(days=-3650))
    return [breach for breach in told if breach.id in set(ids[:200])]
