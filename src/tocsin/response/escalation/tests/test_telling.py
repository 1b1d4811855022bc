"""Whom each level tells, at the instant at which it is reached, and what it leaves
alone."""

from datetime import timedelta
from typing import Any

import pytest

from tests.company import MONDAY_9, Company
from tests.company import settle as engine_settle
from tests.paging import Arrivals
from tocsin.foundation.accounts.actions import (
    change_person,
    join_team,
    tell_absence,
)
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.config.actions import set_option
from tocsin.foundation.notify.models import Page
from tocsin.kernel import clock
from tocsin.register.core.reads.entries import entries_of
from tocsin.response.escalation.models import Run
from tocsin.response.escalation.options import EXECUTIVE
from tocsin.response.escalation.tests.matrices import (
    duty,
    levels_told,
    publish,
    settle,
)


@pytest.fixture
def staffed(company: Company) -> Company:
    """Infrastructure has Ada, who leads it and is on call, and Grace, whose stand-in is
    Ben; Marc is above Ada; Root is the executive on duty."""
    join_team("infrastructure", "p-ben", by=SYSTEM)
    join_team("infrastructure", "p-grace", by=SYSTEM)
    duty("infrastructure", "p-ada")
    duty("application", "p-ben")
    duty("service-desk", "p-root", rank=7)
    set_option(EXECUTIVE, "service-desk-7", by=SYSTEM)
    change_person("p-ada", by=SYSTEM, line_manager="p-marc")
    tell_absence("p-grace", MONDAY_9, by=SYSTEM, stands_in="p-ben")
    return company


TARGETS: list[tuple[dict[str, Any], list[str]]] = [
    ({"kind": "on_call"}, ["p-ada"]),
    ({"kind": "on_call", "rank": 2}, []),
    ({"kind": "on_call", "team": "application"}, ["p-ben"]),
    ({"kind": "schedule", "schedule": "application-1"}, ["p-ben"]),
    ({"kind": "person", "person": "p-eva"}, ["p-eva"]),
    ({"kind": "person", "person": "p-grace"}, ["p-ben"]),
    ({"kind": "whole_team"}, ["p-ada", "p-ben"]),
    ({"kind": "role", "role": "duty_manager"}, ["p-marc"]),
    ({"kind": "role", "role": "major_incident_manager"}, ["p-marc"]),
    ({"kind": "line_manager"}, ["p-marc"]),
    ({"kind": "executive"}, ["p-root"]),
]


@pytest.mark.parametrize("loud", [True, False])
@pytest.mark.parametrize(("target", "people"), TARGETS)
def test_a_level_tells_its_people_loud_or_quiet_and_moves_nothing(
    staffed: Company, target: dict[str, Any], people: list[str], loud: bool
) -> None:
    last = {"after": 60, "target": {"kind": "person", "person": "p-tom"}}
    publish({"key": "all", "levels": [{"target": target, "loud": loud}, last]})
    incident = staffed.open()
    settle()
    incident.refresh_from_db()
    assert (incident.team_id, incident.owner_id) == ("infrastructure", None)
    assert (incident.owner_role, incident.reassigned_count) == ("duty_manager", 0)
    first, *others = levels_told(incident)
    assert (first[0], sorted(first[1])) == (1, people)
    assert others == ([] if people else [(2, ["p-tom"])]), "the next at once"
    told = Page.objects.filter(person__in=people).values_list("person", "loud")
    assert sorted(told) == [(person, loud) for person in people]


def test_a_team_by_turns_goes_on_with_whoever_comes_next(staffed: Company) -> None:
    publish({"key": "all", "levels": [{"target": {"kind": "round_robin"}}]})
    told = []
    for number in range(3):
        incident = staffed.open(title=f"Number {number}")
        settle()
        told += [people for _level, people in levels_told(incident)]
    assert told == [["p-ada"], ["p-ben"], ["p-ada"]], "Grace is away"


def test_who_is_on_call_is_asked_when_the_level_is_reached(
    company: Company, hands: clock.Hands
) -> None:
    """On the next Monday at nine Ada hands over to Ben: a repeat tells him."""
    duty("infrastructure", "p-ada", "p-ben")
    on_call = {"target": {"kind": "on_call"}, "repeat": {"times": 1, "every": 5}}
    publish({"key": "all", "levels": [on_call]})
    hands.set(MONDAY_9 + timedelta(days=7, minutes=-2))
    incident = company.open()
    settle()
    hands.forward(minutes=5)
    settle()
    assert levels_told(incident) == [(1, ["p-ada"]), (1, ["p-ben"])]


@pytest.mark.django_db(transaction=True)
def test_a_page_that_cannot_be_delivered_escalates_by_itself(
    transactional_db: None, company: Company, arrivals: Arrivals, hands: clock.Hands
) -> None:
    """Through the engine: nothing of Ada's works, so the next level, which would come
    in an hour, comes at once, and its page leaves."""
    duty("infrastructure", "p-ada")
    second = {"after": 60, "target": {"kind": "role", "role": "duty_manager"}}
    publish({"key": "all", "levels": [{"target": {"kind": "on_call"}}, second]})
    arrivals.fail("ada@shop.example", "550 unknown", permanent=True)
    incident = company.open()
    engine_settle()
    assert "mail:marc@shop.example" in arrivals.to
    assert "mail:ada@shop.example" not in arrivals.to
    said = [(e.kind, e.body) for e in entries_of([incident.id])]
    (failed,) = [body for kind, body in said if kind == "page_failed"]
    assert (failed["person"], failed["told"]) == ("p-ada", "550 unknown")
    levels = [body for kind, body in said if kind == "level_reached"]
    assert [body["because"] for body in levels] == ["after", "undeliverable"]
    assert Run.objects.get().level == 2
