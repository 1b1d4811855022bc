"""After https://healthchecks.io/docs/configuring_notifications/"""

from tocsin.intake.events.adapters.tests.pairs import BEGAN, ENDED, is_recognised, pair


def test_a_check_that_is_up_again_is_one_alert() -> None:
    first, last = pair("healthchecks", "down", "up")

    assert first.key == "6837d6ec-2e07-4b1b-9a4c-6d0d2b1f3a11"
    assert first.title == "Nightly backup is down"
    assert (first.severity, first.service) == ("error", "backup")
    assert first.labels["schedule"] == "0 2 * * *"
    assert first.url == ""
    assert first.starts_at == BEGAN
    assert last.ends_at == ENDED


def test_its_bodies_are_recognised() -> None:
    assert is_recognised("healthchecks", "down")
    assert is_recognised("healthchecks", "up")
