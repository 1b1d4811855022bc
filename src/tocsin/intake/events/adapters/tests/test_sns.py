import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tocsin.intake.events.adapters.sns import (
    AMAZON,
    Unsigned,
    certificate_address,
    is_address_of,
    message_of,
    need_signature,
    need_topic,
    offer_address,
    text_to_sign,
)
from tocsin.intake.events.adapters.tests.signing import (
    TOPIC,
    certificate,
    notification,
    offer,
    signed,
)


def is_believed(message: dict[str, Any], *, later: int = 0) -> bool:
    now = datetime.now(UTC) + timedelta(days=later)
    try:
        need_signature(message, certificate(), now)
    except Unsigned:
        return False
    return True


@pytest.mark.parametrize("version", ["1", "2"])
@pytest.mark.parametrize("message", [notification("down"), offer()])
def test_a_signed_message_is_believed(version: str, message: dict[str, Any]) -> None:
    told = signed(message, version)
    assert is_believed(told)
    assert is_believed(json.loads(json.dumps(told)))


def test_a_message_that_was_changed_is_not_believed() -> None:
    told = signed(notification("down"))
    assert not is_believed({**told, "Message": "up"})
    assert not is_believed({**told, "Timestamp": "2026-11-27T09:00:01.000Z"})
    assert not is_believed({**told, "Subject": None})
    assert not is_believed({**told, "SignatureVersion": "1"})
    assert not is_believed({**told, "SignatureVersion": "3"})
    assert not is_believed({**told, "Signature": "bm8="})
    assert not is_believed({**told, "Signature": "!"})
    assert not is_believed(told, later=400)


def test_a_message_without_subject_is_signed_without_it() -> None:
    told = notification("down")
    del told["Subject"]
    assert is_believed(signed(told))
    assert b"Subject" not in text_to_sign(told)


def test_the_text_is_that_of_amazons_guide() -> None:
    told = {"TopicArn": TOPIC, **notification("My Test Message", Subject="My subject")}
    assert text_to_sign(told).decode() == (
        "Message\nMy Test Message\n"
        "MessageId\n22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324\n"
        "Subject\nMy subject\n"
        "Timestamp\n2026-11-27T09:00:00.000Z\n"
        f"TopicArn\n{TOPIC}\n"
        "Type\nNotification\n"
    )


@pytest.mark.parametrize(
    "address",
    [
        "https://sns.eu-west-1.amazonaws.com/a.pem",
        "https://sns.us-gov-east-1.amazonaws.com/a.pem",
        "https://sns.cn-north-1.amazonaws.com.cn/a.pem",
    ],
)
def test_certificates_come_from_amazon(address: str) -> None:
    assert certificate_address({"SigningCertURL": address}, AMAZON) == address


@pytest.mark.parametrize(
    "address",
    [
        "http://sns.eu-west-1.amazonaws.com/a.pem",
        "https://sns.eu-west-1.amazonaws.com/a.html",
        "https://sns.eu-west-1.amazonaws.com.evil.example/a.pem",
        "https://evil.example/sns.eu-west-1.amazonaws.com/a.pem",
        "https://sns.eu-west-1.amazonaws.com@evil.example/a.pem",
        "https://evil.example#@sns.eu-west-1.amazonaws.com/a.pem",
        "https://evil.example\\@sns.eu-west-1.amazonaws.com/a.pem",
        "https://sns.eu-west-1.amazonaws.com:8443/a.pem",
        "https://s3.eu-west-1.amazonaws.com/a.pem",
        "https://sns.a.b.amazonaws.com/a.pem",
        "https://[::1/a.pem",
        "EXAMPLE",
        "",
    ],
)
def test_certificates_come_from_nowhere_else(address: str) -> None:
    with pytest.raises(Unsigned):
        certificate_address({"SigningCertURL": address}, AMAZON)


def test_only_a_confirmation_is_asked_for() -> None:
    assert offer_address(offer(), AMAZON).startswith("https://sns.eu-west-1.")
    other = "https://sns.eu-west-1.amazonaws.com/?Action=DeleteTopic&TopicArn=a"
    for address in (other, "https://169.254.169.254/?Action=ConfirmSubscription"):
        with pytest.raises(Unsigned):
            offer_address(offer(SubscribeURL=address), AMAZON)


def test_another_host_can_be_allowed_with_its_port() -> None:
    assert is_address_of("https://127.0.0.1:4566/a", r"127\.0\.0\.1:4566")
    assert not is_address_of("https://127.0.0.1:4567/a", r"127\.0\.0\.1:4566")


def test_a_source_may_take_its_own_topics_only() -> None:
    told = {"TopicArn": TOPIC}
    need_topic(told, "sns")
    need_topic(told, f"arn:aws:sns:eu-west-1:1:other\n{TOPIC}")
    with pytest.raises(Unsigned):
        need_topic(told, "arn:aws:sns:eu-west-1:1:other")


def test_what_is_no_message_is_none() -> None:
    assert message_of(json.dumps(offer()).encode())["Type"] == (
        "SubscriptionConfirmation"
    )
    for body in (b"", b"{", b"[]", b'"Type"', b'{"Type": 3}', b'{"Records": []}'):
        assert message_of(body) == {}
