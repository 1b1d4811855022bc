"""A level that waits for a share of a clock comes when that clock does."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from tests.company import MONDAY_9, Company
from tocsin.kernel import clock
from tocsin.response.escalation.clocks import instants
from tocsin.response.escalation.models import Run
from tocsin.response.escalation.parsing import matrix_of
from tocsin.response.escalation.tests.matrices import levels_told, publish, settle

SHARE = {"after": {"percent": 80, "of": "resolve"}, "unless": "resolved"}
LEVELS: list[dict[str, Any]] = [
    {"target": {"kind": "person", "person": "p-ada"}},
    {**SHARE, "target": {"kind": "role", "role": "duty_manager"}},
]


@pytest.fixture
def four_hours(company: Company) -> None:
    """A clock that reaches its share three hours after Monday, nine o'clock: the room
    of clocks is stood in for by the function that it publishes."""
    with connection.cursor() as cursor:
        cursor.execute("drop function if exists clock_instant(bigint, text, int)")
        cursor.execute(
            "create function clock_instant(incident bigint, measure text, percent int)"
            " returns timestamptz language sql stable as $$"
            " select timestamptz '2026-03-02 12:00:00+00' where percent = 80 $$"
        )


def test_it_comes_with_its_clock_also_when_somebody_answered(
    company: Company, four_hours: None, hands: clock.Hands
) -> None:
    publish({"key": "all", "lapses": 0, "levels": LEVELS})
    incident = company.open()
    settle()
    run = Run.objects.get(incident_id=incident.id)
    assert (run.due_at, run.next_level) == (MONDAY_9 + timedelta(hours=3), 2)
    hands.forward(hours=3)
    settle()
    assert levels_told(incident) == [(1, ["p-ada"]), (2, ["p-marc"])]


def test_a_clock_that_does_not_run_is_waited_for(
    company: Company, four_hours: None
) -> None:
    row = {**LEVELS[0], "after": {"percent": 50, "of": "resolve"}}
    matrix = matrix_of(1, {"rows": [{"key": "row", "levels": [row]}]})
    assert instants([(7, matrix.rows[0])]) == {7: {("resolve", 50): None}}
    publish({"key": "all", "levels": [row]})
    incident = company.open()
    settle()
    run = Run.objects.get(incident_id=incident.id)
    assert (run.due_at, run.why) == (None, "clock")
