"""Whatever people decide, in any order: the row, the timeline and the flag agree."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.company import Company, kinds
from tocsin.foundation.accounts.actions import add_person
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.notify.models import Page
from tocsin.kernel.refusal import Refusal
from tocsin.register.work.actions import restrict
from tocsin.register.work.reads import incident_for
from tocsin.response.major.actions import (
    declare_major,
    end_major,
    propose_majors,
    publish_major_rules,
    reject_major,
)
from tocsin.response.major.kinds import MAJOR_KIND
from tocsin.response.major.models import Major
from tocsin.response.major.refusals import MajorUnfit, NotTheManager
from tocsin.response.major.rules import DECLARED, MAY_FOLLOW
from tocsin.response.major.trial import try_criteria

pytestmark = pytest.mark.django_db
_VERBS: dict[str, Any] = {
    "declared": declare_major,
    "rejected": reject_major,
    "ended": end_major,
}
ALL = {"criteria": [{"name": "All", "when": "impact == 1"}]}


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.sampled_from([*_VERBS, "proposed"]), max_size=8))
def test_any_order_of_decisions(company: Company, wanted: list[str]) -> None:
    publish_major_rules(ALL, by=SYSTEM, why="To try it.")
    incident = company.open()
    state = ""
    for name in wanted:
        if name == "proposed":
            propose_majors([incident.id])
            # Once it met all criteria, it is not proposed by them again.
            if state == "" and "proposed" in MAY_FOLLOW[state]:
                state = "proposed"
            continue
        try:
            _VERBS[name](incident.id, by=company.actor("marc"), reason="Because.")
            assert name in MAY_FOLLOW[state] or name == state
            state = name
        except Refusal:
            assert name not in MAY_FOLLOW[state]
    row = Major.objects.filter(incident_id=incident.id).first()
    assert (row.state if row else "") == state
    assert incident_for(SYSTEM, incident.ref).major == (state == DECLARED)
    said = kinds(incident)
    assert said.count("major_ended") <= said.count("major_declared")
    if row:
        assert (row.next_at is not None) == (state == DECLARED)


def test_a_restricted_incident_pages_only_who_is_named(company: Company) -> None:
    publish_major_rules(ALL, by=SYSTEM, why="To try it.")
    add_person("max", by=SYSTEM, roles=["major_incident_manager"], key="p-max")
    incident = company.open()
    restrict(incident.id, people=["p-eva"], by=company.actor("marc"))
    propose_majors([incident.id])
    told = Page.objects.filter(cause__startswith="major:")
    assert [page.person for page in told] == ["p-marc"], "Max does not see it"


def test_who_may_not_decide_is_refused(company: Company) -> None:
    incident = company.open()
    with pytest.raises(NotTheManager):
        declare_major(incident.id, by=company.actor("ada"), reason="Mine.")


def test_what_is_wrong_is_told_at_its_place() -> None:
    body = {
        "criteria": [{"name": "", "when": "nothing > 1"}],
        "roles": [{"role": "king", "schedule": "none"}],
        "orders": {"nag_minutes": 0},
        "figures": [{"service": "none", "series": "", "price": -1}],
    }
    found = MAJOR_KIND.check(body)
    assert "criterion 1 name: It needs a name of at most 60 letters." in found
    assert any(told.startswith("role 1 role: A role is one of") for told in found)
    assert any(told.startswith("standing orders nag_minutes") for told in found)
    assert any(told.startswith("figure 1 price") for told in found)


def test_criteria_are_tried_on_what_was(company: Company) -> None:
    one, two = company.open(), company.open(impact=3)
    declare_major(two.id, by=company.actor("marc"), reason="It grew.")
    trial = try_criteria(ALL, by=company.actor("root"))
    assert [each.ref for each in trial.candidates] == [one.ref]
    assert (trial.incidents, trial.proposed, trial.missed) == (2, 1, 1)
    with pytest.raises(MajorUnfit):
        try_criteria({"criteria": [{"when": "x"}]}, by=company.actor("root"))
