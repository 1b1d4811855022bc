"""Who holds back whom, and what Amazon offers, on pages and for programs."""

import pytest
from django.test import Client

from tests.company import Company
from tests.intake import a_source, firing, sent
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.audit.models import Change
from tocsin.foundation.config.actions import publish_checked
from tocsin.intake.alerts.kinds import INHIBITION_KIND
from tocsin.intake.alerts.models import Alert
from tocsin.intake.events.actions.sources import add_source
from tocsin.intake.events.actions.subscriptions import claim_offers, keep_offer
from tocsin.intake.events.models import Source, Subscription
from tocsin.kernel import clock

pytestmark = pytest.mark.django_db

TOPIC = "arn:aws:sns:eu-west-1:123456789012:alarms"


def text(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def _inhibited() -> tuple[Alert, Alert]:
    rule = {
        "source": ["alertname=NodeDown"],
        "target": ["alertname=Slow"],
        "equal": ["host"],
        "comment": "What is down is slow",
    }
    publish_checked(INHIBITION_KIND, "node-down", rule, by=SYSTEM)
    source = a_source()
    sent(source, [firing("NodeDown", host="db-1")])
    sent(source, [firing("Slow", host="db-1"), firing("Slow", host="db-2")])
    held, by = Alert.objects.exclude(suppressed="").get(), Alert.objects.earliest("id")
    return held, by


def test_a_page_says_which_alert_is_held_back_by_which_and_why(
    company: Company,
) -> None:
    held, by = _inhibited()
    page = text(company.client("ben"), "/alerts/inhibition")
    assert f"/alerts/{held.id}" in page
    assert f"/alerts/{by.id}" in page
    assert "Rule node-down" in page
    assert "host=db-1" in page
    assert "What is down is slow" in page
    asked = company.client("rita").get("/alerts/inhibition")
    assert asked["Location"] == "/mine"


def test_a_page_says_that_nothing_is_held_back(company: Company) -> None:
    page = text(company.client("ben"), "/alerts/inhibition")
    assert "No alert is held back by another" in page
    assert "No rule yet" in page


def _offered() -> Source:
    source = add_source("Alarms", "aws-sns", by=SYSTEM)[0]
    keep_offer(source, {"TopicArn": TOPIC, "MessageId": "1"}, clock.now())
    return source


def test_what_amazon_offers_is_refused_and_confirmed(company: Company) -> None:
    source, root = _offered(), company.client("root")
    address = f"/sources/at/{source.slug}"
    page = text(root, address)
    assert TOPIC in page
    assert "waits for confirmation" in page
    told = {"topic": TOPIC, "verb": "refuse"}
    assert company.client("ben").post(address, told).status_code == 403
    assert "Refuse" not in text(company.client("ben"), address)
    assert root.post(address, told).status_code == 302
    assert "refused" in text(root, address)
    assert claim_offers() == []
    keep_offer(source, {"TopicArn": TOPIC, "MessageId": "2"}, clock.now())
    assert claim_offers() == [], "what it offers again is refused too"
    assert root.post(address, told | {"verb": "confirm"}).status_code == 302
    assert [one.topic for one in claim_offers()] == [TOPIC]
    verbs = Change.objects.filter(subject=f"source:{source.slug}")
    assert {"subscription refused", "subscription allowed"} <= {c.verb for c in verbs}


def test_what_is_confirmed_too_old_or_unknown_is_refused(
    company: Company, hands: clock.Hands
) -> None:
    source, root = _offered(), company.client("root")
    address = f"/sources/at/{source.slug}"
    hands.forward(days=4)
    old = root.post(address, {"topic": TOPIC, "verb": "confirm"})
    assert "too old" in old.content.decode()
    Subscription.objects.update(confirmed_at=clock.now())
    sends = root.post(address, {"topic": TOPIC, "verb": "refuse"})
    assert "sends already" in sends.content.decode()
    assert "sends since" in text(root, address)
    strange = root.post(address, {"topic": "x", "verb": "confirm"})
    assert strange.status_code == 404
