"""After https://support.atlassian.com/bitbucket-cloud/docs/event-payloads/"""

from tocsin.intake.events.adapters.tests.pairs import BEGAN, ENDED, is_recognised, pair
from tocsin.intake.events.adapters.tests.sending import events, fixture


def test_a_branch_that_builds_again_is_one_alert() -> None:
    first, last = pair("bitbucket", "failed", "successful")

    assert first.key == "example/checkout/main/Pipeline"
    assert first.title == "Pipeline of example/checkout on main failed"
    assert (first.severity, first.service) == ("error", "checkout")
    assert first.labels["branch"] == "main"
    assert first.url == "https://bitbucket.org/example/checkout/pipelines/results/18"
    assert first.starts_at == BEGAN
    assert last.ends_at == ENDED


def test_its_bodies_are_recognised() -> None:
    assert is_recognised("bitbucket", "failed")
    assert is_recognised("bitbucket", "successful")


def test_what_is_no_trouble_says_nothing() -> None:
    sent = fixture("bitbucket", "failed")
    sent["commit_status"]["state"] = "INPROGRESS"
    assert events("bitbucket", sent) == []
    del sent["commit_status"]
    assert events("bitbucket", {**sent, "push": {"changes": []}}) == []
