"""What was brought in as history has clocks, as facts, and nobody is told."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from tests.company import Company
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.kernel import clock
from tocsin.register.core.actions.writer import Draft, append, draw_numbers
from tocsin.register.core.entries import Kind
from tocsin.register.core.reads.entries import entries_of
from tocsin.register.work.actions import reopen
from tocsin.register.work.reads import Filters, find
from tocsin.response.clocks.actions import settle as count
from tocsin.response.clocks.models import Clock, Mark, Standing
from tocsin.response.clocks.reads import attainment
from tocsin.response.clocks.tests.settling import reaches, settle, target

MINUTE = timedelta(minutes=1)
Said = tuple[int, Kind, dict[str, Any]]


@transaction.atomic
def brought_in(acts: Sequence[Said], began: datetime) -> int:
    (birth,) = draw_numbers(1)
    first: Said = (0, Kind.REGISTERED, {"title": "A server was down", "priority": 1})
    drafts = [
        Draft(birth.id, kind, body, began + minute * MINUTE, origin="history")
        for minute, kind, body in (first, *acts)
    ]
    append(drafts, by=SYSTEM, births=[replace(birth, origin="history")])
    return birth.id


def row(id: int) -> Any:
    return find(SYSTEM, Filters(ids=[id])).rows[0]


def resolved(minute: int) -> Said:
    return minute, Kind.RESOLVED, {"resolution": "permanent"}


@pytest.mark.parametrize("promised_first", [True, False])
def test_it_is_judged_by_what_is_promised_when_it_is_counted_first(
    company: Company, hands: clock.Hands, promised_first: bool
) -> None:
    """Whether it was brought in before the first target or after it."""
    began = clock.now() - timedelta(days=400)
    if promised_first:
        target()
    waiting = [
        (5, Kind.DIAGNOSIS_BEGAN, {}),
        (10, Kind.WAITING_BEGAN, {"cause": "supplier"}),
        (110, Kind.WAITING_ENDED, {}),
    ]
    kept = brought_in([*waiting, resolved(150)], began)
    late = brought_in([resolved(61)], began)
    count([kept, late])
    assert Clock.objects.exists() == promised_first
    if not promised_first:
        target()
    settle()
    states = dict(Clock.objects.values_list("incident_id", "state"))
    assert states == {kept: "met", late: "missed"}
    assert Clock.objects.get(incident_id=kept).elapsed == 50 * MINUTE
    assert Clock.objects.get(incident_id=late).breached_at == began + 60 * MINUTE
    kinds = {entry.kind for entry in entries_of([kept, late])}
    assert not kinds & {"clocks_changed", "clock_reached"}
    assert Mark.objects.filter(clock__incident_id=late).count() == 2
    assert not Standing.objects.exclude(next_at=None).exists()
    target(minutes=10)
    settle()
    assert dict(Clock.objects.values_list("incident_id", "state")) == states


def test_its_numbers_are_told_by_themselves(
    company: Company, hands: clock.Hands
) -> None:
    target()
    began = clock.now() - timedelta(days=3)
    count([brought_in([resolved(minute)], began) for minute in (20, 61, 90)])
    grace, until = company.actor("grace"), clock.now()
    asked = grace, until - timedelta(days=30), until
    assert attainment(*asked) == []
    (told,) = attainment(*asked, history=True)
    assert (told.met, told.missed, told.breached) == (1, 2, 0)


def test_one_that_is_open_is_told_of_what_is_still_to_come(
    company: Company, hands: clock.Hands
) -> None:
    target(minutes=100)
    id = brought_in([], clock.now() - 60 * MINUTE)
    settle()
    incident = row(id)
    assert reaches(incident) == [], "half of it was over before it came here"
    assert incident.next_due_at == clock.now() + 40 * MINUTE
    hands.forward(minutes=40)
    settle()
    assert reaches(incident) == [("resolve", 100)]


def test_reopened_here_it_is_lived_from_then_on(
    company: Company, hands: clock.Hands
) -> None:
    target()
    id = brought_in([resolved(61)], clock.now() - timedelta(days=1))
    settle()
    reopen(id, by=company.actor("marc"))
    settle()
    hands.forward(minutes=30)
    settle()
    assert reaches(row(id)) == [("resolve", 50)]
    lives = Clock.objects.order_by("number").values_list("number", "state")
    assert list(lives) == [(1, "missed"), (2, "running")]
