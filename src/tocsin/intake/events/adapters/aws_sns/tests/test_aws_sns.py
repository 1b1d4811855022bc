"""Messages of SNS that are nobody's in particular."""

import pytest

from tocsin.intake.events.adapters.tests.sending import event, events, fixture
from tocsin.intake.events.event import Act


@pytest.mark.parametrize(
    ("name", "act", "key", "severity", "service"),
    [
        (
            "notification",
            Act.OPEN,
            "arn:aws:sns:eu-central-1:123456789012:alarms/Export failed",
            "",
            "",
        ),
    ],
)
def test_each_variant_is_read(
    name: str, act: Act, key: str, severity: str, service: str
) -> None:
    told = event("aws-sns", fixture("aws-sns", name))
    assert (told.act, told.key) == (act, key)
    assert (told.severity, told.service) == (severity, service)
    assert told.title


def test_subscription_confirmation_says_nothing_of_an_alert() -> None:
    assert events("aws-sns", fixture("aws-sns", "subscription-confirmation")) == []
