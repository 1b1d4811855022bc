"""CloudWatch's alarms: by SNS, by EventBridge, raw."""

import pytest

from tocsin.intake.events.adapters.tests.sending import at, event, fixture, payload
from tocsin.intake.events.event import Act


@pytest.mark.parametrize(
    ("name", "act", "key", "severity", "service"),
    [
        (
            "composite-raw",
            Act.OPEN,
            "arn:aws:cloudwatch:eu-central-1:123456789012:alarm:shop-is-down",
            "error",
            "",
        ),
        (
            "eventbridge-alarm",
            Act.OPEN,
            "arn:aws:cloudwatch:eu-central-1:123456789012:alarm:orders 5xx",
            "error",
            "",
        ),
        (
            "eventbridge-ok",
            Act.RESOLVE,
            "arn:aws:cloudwatch:eu-central-1:123456789012:alarm:orders 5xx",
            "info",
            "",
        ),
        (
            "sns-alarm",
            Act.OPEN,
            "arn:aws:cloudwatch:eu-central-1:123456789012:alarm:orders 5xx",
            "error",
            "",
        ),
        (
            "sns-ok",
            Act.RESOLVE,
            "arn:aws:cloudwatch:eu-central-1:123456789012:alarm:orders 5xx",
            "info",
            "",
        ),
    ],
)
def test_each_variant_is_read(
    name: str, act: Act, key: str, severity: str, service: str
) -> None:
    told = event("aws-cloudwatch", fixture("aws-cloudwatch", name))
    assert (told.act, told.key) == (act, key)
    assert (told.severity, told.service) == (severity, service)
    assert told.title


def test_the_payload_sns_alarm() -> None:
    told = event("aws-cloudwatch", payload("aws-cloudwatch-sns-alarm"))
    assert told.key == "1234567890/EU (Ireland)/bucketbytesAlarm"
    assert (told.act, told.severity) == (Act.OPEN, "error")
    assert told.title == "bucketbytesAlarm"
    assert (told.service, told.by) == ("", "")
    assert told.labels == {
        "alarm": "bucketbytesAlarm",
        "metric": "BucketSizeBytes",
        "namespace": "AWS/S3",
        "region": "EU (Ireland)",
        "account": "1234567890",
        "StorageType": "StandardStorage",
        "BucketName": "try.alerta.io",
    }
    assert told.starts_at == at("2019-02-15T23:53:45.093000+00:00")
    assert told.ends_at is None
    assert told.url == ""


def test_the_payload_sns_insufficient_data() -> None:
    told = event("aws-cloudwatch", payload("aws-cloudwatch-sns-insufficient-data"))
    assert told.key == "1234567890/EU (Ireland)/notificationCountAlarm"
    assert (told.act, told.severity) == (Act.NO_DATA, "warning")
    assert told.title == "notificationCountAlarm"
    assert (told.service, told.by) == ("", "")
    assert told.labels == {
        "alarm": "notificationCountAlarm",
        "metric": "NumberOfNotificationsDelivered",
        "namespace": "AWS/SNS",
        "region": "EU (Ireland)",
        "account": "1234567890",
        "TopicName": "alerta-test",
    }
    assert told.starts_at == at("2019-05-13T08:41:43.548000+00:00")
    assert told.ends_at is None
    assert told.url == ""
