"""Zabbix's problems, by our parameters, by macros, by others'."""

import pytest

from tocsin.intake.events.adapters.tests.sending import event, fixture, payload
from tocsin.intake.events.event import Act


@pytest.mark.parametrize(
    ("name", "act", "key", "severity", "service"),
    [
        ("acknowledged", Act.ACKNOWLEDGE, "14032", "error", "orders"),
        ("commented", Act.NOTE, "14032", "error", "orders"),
        ("macros-ok", Act.RESOLVE, "14032", "critical", ""),
        ("macros-problem", Act.OPEN, "14032", "critical", ""),
        ("problem", Act.OPEN, "14032", "error", "orders"),
        ("recovery", Act.RESOLVE, "14032", "error", "orders"),
    ],
)
def test_each_variant_is_read(
    name: str, act: Act, key: str, severity: str, service: str
) -> None:
    told = event("zabbix", fixture("zabbix", name))
    assert (told.act, told.key) == (act, key)
    assert (told.severity, told.service) == (severity, service)
    assert told.title


def test_the_payload_media_webhook() -> None:
    told = event("zabbix", payload("zabbix-media-webhook"))
    assert told.key == f"www.example.com/{told.title}"
    assert (told.act, told.severity) == (Act.OPEN, "warning")
    assert told.title == "Zabbix agent on www.example.com is unreachable for 5 minutes"
    assert (told.service, told.by) == ("", "")
    assert told.labels == {
        "host": "www.example.com",
        "item": "Agent ping is Up (1)",
    }
    assert told.starts_at is None
    assert told.ends_at is None
    assert (
        told.url
        == "https://zabbix.example.com/tr_events.php?triggerid=14032&eventid=10528"
    )
