"""Routing rules by page: tried on what was, mended, published, and followed."""

import pytest

from tests.company import Company, settle
from tocsin.register.core.models import Incident
from tocsin.response.routing.judging import rules_in_force

pytestmark = pytest.mark.django_db
RULES = "/settings/routing"
CARD = {
    "r1-name": "Till",
    "r1-when": 'service == "checkout"',
    "r1-team": "application",
    "r1-priority": "1",
    "r1-tags": "revenue, till",
    "r1-active": "on",
    "why": "They know it best.",
}
RULE = {
    "name": "Till",
    "when": 'service == "checkout"',
    "set": {"priority": 1, "team": "application"},
    "tags": ["revenue", "till"],
}


@pytest.mark.django_db(transaction=True)
def test_a_rule_is_tried_published_and_followed(company: Company) -> None:
    old = company.open(urgency=3)
    root = company.client("root")
    tried = root.post(RULES, CARD | {"verb": "try", "days": "7"})
    assert tried.status_code == 200
    page = tried.content.decode()
    assert "One would have gone another way." in page
    assert "Infrastructure, P3" in page
    assert "Application, P1" in page
    assert rules_in_force() == {"rules": []}
    assert root.post(RULES, CARD | {"verb": "publish"}).status_code == 302
    assert rules_in_force() == {"zone": "UTC", "rules": [RULE]}
    assert "They know it best." in company.client("grace").get(RULES).content.decode()
    new = company.open(urgency=3)
    settle()
    assert Incident.objects.get(id=new.id).team_id == "application"
    shown = company.client("grace").get(f"/incidents/{new.ref}").content.decode()
    assert "Rule 1, Till, fits: service = checkout" in shown
    assert Incident.objects.get(id=old.id).team_id == "application"


def test_what_is_wrong_stands_at_its_part(company: Company) -> None:
    told = CARD | {"r1-when": "color == 1", "verb": "try"}
    answer = company.client("root").post(RULES, told)
    assert answer.status_code == 422
    assert "There is no “color”" in answer.content.decode()


def test_rules_are_a_text_too(company: Company) -> None:
    root = company.client("root")
    text = "rules:\n- name: All\n  when: vip\n  set: {urgency: 1}\n"
    told = {"told": text, "why": "From the other Tocsin.", "verb": "publish"}
    assert root.post(f"{RULES}?as=text", told).status_code == 302
    assert "urgency: 1" in root.get(f"{RULES}?as=text").content.decode()
    for wrong in ("rules: [", "- 1", "rules:\n- name: x\n", "{" * 3000):
        answer = root.post(f"{RULES}?as=text", told | {"told": wrong})
        assert answer.status_code == 422, wrong


def test_a_draft_waits_and_members_only_read(company: Company) -> None:
    drafted = company.client("root").post(RULES, CARD | {"verb": "draft"})
    assert drafted.status_code == 302
    assert rules_in_force() == {"rules": []}
    assert company.client("root").get(drafted["Location"]).status_code == 200
    assert company.client("ada").post(RULES, CARD).status_code == 403
