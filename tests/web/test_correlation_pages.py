"""Correlation rules by page: tried, mended, published; and the two reports."""

import pytest

from tests.company import Company
from tests.feeding import fires, incident_of, source, tell
from tocsin.intake.alerts.models import Alert
from tocsin.intake.correlation.judging import rules_in_force

pytestmark = pytest.mark.django_db
RULES = "/alerts/rules"
CARD = {
    "r1-name": "No news",
    "r1-when": 'severity == "info"',
    "r1-do": "drop",
    "r1-active": "on",
    "why": "Nobody reads them.",
}


def test_a_rule_is_tried_then_published(company: Company) -> None:
    tell(source(), fires("a", severity="info"), fires("b", service="checkout"))
    root = company.client("root")
    tried = root.post(RULES, CARD | {"verb": "try"})
    assert tried.status_code == 200
    page = tried.content.decode()
    assert "For one, something else would have happened." in page
    assert "is dropped: 1" in page
    assert rules_in_force() == {"rules": []}
    assert root.post(RULES, CARD | {"verb": "publish"}).status_code == 302
    (rule,) = rules_in_force()["rules"]
    assert rule == {"name": "No news", "when": 'severity == "info"', "do": "drop"}
    assert "No news" in company.client("grace").get(RULES).content.decode()


def test_what_is_wrong_stands_at_its_part(company: Company) -> None:
    told = CARD | {"r1-when": "color == 1", "verb": "try"}
    answer = company.client("root").post(RULES, told)
    assert answer.status_code == 422
    assert "There is no “color”" in answer.content.decode()


def test_rules_are_a_text_too(company: Company) -> None:
    root = company.client("root")
    text = "rules:\n- name: All\n  when: 'true'\n  do: join\n  key: '{labels.dc}'\n"
    told = {"told": text, "why": "From the other Tocsin.", "verb": "publish"}
    assert root.post(f"{RULES}?as=text", told).status_code == 302
    assert "{labels.dc}" in root.get(f"{RULES}?as=text").content.decode()
    for wrong in ("rules: [", "- 1", "rules:\n- name: x\n", "{" * 3000):
        answer = root.post(f"{RULES}?as=text", told | {"told": wrong})
        assert answer.status_code == 422, wrong


def test_a_draft_waits(company: Company) -> None:
    drafted = company.client("root").post(RULES, CARD | {"verb": "draft"})
    assert drafted.status_code == 302
    assert rules_in_force() == {"rules": []}
    assert company.client("root").get(drafted["Location"]).status_code == 200


def test_missed_alerts_are_handed_in_by_a_button(company: Company) -> None:
    tell(source(), fires("a", service="checkout"), fires("b"))
    Alert.objects.filter(key="b").update(incident_id=None)
    root = company.client("root")
    assert "Hand them in" in root.get("/alerts/reconciliation").content.decode()
    grace = company.client("grace")
    assert "Hand them in" not in grace.get("/alerts/reconciliation").content.decode()
    assert root.post("/alerts/reconciliation").status_code == 302
    assert incident_of("b").title == "b fires"


def test_noise_opens_what_it_names(company: Company) -> None:
    tell(source(), fires("a", service="checkout"))
    page = company.client("grace").get("/alerts/noise?days=30").content.decode()
    assert '<a class="link" href="/services/checkout">Checkout</a>' in page
    assert ">Pages in vain<" in page
