"""After https://argo-cd.readthedocs.io/en/stable/operator-manual/notifications/services/webhook/"""

from tocsin.intake.events.adapters.tests.pairs import BEGAN, ENDED, is_recognised, pair
from tocsin.intake.events.adapters.tests.sending import event, fixture
from tocsin.intake.events.event import Act


def test_an_application_that_is_healthy_again_is_one_alert() -> None:
    first, last = pair("argocd", "degraded", "healthy")

    assert first.key == "shop/checkout"
    assert first.title == "checkout is degraded"
    assert (first.severity, first.service) == ("error", "checkout")
    assert first.labels["project"] == "shop"
    assert first.url == "https://argocd.example.com/applications/checkout"
    assert first.starts_at == BEGAN
    assert last.ends_at == ENDED


def test_its_bodies_are_recognised() -> None:
    assert is_recognised("argocd", "degraded")
    assert is_recognised("argocd", "healthy")


def test_a_sync_that_fails_is_told_though_all_is_healthy() -> None:
    told = event("argocd", fixture("argocd", "sync_failed"))
    assert (told.act, told.severity) == (Act.OPEN, "warning")
    assert told.title == "checkout is failing to sync"
