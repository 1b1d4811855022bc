"""What Amazon SNS sends: subscriptions are confirmed, signatures are checked."""

import json
from typing import Any

import pytest

from tests.amazon import Amazon, amazon
from tests.company import Company
from tests.intake import fold_replays, sent
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.audit.models import Change
from tocsin.intake.alerts.models import Alert
from tocsin.intake.events.actions.sources import add_source
from tocsin.intake.events.actions.subscriptions import AWAITED
from tocsin.intake.events.adapters.tests.signing import (
    TOPIC,
    notification,
    offer,
    signed,
)
from tocsin.intake.events.clockwork import confirm_subscriptions
from tocsin.intake.events.looking import subscriptions_for
from tocsin.intake.events.models import Certificate, Failure, Source, Subscription
from tocsin.kernel import clock

__all__ = ["amazon"]


@pytest.fixture
def checking(company: Company) -> Source:
    """A source that checks signatures, of any topic."""
    return add_source("Alarms", "aws-cloudwatch", by=SYSTEM, secret="sns")[0]


def alarm(at: Amazon, name: str = "CpuHigh", **facts: Any) -> dict[str, Any]:
    """A signed message with an alarm of CloudWatch in it."""
    told = {
        "AlarmName": name,
        "NewStateValue": "ALARM",
        "NewStateReason": "Threshold crossed",
        "StateChangeTime": "2026-03-02T08:00:00.000+0000",
        "AlarmArn": f"arn:aws:cloudwatch:eu-west-1:123456789012:alarm:{name}",
    }
    usual = {"SigningCertURL": f"{at.url}/key-{at.port}.pem"}
    return signed(notification(json.dumps(told), **usual, **facts))


def offered(at: Amazon, path: str = "/", **facts: Any) -> dict[str, Any]:
    address = f"{at.url}{path}?Action=ConfirmSubscription&Token=2336"
    usual = {"SubscribeURL": address, "SigningCertURL": f"{at.url}/offer.pem"}
    return signed(offer(**usual | facts))


def reasons() -> list[str]:
    rows = Failure.objects.filter(state=Failure.State.WAITING)
    return list(rows.values_list("reason", flat=True))


def test_a_subscription_that_is_offered_is_confirmed_once(
    company: Company, amazon: Amazon
) -> None:
    source = add_source("Alarms", "aws-sns", by=SYSTEM)[0]
    sent(source, offered(amazon))
    assert confirm_subscriptions() == 1
    assert amazon.asked == ["/?Action=ConfirmSubscription&Token=2336"]

    (one,) = Subscription.objects.all()
    assert (one.source, one.topic, one.why) == (source, TOPIC, "")
    assert one.confirmed_at is not None
    assert Change.objects.get(verb="subscribed").after == {"topic": TOPIC}

    sent(source, offered(amazon))
    assert confirm_subscriptions() == 0
    assert reasons() == []
    assert not Alert.objects.exists()
    (told,) = subscriptions_for(company.actor("root"), source.slug)
    assert told == one


def test_a_subscription_is_tried_again_until_its_token_has_died(
    company: Company, amazon: Amazon, hands: clock.Hands
) -> None:
    source = add_source("Alarms", "aws-sns", by=SYSTEM)[0]
    sent(source, offered(amazon, "/gone"))
    assert confirm_subscriptions() == 0
    assert Subscription.objects.get().why == "The server answers 403."
    assert confirm_subscriptions() == 0
    assert len(amazon.asked) == 1
    hands.forward(minutes=2)
    confirm_subscriptions()
    assert len(amazon.asked) == 2
    hands.forward(days=3)
    confirm_subscriptions()
    assert len(amazon.asked) == 2

    sent(source, offered(amazon, MessageId="another"))
    assert confirm_subscriptions() == 1


def test_nobody_makes_us_ask_a_server_of_their_choice(
    company: Company, amazon: Amazon
) -> None:
    source = add_source("Alarms", "aws-sns", by=SYSTEM)[0]
    other = amazon.url.replace("127.0.0.1", "localhost")
    sent(source, offered(amazon, SubscribeURL=f"{other}/?Action=ConfirmSubscription"))
    sent(source, offered(amazon, "/moved", TopicArn=f"{TOPIC}-2", MessageId="2"))
    assert confirm_subscriptions() == 0
    assert [path.partition("?")[0] for path in amazon.asked] == ["/moved"]
    first, second = Subscription.objects.order_by("topic")
    assert first.why == "The subscription's address is none of Amazon SNS."
    assert second.why == "The server answers 302."


def test_what_is_signed_is_folded_once_its_certificate_is_here(
    checking: Source, amazon: Amazon
) -> None:
    sent(checking, alarm(amazon))
    assert reasons() == [AWAITED]
    assert not Alert.objects.exists()

    assert confirm_subscriptions() == 1
    assert fold_replays() == 1
    assert reasons() == []
    assert Alert.objects.get().title.startswith("CpuHigh")

    sent(checking, alarm(amazon, "DiskFull"))
    assert Alert.objects.count() == 2
    assert amazon.asked == [f"/key-{amazon.port}.pem"]


def test_what_is_not_signed_waits_with_the_reason(
    checking: Source, amazon: Amazon
) -> None:
    sent(checking, alarm(amazon))
    confirm_subscriptions()
    fold_replays()
    good = alarm(amazon, "Other")
    sent(checking, {**good, "Message": good["Message"].replace("Other", "Forged")})
    sent(checking, {**good, "SigningCertURL": "https://evil.example/key.pem"})
    sent(checking, json.loads(good["Message"]))
    assert sorted(reasons()) == [
        "It is no message of Amazon SNS, or was delivered raw.",
        "The signature does not fit the message.",
        "The signature's certificate lies at no address of Amazon SNS.",
    ]
    assert Alert.objects.count() == 1
    assert Certificate.objects.count() == 1


def test_a_source_may_take_its_own_topic_only(company: Company, amazon: Amazon) -> None:
    ours = add_source("Ours", "aws-cloudwatch", by=SYSTEM, secret=f"{TOPIC}-ours")[0]
    sent(ours, alarm(amazon))
    assert reasons() == [
        "The message comes from a topic that this source does not take."
    ]
    sent(ours, offered(amazon))
    assert confirm_subscriptions() == 0
    assert amazon.asked == []


def test_an_offer_that_is_not_signed_is_not_confirmed(
    checking: Source, amazon: Amazon
) -> None:
    sent(checking, {**offered(amazon), "Token": "of somebody else"})
    assert confirm_subscriptions() == 0
    assert Subscription.objects.get().why == "The signature does not fit the message."
    assert amazon.asked == ["/offer.pem"]

    sent(checking, offered(amazon, MessageId="2"))
    assert confirm_subscriptions() == 1


def test_a_source_that_checks_no_signature_takes_what_comes(company: Company) -> None:
    source = add_source("Alarms", "aws-cloudwatch", by=SYSTEM)[0]
    sent(source, {**alarm(Amazon()), "Signature": "EXAMPLE"})
    assert Alert.objects.get().title.startswith("CpuHigh")
    assert not Certificate.objects.exists()


def test_a_flood_of_certificates_is_not_fetched(
    checking: Source, amazon: Amazon
) -> None:
    for number in range(60):
        address = f"{amazon.url}/{number}.pem"
        sent(checking, {**alarm(amazon), "SigningCertURL": address})
    assert Certificate.objects.count() == 50
    assert confirm_subscriptions() == 5
