"""GuardDuty's findings, and those of Security Hub."""

import pytest

from tocsin.intake.events.adapters.tests.sending import at, event, fixture, payload
from tocsin.intake.events.event import Act


@pytest.mark.parametrize(
    ("name", "act", "key", "severity", "service"),
    [
        (
            "archived",
            Act.RESOLVE,
            "16afba5c5c43e07c9e3e5e2e544e95df",
            "error",
            "orders",
        ),
        ("finding", Act.OPEN, "16afba5c5c43e07c9e3e5e2e544e95df", "error", "orders"),
        (
            "security-hub",
            Act.OPEN,
            "arn:aws:securityhub:eu-central-1:123456789012:finding/1",
            "error",
            "",
        ),
    ],
)
def test_each_variant_is_read(
    name: str, act: Act, key: str, severity: str, service: str
) -> None:
    told = event("aws-guardduty", fixture("aws-guardduty", name))
    assert (told.act, told.key) == (act, key)
    assert (told.severity, told.service) == (severity, service)
    assert told.title


def test_the_payload_finding_sns() -> None:
    told = event("aws-guardduty", payload("aws-guardduty-finding-sns"))
    assert told.key == "sample-id-2"
    assert (told.act, told.severity) == (Act.OPEN, "critical")
    assert (
        told.title
        == "SAMPLE Unprotected port on EC2 instance i-123123123 is being probed"
    )
    assert (told.service, told.by) == ("", "")
    assert told.labels == {
        "type": "Recon:EC2 PortProbeUnprotectedPort",
        "account": "123456789",
        "region": "us-gov-east-1",
    }
    assert told.starts_at == at("2020-01-02T01:02:03+00:00")
    assert told.ends_at is None
    assert told.url == ""
