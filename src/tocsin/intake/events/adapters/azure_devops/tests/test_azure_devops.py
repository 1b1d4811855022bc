"""After https://learn.microsoft.com/en-us/azure/devops/service-hooks/events#build-completed"""

from tocsin.intake.events.adapters.tests.pairs import BEGAN, ENDED, is_recognised, pair
from tocsin.intake.events.adapters.tests.sending import events, fixture


def test_a_branch_that_builds_again_is_one_alert() -> None:
    first, last = pair("azure-devops", "failed", "succeeded")

    assert first.key == "shop/checkout/refs/heads/main"
    assert first.title == "checkout on main failed"
    assert (first.severity, first.service) == ("error", "checkout")
    assert first.labels["reason"] == "individualCI"
    assert first.url == "https://dev.azure.com/example/shop/_build/results?buildId=2"
    assert first.starts_at == BEGAN
    assert last.ends_at == ENDED


def test_its_bodies_are_recognised() -> None:
    assert is_recognised("azure-devops", "failed")
    assert is_recognised("azure-devops", "succeeded")


def test_what_is_no_trouble_says_nothing() -> None:
    sent = fixture("azure-devops", "failed")
    assert events("azure-devops", {**sent, "eventType": "git.push"}) == []
    sent["resource"]["result"] = "canceled"
    assert events("azure-devops", sent) == []
