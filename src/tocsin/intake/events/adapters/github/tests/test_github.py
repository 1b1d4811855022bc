"""After https://docs.github.com/en/webhooks/webhook-events-and-payloads"""

from tocsin.intake.events.adapters.tests.pairs import BEGAN, ENDED, is_recognised, pair
from tocsin.intake.events.adapters.tests.sending import event, events, fixture
from tocsin.intake.events.event import Act


def test_a_branch_whose_workflow_passes_again_is_one_alert() -> None:
    first, last = pair("github", "workflow_failed", "workflow_passed")

    assert first.key == "workflow/example/checkout/Deploy/main"
    assert first.title == "Workflow Deploy of example/checkout on main failed"
    assert (first.severity, first.service) == ("error", "checkout")
    assert first.labels["branch"] == "main"
    assert first.url == "https://github.com/example/checkout/actions/runs/30433642"
    assert first.starts_at == BEGAN
    assert last.ends_at == ENDED


def test_its_bodies_are_recognised() -> None:
    assert is_recognised("github", "workflow_failed")
    assert is_recognised("github", "workflow_passed")


def test_a_check_that_fails_is_told() -> None:
    told = event("github", fixture("github", "check_failed"))
    assert (told.act, told.severity) == (Act.OPEN, "warning")
    assert told.title == "Check unit tests of example/checkout on feature failed"
    assert told.description == "No answer in 10 minutes"


def test_an_alert_of_dependabot_ends_when_it_is_fixed() -> None:
    sent = fixture("github", "dependabot_alert")
    first = event("github", sent)
    assert (first.act, first.severity) == (Act.OPEN, "error")
    assert first.title == "example/checkout: Unbounded recursion"
    last = event("github", {**sent, "action": "fixed"})
    assert (last.act, last.key) == (Act.RESOLVE, first.key)


def test_what_is_no_trouble_says_nothing() -> None:
    assert events("github", fixture("github", "ping")) == []
    sent = fixture("github", "workflow_failed")
    assert events("github", {**sent, "action": "requested"}) == []
    sent["workflow_run"]["conclusion"] = "cancelled"
    assert events("github", sent) == []
