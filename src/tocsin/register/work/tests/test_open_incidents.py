"""Many are opened as one would be: the same rows and the same timelines."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.company import Company
from tocsin.foundation.accounts.rules import Actor
from tocsin.foundation.classification.actions import publish_model
from tocsin.register.core.models import Incident
from tocsin.register.core.reads.entries import entries_of
from tocsin.register.work.actions import open_incident, open_incidents
from tocsin.register.work.actions.opening import Opening
from tocsin.register.work.tests.test_open_incident import reports

pytestmark = pytest.mark.django_db
MONITOR = Actor(kind="source", id="prometheus", via="intake")
_OF_ITSELF = {"id", "ref", "head", "title", "_state"}


def _shown(incident: Incident) -> tuple[dict[str, Any], list[Any]]:
    """All but what tells two incidents apart; without a title it is the reference."""
    row = {n: v for n, v in vars(incident).items() if n not in _OF_ITSELF}
    title = incident.title.replace(incident.ref, "")
    told = [
        (e.kind, e.actor_kind, e.actor_id, dict(e.body) | {"title": title})
        for e in entries_of([incident.id])
    ]
    return row | {"title": title}, told


@settings(max_examples=25)
@given(told=st.lists(reports, max_size=4), drill=st.booleans())
def test_many_are_opened_as_one_would_be(
    company: Company, told: list[dict[str, Any]], drill: bool
) -> None:
    openings = [Opening(report, is_drill=drill) for report in told]
    together = open_incidents(openings, by=MONITOR)
    alone = [open_incident(report, by=MONITOR, is_drill=drill) for report in told]
    assert list(map(_shown, together)) == list(map(_shown, alone))


def test_models_and_routes_hold_for_each(company: Company) -> None:
    body = {"title": "Checkout", "match": {"service": "checkout"}, "impact": 1}
    publish_model("checkout", body, by=company.actor("root"), why="To try it.")
    told = [{"service": "checkout"}, {"service": "database"}, {"service": "nothing"}]
    opened = open_incidents([Opening(each) for each in told], by=MONITOR)
    assert [row.model for row in opened] == ["checkout", "", ""]
    assert [row.team_id for row in opened] == ["application", "infrastructure", None]
    assert [row.impact for row in opened] == [1, None, None]


def test_what_a_source_repeats_is_one_incident(company: Company) -> None:
    first = open_incident({"title": "A"}, by=MONITOR, source="s", source_ref="1")
    told = [("1", "B"), ("2", "C"), ("", "D"), ("2", "E"), ("", "D")]
    openings = [Opening({"title": title}, "s", ref) for ref, title in told]
    opened = open_incidents(openings, by=MONITOR)
    assert [row.title for row in opened] == ["A", "C", "D", "C", "D"]
    assert opened[0] == first
    assert opened[1] == opened[3]
    assert len({row.id for row in opened}) == 4


def test_a_thousand_take_few_questions(
    company: Company, django_assert_max_num_queries: Any
) -> None:
    told = [{"title": f"T{n}", "service": "checkout", "impact": 1} for n in range(1000)]
    with django_assert_max_num_queries(30):
        opened = open_incidents([Opening(each) for each in told], by=MONITOR)
    assert len({row.ref for row in opened}) == 1000
    assert {row.team_id for row in opened} == {"application"}
