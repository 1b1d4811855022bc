"""After https://www.elastic.co/docs/reference/kibana/connectors-kibana/webhook-action-type"""

from tocsin.intake.events.adapters.tests.pairs import BEGAN, ENDED, is_recognised, pair
from tocsin.intake.events.adapters.tests.sending import event, fixture


def test_a_rule_that_recovers_is_one_alert() -> None:
    first, last = pair("elastic", "kibana_active", "kibana_recovered")

    assert first.key == "0fd3b9b0-7a38-11ee-9c2e-1f8a4b7d5e11/checkout-eu"
    assert first.title == "Checkout latency: checkout-eu"
    assert (first.severity, first.service) == ("critical", "checkout")
    assert first.labels["rule_tags"] == "shop,latency"
    assert first.url == "https://kibana.example.com/app/observability/alerts/5f3f7d07"
    assert first.starts_at == BEGAN
    assert last.ends_at == ENDED


def test_its_bodies_are_recognised() -> None:
    assert is_recognised("elastic", "kibana_active")
    assert is_recognised("elastic", "kibana_recovered")


def test_a_watch_that_fires_says_what_its_metadata_say() -> None:
    told = event("elastic", fixture("elastic", "watcher"))
    assert (told.key, told.title) == ("failed_logins", "Failed logins")
    assert (told.severity, told.service) == ("warning", "sso")
    assert told.labels["hits"] == "214"
