"""After https://www.ibm.com/docs/en/instana-observability?topic=alerting-webhooks"""

from tocsin.intake.events.adapters.tests.pairs import BEGAN, ENDED, is_recognised, pair


def test_an_issue_that_is_closed_is_one_alert() -> None:
    first, last = pair("instana", "open", "closed")

    assert first.key == "53650436-8e35-49a3-a610-56b442ae7620"
    assert first.title == "Checkout jvm: Garbage Collection Activity High (11%)"
    assert (first.severity, first.service) == ("critical", "")
    assert first.labels["zone"] == "prod"
    assert first.url == "https://example.instana.io/#/?snapshotId=rjhkZXdN"
    assert first.starts_at == BEGAN
    assert last.ends_at == ENDED


def test_its_bodies_are_recognised() -> None:
    assert is_recognised("instana", "open")
    assert is_recognised("instana", "closed")
