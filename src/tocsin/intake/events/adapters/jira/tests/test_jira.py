"""After https://developer.atlassian.com/server/jira/platform/webhooks/"""

from tocsin.intake.events.adapters.tests.pairs import BEGAN, ENDED, is_recognised, pair
from tocsin.intake.events.adapters.tests.sending import event, fixture
from tocsin.intake.events.event import Act


def test_an_issue_that_is_done_is_one_alert() -> None:
    first, last = pair("jira", "created", "done")

    assert first.key == "OPS-42"
    assert first.title == "OPS-42 Card payments are declined"
    assert (first.severity, first.service) == ("critical", "Payments")
    assert first.labels["components"] == "Payments"
    assert first.url == "https://example.atlassian.net/browse/OPS-42"
    assert first.starts_at == BEGAN
    assert last.ends_at == ENDED


def test_its_bodies_are_recognised() -> None:
    assert is_recognised("jira", "created")
    assert is_recognised("jira", "done")


def test_a_comment_is_a_remark() -> None:
    told = event("jira", fixture("jira", "comment"))
    assert (told.act, told.key, told.by) == (Act.NOTE, "OPS-42", "Grace")
    assert told.description == "The acquirer confirms a fault."


def test_an_issue_is_updated_reopened_and_deleted() -> None:
    sent = fixture("jira", "created")
    sent["webhookEvent"] = "jira:issue_updated"
    assert event("jira", sent).act == Act.UPDATE

    sent["changelog"] = {
        "items": [{"field": "resolution", "from": "10000", "to": None}]
    }
    assert event("jira", sent).act == Act.OPEN

    sent["webhookEvent"] = "jira:issue_deleted"
    assert event("jira", sent).act == Act.DELETE


def test_an_automation_rule_sends_the_issue_alone() -> None:
    alone = fixture("jira", "created")["issue"]
    told = event("jira", alone)
    assert (told.act, told.key, told.severity) == (Act.OPEN, "OPS-42", "critical")
