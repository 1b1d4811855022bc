"""While one records an incident: what will become of it, and nothing is registered."""

import pytest

from tests.company import Company
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.register.core.models import Entry, Incident
from tocsin.response.routing.actions import publish_routes

pytestmark = pytest.mark.django_db
ASKED = {
    "title": "The shop is slow",
    "service": "checkout",
    "impact": "1",
    "urgency": "1",
    "foretell": "on",
}
RULE = {"name": "Slow is Infrastructure's", "when": 'title.contains("slow")'}


def test_team_rules_priority_and_clocks_are_foretold(company: Company) -> None:
    before = company.client("grace").post("/record", ASKED).content.decode()
    assert "Application" in before[before.index('id="foretold"') :]
    rules = [RULE | {"set": {"team": "infrastructure"}}]
    publish_routes({"rules": rules}, by=SYSTEM, why="It is the database.")

    page = company.client("grace").post("/record", ASKED).content.decode()

    told = page[page.index('id="foretold"') :]
    told = told[: told.index("</section>")]
    assert "Infrastructure" in told
    assert "Slow is Infrastructure&#x27;s" in told
    assert "P1" in told
    assert not Incident.objects.exists()
    assert not Entry.objects.exists()
    assert 'value="The shop is slow"' in page


def test_requesters_are_foretold_nothing(company: Company) -> None:
    assert company.client("tom").post("/record", ASKED).status_code == 302
    assert Incident.objects.count() == 1
