"""After https://docs.sensu.io/sensu-go/latest/observability-pipeline/observe-events/events/"""

from tocsin.intake.events.adapters.tests.pairs import BEGAN, ENDED, is_recognised, pair


def test_a_check_that_passes_again_is_one_alert() -> None:
    first, last = pair("sensu", "failing", "passing")

    assert first.key == "default/db1/disk"
    assert first.title == "disk on db1"
    assert (first.severity, first.service) == ("critical", "checkout")
    assert first.labels["entity"] == "db1"
    assert first.url == "https://wiki.example.com/disk"
    assert first.starts_at == BEGAN
    assert last.ends_at == ENDED


def test_its_bodies_are_recognised() -> None:
    assert is_recognised("sensu", "failing")
    assert is_recognised("sensu", "passing")
