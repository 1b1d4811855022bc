"""After https://circleci.com/docs/webhooks/"""

from tocsin.intake.events.adapters.tests.pairs import BEGAN, ENDED, is_recognised, pair
from tocsin.intake.events.adapters.tests.sending import events, fixture


def test_a_branch_whose_workflow_succeeds_again_is_one_alert() -> None:
    first, last = pair("circleci", "failed", "success")

    assert first.key == "github/example/checkout/deploy/main"
    assert first.title == "Workflow deploy of checkout on main failed"
    assert (first.severity, first.service) == ("error", "checkout")
    assert first.labels["workflow"] == "deploy"
    assert (
        first.url
        == "https://app.circleci.com/pipelines/github/example/checkout/130/workflows/fda08377"
    )
    assert first.starts_at == BEGAN
    assert last.ends_at == ENDED


def test_its_bodies_are_recognised() -> None:
    assert is_recognised("circleci", "failed")
    assert is_recognised("circleci", "success")


def test_what_somebody_stopped_says_nothing() -> None:
    sent = fixture("circleci", "failed")
    sent["workflow"]["status"] = "canceled"
    assert events("circleci", sent) == []
