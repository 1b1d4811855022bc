"""An incident climbs until somebody answers, and everything is told on its timeline."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.company import MONDAY_9, Company, kinds
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.notify.models import Page
from tocsin.kernel import clock
from tocsin.register.core.reads.visible import visible_to
from tocsin.register.work.actions import (
    accept,
    acknowledge,
    cancel,
    classify,
    note,
    override_priority,
    reopen,
    resolve,
    restore,
    restrict,
    return_impact,
    tag,
)
from tocsin.register.work.tags import QUIET
from tocsin.response.escalation.actions import climb, escalate, follow
from tocsin.response.escalation.models import Run
from tocsin.response.escalation.refusals import NoLevelLeft, NothingClimbs
from tocsin.response.escalation.tests.matrices import (
    duty,
    levels_told,
    publish,
    settle,
)


@pytest.fixture
def rows(company: Company) -> None:
    """Ada is on call for Infrastructure, Ben second; then Marc, the duty manager."""
    duty("infrastructure", "p-ada")
    duty("infrastructure", "p-ben", rank=2)
    publish(
        {
            "key": "servers",
            "category": "infrastructure",
            "lapses": 30,
            "levels": [
                {"target": {"kind": "on_call"}, "acknowledge_within": 5},
                {"after": 10, "target": {"kind": "on_call", "rank": 2}},
                {"after": 20, "target": {"kind": "role", "role": "duty_manager"}},
            ],
        }
    )


def paged() -> list[str]:
    return list(Page.objects.order_by("id").values_list("person", flat=True))


def run_of(incident: Any) -> Run:
    return Run.objects.get(incident_id=incident.id)


def minutes(count: float) -> datetime:
    return MONDAY_9 + timedelta(minutes=count)


def test_an_unanswered_incident_climbs_until_somebody_acknowledges(
    company: Company, rows: None, hands: clock.Hands
) -> None:
    incident = company.open()
    settle()
    assert paged() == ["p-ada"]
    assert run_of(incident).due_at == minutes(5)

    hands.forward(minutes=4, seconds=59)
    settle()
    assert paged() == ["p-ada"], "ada still has a second left"

    hands.forward(seconds=1)
    settle()
    assert paged() == ["p-ada", "p-ben"]

    acknowledge(incident.id, by=company.actor("ada"))
    accept(incident.id, by=company.actor("ada"))
    settle()
    hands.forward(hours=8)
    settle()
    assert paged() == ["p-ada", "p-ben"], "accepting it stops the run"
    assert levels_told(incident) == [(1, ["p-ada"]), (2, ["p-ben"])]
    assert "escalation_began" in kinds(incident)


def test_what_was_acknowledged_before_it_was_heard_pages_nobody(
    company: Company, rows: None
) -> None:
    incident = company.open()
    acknowledge(incident.id, by=company.actor("ada"))
    settle()
    assert paged() == []
    assert run_of(incident).state == "answered"


def test_an_acknowledgement_lapses_when_nothing_follows(
    company: Company, rows: None, hands: clock.Hands
) -> None:
    incident = company.open()
    settle()
    acknowledge(incident.id, by=company.actor("ada"))
    settle()
    hands.forward(minutes=30)
    settle()
    assert kinds(incident).count("acknowledgement_lapsed") == 1
    assert paged() == ["p-ada", "p-ada"], "it begins again at its first level"
    incident.refresh_from_db()
    assert incident.acknowledged_at is None

    acknowledge(incident.id, by=company.actor("ada"))
    note(incident.id, text="I look at the disks", by=company.actor("ada"))
    settle()
    hands.forward(hours=2)
    settle()
    assert kinds(incident).count("acknowledgement_lapsed") == 1
    assert run_of(incident).why == "answered"


def test_where_nobody_is_on_call_the_next_level_comes_at_once(
    company: Company, hands: clock.Hands
) -> None:
    duty("infrastructure", "p-ben", rank=2)
    on_call = {"target": {"kind": "on_call"}}
    second = {"after": 10, "target": {"kind": "on_call", "rank": 2}}
    publish({"key": "all", "levels": [on_call, second]})
    incident = company.open()
    settle()
    assert levels_told(incident) == [(1, []), (2, ["p-ben"])]
    assert paged() == ["p-ben"]


def test_a_spent_row_says_so_once(company: Company, hands: clock.Hands) -> None:
    publish({"key": "all", "levels": [{"target": {"kind": "on_call"}}]})
    incident = company.open()
    settle()
    hands.forward(hours=1)
    settle()
    assert kinds(incident).count("escalation_ended") == 1
    assert run_of(incident).why == "spent"


def test_a_greater_priority_begins_its_own_row(
    company: Company, hands: clock.Hands
) -> None:
    duty("infrastructure", "p-ada")
    ada = {"target": {"kind": "on_call"}}
    marc = {"target": {"kind": "role", "role": "duty_manager"}}
    publish(
        {"key": "usual", "levels": [ada]},
        {"key": "urgent", "priorities": [1], "levels": [marc]},
    )
    incident = company.open(impact=3, urgency=3)
    settle()
    hands.forward(minutes=7)
    override_priority(
        incident.id, priority=1, reason="All sales", by=company.actor("marc")
    )
    settle()
    assert paged() == ["p-ada", "p-marc"]
    assert (run_of(incident).row, run_of(incident).life) == ("urgent", 2)
    classify(incident.id, category="infrastructure", by=company.actor("grace"))
    settle()
    assert run_of(incident).life == 2, "the same row goes on"


def test_a_running_incident_keeps_the_matrix_it_began_with(
    company: Company, rows: None, hands: clock.Hands
) -> None:
    incident = company.open()
    settle()
    publish({"key": "none", "levels": [{"target": {"kind": "line_manager"}}]})
    hands.forward(minutes=5)
    settle()
    assert paged() == ["p-ada", "p-ben"]
    assert run_of(incident).matrix == 1


def test_what_is_quiet_pages_nobody_until_it_is_not(
    company: Company, rows: None
) -> None:
    incident = company.open()
    tag(incident.id, by=company.actor("grace"), add=[QUIET])
    settle()
    assert (paged(), run_of(incident).why) == ([], "quiet")
    tag(incident.id, by=company.actor("grace"), remove=[QUIET])
    settle()
    assert paged() == ["p-ada"]


def test_what_comes_back_has_not_been_answered(
    company: Company, rows: None, hands: clock.Hands
) -> None:
    grace = company.actor("grace")
    incident = company.open()
    acknowledge(incident.id, by=grace)
    accept(incident.id, by=grace)
    resolve(incident.id, resolution="workaround", text="Restarted", by=grace)
    settle()
    assert run_of(incident).state == "ended"
    hands.forward(hours=2)
    reopen(incident.id, reason="Down again", by=grace)
    settle()
    assert paged() == ["p-ada"]
    accept(incident.id, by=grace)
    settle()
    assert run_of(incident).state == "answered"
    restore(incident.id, by=grace)
    settle()
    return_impact(incident.id, by=grace)
    settle()
    assert paged() == ["p-ada", "p-ada"]


def test_a_cancelled_incident_is_over(company: Company, rows: None) -> None:
    incident = company.open()
    cancel(incident.id, cause="false_alarm", note="A test", by=company.actor("grace"))
    settle()
    assert paged() == []
    assert run_of(incident).state == "ended"


def test_a_restricted_incident_pages_only_who_may_see_it(
    company: Company, rows: None
) -> None:
    incident = company.open()
    restrict(incident.id, people=["p-ben", "p-grace"], by=company.actor("grace"))
    settle()
    assert paged() == ["p-ben"]
    assert levels_told(incident) == [(1, []), (2, ["p-ben"])]


def test_escalating_by_hand_reaches_the_next_level_now(
    company: Company, rows: None, hands: clock.Hands
) -> None:
    incident = company.open()
    settle()
    acknowledge(incident.id, by=company.actor("ada"))
    escalate(incident.id, by=company.actor("ada"))
    assert run_of(incident).level == 2
    assert paged() == ["p-ada", "p-ben"]
    escalate(incident.id, by=company.actor("ada"))
    assert run_of(incident).level == 3
    with pytest.raises(NoLevelLeft):
        escalate(incident.id, by=company.actor("ada"))


def test_what_has_no_row_cannot_be_escalated(company: Company) -> None:
    publish(
        {"key": "p1", "priorities": [1], "levels": [{"target": {"kind": "on_call"}}]}
    )
    incident = company.open(impact=3, urgency=3)
    with pytest.raises(NothingClimbs):
        escalate(incident.id, by=company.actor("ada"))


def test_told_twice_is_told_once(company: Company, rows: None) -> None:
    incident = company.open()
    settle()
    before = kinds(incident)
    Run.objects.update(due_at=MONDAY_9, level=0, passed=0, why="", reached_at=None)
    assert climb() == 1
    assert (kinds(incident), paged()) == (before, ["p-ada"])


def test_a_set_climbs_with_as_many_questions_as_one(
    company: Company, rows: None
) -> None:
    def asked() -> int:
        follow(set(visible_to(SYSTEM).values_list("id", flat=True)))
        with CaptureQueriesContext(connection) as told:
            climb()
        return len(told)

    company.open()
    one = asked()
    for number in range(20):
        company.open(title=f"Server {number}")
    assert asked() <= one
