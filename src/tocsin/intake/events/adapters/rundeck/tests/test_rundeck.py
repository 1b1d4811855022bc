"""After https://docs.rundeck.com/docs/manual/notifications/webhooks.html"""

from tocsin.intake.events.adapters.tests.pairs import BEGAN, ENDED, is_recognised, pair


def test_a_job_that_succeeds_again_is_one_alert() -> None:
    first, last = pair("rundeck", "failure", "success")

    assert first.key == "a1e15d8c"
    assert first.title == "Job Rotate certificates of Shop failed"
    assert (first.severity, first.service) == ("error", "checkout")
    assert first.labels["failed_nodes"] == "web1"
    assert first.url == "https://rundeck.example.com/project/Shop/execution/show/17"
    assert first.starts_at == BEGAN
    assert last.ends_at == ENDED


def test_its_bodies_are_recognised() -> None:
    assert is_recognised("rundeck", "failure")
    assert is_recognised("rundeck", "success")
