"""After https://docs.sonarsource.com/sonarqube-server/latest/project-administration/webhooks/"""

from tocsin.intake.events.adapters.tests.pairs import BEGAN, ENDED, is_recognised, pair


def test_a_gate_that_is_passed_again_is_one_alert() -> None:
    first, last = pair("sonarqube", "error", "ok")

    assert first.key == "checkout/main"
    assert first.title == "Quality gate of Checkout failed"
    assert (first.severity, first.service) == ("warning", "Checkout")
    assert first.labels["branch"] == "main"
    assert first.url == "https://sonar.example.com/dashboard?id=checkout"
    assert first.starts_at == BEGAN
    assert last.ends_at == ENDED


def test_its_bodies_are_recognised() -> None:
    assert is_recognised("sonarqube", "error")
    assert is_recognised("sonarqube", "ok")
