"""After https://plugins.jenkins.io/notification/"""

from tocsin.intake.events.adapters.tests.forms import FORM, form
from tocsin.intake.events.adapters.tests.pairs import BEGAN, ENDED, is_recognised, pair
from tocsin.intake.events.adapters.tests.sending import event, events, fixture


def test_a_job_that_builds_again_is_one_alert() -> None:
    first, last = pair("jenkins", "failure", "success")

    assert first.key == "job/checkout/"
    assert first.title == "Build of Checkout failed"
    assert (first.severity, first.service) == ("error", "")
    assert first.labels["branch"] == "origin/main"
    assert first.url == "https://jenkins.example.com/job/checkout/18/"
    assert first.starts_at == BEGAN
    assert last.ends_at == ENDED


def test_its_bodies_are_recognised() -> None:
    assert is_recognised("jenkins", "failure")
    assert is_recognised("jenkins", "success")


def test_a_build_that_begins_says_nothing() -> None:
    assert events("jenkins", fixture("jenkins", "started")) == []


def test_a_pipeline_can_send_a_form() -> None:
    at = "https://jenkins.example.com/job/checkout/18/"
    sent = {"name": "checkout", "status": "UNSTABLE", "number": "18", "url": at}
    told = event("jenkins", form(sent), headers=FORM)
    assert (told.key, told.severity, told.url) == ("checkout", "warning", at)
