"""Rules tried on what was: beside where it went stands where it would have gone."""

from typing import Any

import pytest

from tests.company import Company
from tocsin.kernel.clock import Hands
from tocsin.register.work.actions import accept, assign, restrict
from tocsin.response.routing.refusals import RoutesUnfit
from tocsin.response.routing.tests.routes import hear, publish, routed, rule
from tocsin.response.routing.trial import Place, try_routes

pytestmark = pytest.mark.django_db
APP: dict[str, Any] = {"team": "application", "priority": 1}


def test_what_would_have_gone_elsewhere(company: Company, hands: Hands) -> None:
    checkout = company.open(urgency=3)
    company.open(service="database", urgency=3)
    hands.forward(hours=1)
    ada = company.actor("ada")
    assign(checkout.id, team="application", by=ada)
    accept(checkout.id, by=company.actor("ben"))
    body = {"rules": [rule('service == "checkout"', "Till", set=APP)]}
    trial = try_routes(body, by=ada)
    assert (trial.incidents, trial.changed) == (2, 1)
    (one,) = trial.differences
    assert one.ref == checkout.ref
    assert (one.was, one.would) == (
        Place("infrastructure", 3),
        Place("application", 1),
    )
    assert (one.now, one.rules) == ("application", ("Till",))
    assert (trial.right_was, trial.right_would) == (1, 2)
    assert dict(trial.by_rule) == {"Till": 1}
    assert routed(checkout) == []


def test_what_rules_did_is_what_was(company: Company) -> None:
    publish(rule("true", "All", set=APP))
    company.open()
    hear()
    trial = try_routes({"rules": []}, by=company.actor("root"))
    (one,) = trial.differences
    assert one.was == Place("application", 1)
    assert one.would.team == "infrastructure"


def test_it_shows_what_one_may_see_and_warns(company: Company, hands: Hands) -> None:
    company.open()
    hands.forward(days=20)
    secret = company.open()
    restrict(secret.id, people=["p-grace"], by=company.actor("grace"))
    body = {"rules": [rule('labels.dc == "x"', "Odd", set=APP)]}
    assert try_routes(body, by=company.actor("root")).incidents == 0
    trial = try_routes(body, by=company.actor("grace"), days=30)
    assert trial.incidents == 2
    assert trial.warnings["Odd"] == "There is no “dc”."
    with pytest.raises(RoutesUnfit):
        try_routes({"rules": [rule("x")]}, by=company.actor("root"))
