"""After https://docs.influxdata.com/kapacitor/v1/reference/event_handlers/post/"""

from tocsin.intake.events.adapters.tests.pairs import BEGAN, ENDED, is_recognised, pair


def test_an_id_that_is_ok_again_is_one_alert() -> None:
    first, last = pair("kapacitor", "critical", "ok")

    assert first.key == "cpu/db1"
    assert first.title == "cpu/db1 is CRITICAL"
    assert (first.severity, first.service) == ("critical", "checkout")
    assert first.labels["host"] == "db1"
    assert first.url == ""
    assert first.starts_at == BEGAN
    assert last.ends_at == ENDED


def test_its_bodies_are_recognised() -> None:
    assert is_recognised("kapacitor", "critical")
    assert is_recognised("kapacitor", "ok")
