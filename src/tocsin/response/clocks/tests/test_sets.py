"""The engine hears, plans and tells; notices are updates; few statements plan a set."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.company import Company
from tests.company import settle as engine_settle
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.kernel import clock
from tocsin.register.core.actions.writer import Draft, note_many
from tocsin.register.core.entries import Kind
from tocsin.register.work.actions import wait_for
from tocsin.response.clocks.actions import plan_on
from tocsin.response.clocks.models import Clock, Standing
from tocsin.response.clocks.tests.settling import reaches, settle, target, why

MINUTE = timedelta(minutes=1)


@pytest.mark.django_db(transaction=True)
def test_the_engine_hears_plans_and_tells(
    transactional_db: None, company: Company, hands: clock.Hands
) -> None:
    target()
    incident = company.open()
    engine_settle()
    hands.forward(minutes=31)
    engine_settle()
    wait_for(incident.id, cause="supplier", by=company.actor("marc"))
    engine_settle()
    assert reaches(incident) == [("resolve", 50)]
    assert why(incident) == ["resolve: began", "resolve: paused"]


def test_a_set_is_planned_in_as_many_statements_whatever_it_holds(
    company: Company,
) -> None:
    target()
    target("restore", 30)
    settle()

    def statements(count_of: int) -> int:
        for _incident in range(count_of):
            company.open()
        target(minutes=60 + count_of)
        with CaptureQueriesContext(connection) as asked:
            assert plan_on() == Standing.objects.count()
        return len(asked)

    few = statements(2)
    assert statements(30) == few


def test_what_a_status_page_tells_everybody_is_an_update(
    company: Company, hands: clock.Hands
) -> None:
    target("update", 30)
    incident = company.open()
    for audience, left in (("internal", 20), ("public", 30)):
        hands.forward(minutes=10 if audience == "internal" else 0)
        told = {"page": "shop", "notice": "a", "status": "identified"}
        kind, why_once = Kind.NOTICE_UPDATED, f"notice:{audience}"
        draft = Draft(incident.id, kind, told, cause=why_once, audience=audience)
        note_many([draft], by=SYSTEM)
        settle()
        due = Clock.objects.order_by("-number").first()
        assert due
        assert due.due_at == clock.now() + left * MINUTE
