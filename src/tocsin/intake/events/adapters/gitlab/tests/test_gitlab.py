"""After https://docs.gitlab.com/user/project/integrations/webhook_events/"""

from tocsin.intake.events.adapters.tests.pairs import BEGAN, ENDED, is_recognised, pair
from tocsin.intake.events.adapters.tests.sending import event, events, fixture
from tocsin.intake.events.event import Act


def test_a_branch_whose_pipeline_passes_again_is_one_alert() -> None:
    first, last = pair("gitlab", "pipeline_failed", "pipeline_success")

    assert first.key == "pipeline/shop/checkout/main"
    assert first.title == "Pipeline of shop/checkout on main failed"
    assert (first.severity, first.service) == ("error", "shop/checkout")
    assert first.labels["ref"] == "main"
    assert first.url == "https://gitlab.example.com/shop/checkout/-/pipelines/31"
    assert first.starts_at == BEGAN
    assert last.ends_at == ENDED


def test_its_bodies_are_recognised() -> None:
    assert is_recognised("gitlab", "pipeline_failed")
    assert is_recognised("gitlab", "pipeline_success")


def test_an_alert_of_its_own_is_told() -> None:
    told = event("gitlab", fixture("gitlab", "alert"))
    assert (told.act, told.severity) == (Act.OPEN, "error")
    assert told.title == "Free memory is low"


def test_an_incident_is_told_and_another_issue_is_not() -> None:
    sent = fixture("gitlab", "incident_closed")
    told = event("gitlab", sent)
    assert (told.act, told.key) == (Act.RESOLVE, "incident/shop/checkout/23")
    assert (told.severity, told.ends_at) == ("critical", ENDED)

    sent["object_attributes"]["type"] = "Issue"
    assert events("gitlab", sent) == []


def test_what_is_no_trouble_says_nothing() -> None:
    assert events("gitlab", fixture("gitlab", "push")) == []
    sent = fixture("gitlab", "pipeline_failed")
    for status in ("pending", "running", "canceled", "skipped", "manual"):
        sent["object_attributes"]["status"] = status
        assert events("gitlab", sent) == []


def test_a_job_that_may_fail_says_nothing() -> None:
    job = {
        "object_kind": "build",
        "ref": "main",
        "build_name": "lint",
        "build_status": "failed",
        "build_allow_failure": True,
        "project": {"path_with_namespace": "shop/checkout"},
    }
    assert events("gitlab", job) == []
    assert event("gitlab", {**job, "build_allow_failure": False}).act == Act.OPEN
