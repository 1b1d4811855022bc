"""The proof finds the people whom a run would find, at any instant."""

from datetime import timedelta

from tests.company import Company
from tocsin.foundation.accounts.actions import (
    change_person,
    join_team,
    tell_absence,
)
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.kernel import clock
from tocsin.register.work.answering import answerable
from tocsin.response.escalation.coverage.finding import Finder
from tocsin.response.escalation.coverage.reading import read_ground
from tocsin.response.escalation.coverage.spans import ticks
from tocsin.response.escalation.matrix import Target
from tocsin.response.escalation.targets import People
from tocsin.response.escalation.tests.matrices import duty

TARGETS = [
    Target("on_call", rank=1),
    Target("on_call", rank=2),
    Target("on_call", team="application", rank=1),
    Target("schedule", schedule="application-1"),
    Target("person", person="p-ada"),
    Target("person", person="p-ben"),
    Target("whole_team"),
    Target("whole_team", team="application"),
    Target("role", role="duty_manager"),
    Target("role", role="major_incident_manager"),
    Target("line_manager"),
    Target("executive"),
]


def test_the_proof_finds_whom_a_run_finds(company: Company) -> None:
    incident = company.open()
    duty("infrastructure", "p-ada", "p-grace")
    duty("application", "p-ben", "p-grace")
    join_team("infrastructure", "p-grace", by=SYSTEM)
    change_person("p-ada", by=SYSTEM, line_manager="p-marc")
    now = clock.now()
    day = timedelta(days=1)
    for person, first, last, other in (
        ("p-ada", 3, 9, "p-grace"),
        ("p-ben", 5, 6, None),
        ("p-marc", 8, 12, "p-ben"),
    ):
        tell_absence(
            person,
            by=SYSTEM,
            starts_at=now + first * day,
            ends_at=now + last * day,
            stands_in=other,
        )
    finder = Finder(read_ground(now))
    row = answerable([incident.id])[incident.id]
    assert row.team_id == "infrastructure"
    for half_days in range(1, 40):
        at = now + half_days * day / 2
        people = People(at)
        for target in TARGETS:
            run = {person for person, _schedule in people.told(target, row)}
            proof = finder.whose(target, "infrastructure").at(ticks(at))
            assert proof == run, (target, at)
