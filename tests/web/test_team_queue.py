"""A team's queue with its reasons, its limits, and what goes to and fro."""

import pytest

from tests.company import Company
from tocsin.foundation.accounts.actions import change_person
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.audit.models import Change
from tocsin.kernel.clock import Hands
from tocsin.register.work.actions import accept, assign, hand_back

pytestmark = pytest.mark.django_db
QUEUE = "/teams/infrastructure/queue"


def test_the_queue_says_why(company: Company, hands: Hands) -> None:
    change_person("p-rita", by=SYSTEM, is_vip=True)
    company.open(title="An old one", impact=3, urgency=3)
    hands.forward(hours=5)
    company.open(title="Of a VIP", impact=3, urgency=3, reporter="p-rita")
    page = company.client("ada").get(QUEUE).content.decode()
    assert page.index("Of a VIP") < page.index("An old one")
    assert "a vip reported it +80" in page.lower()
    assert "open for 5\u00a0h +15" in page.lower()
    assert company.client("tom").get(QUEUE).status_code == 302, "to their own reports"


def test_a_lead_sets_limits_and_accepting_warns(company: Company) -> None:
    ada = company.client("ada")
    limits = {"team": "infrastructure", "most": "3", "each": "1"}
    assert ada.post("/in-progress", limits).status_code == 302
    assert company.client("ben").post("/in-progress", limits).status_code == 403
    change = Change.objects.get(subject="team:infrastructure", verb="limit set")
    assert change.after == {"team": 3, "each": 1}
    first, second = company.open(), company.open()
    accept(first.id, by=company.actor("ada"))
    asked = ada.get(f"/incidents/{second.ref}").content.decode()
    assert "Ada: 2 in diagnosis, the limit is 1." in asked, "it would be so"
    assert ada.post(f"/incidents/{second.ref}/accept").status_code == 302
    page = ada.get(QUEUE).content.decode()
    assert "Ada: 2 in diagnosis, the limit is 1." in page
    assert "2 of 1" in ada.get("/in-progress").content.decode()


def test_what_bounces_shows_its_way(company: Company) -> None:
    incident = company.open()
    assign(incident.id, team="application", by=company.actor("ada"))
    hand_back(incident.id, reason="The disk.", by=company.actor("ben"))
    page = company.client("grace").get("/bouncing").content.decode()
    assert "Infrastructure → Application → Infrastructure" in page
    assert "100 %" in page
    other = company.client("grace").get("/bouncing?team=service-desk&days=7")
    assert incident.ref not in other.content.decode()
    shown = company.client("grace").get(f"/incidents/{incident.ref}").content.decode()
    assert "came back once" in shown


def test_a_team_returns_by_its_form(company: Company) -> None:
    incident = company.open()
    ada = company.client("ada")
    form = ada.get(f"/incidents/{incident.ref}/hand-back").content.decode()
    assert "Why it is not yours" in form
    told = {"reason": "It is the network."}
    assert ada.post(f"/incidents/{incident.ref}/hand-back", told).status_code == 302
    grace = company.client("grace")
    told = {"role": "duty_manager", "people": "eva", "reason": "Nobody has it."}
    assert grace.post(f"/incidents/{incident.ref}/inform", told).status_code == 302
    page = grace.get(f"/incidents/{incident.ref}").content.decode()
    assert "informed Eva, Marc" in page
