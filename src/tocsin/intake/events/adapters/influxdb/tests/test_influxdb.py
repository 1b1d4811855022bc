"""After https://docs.influxdata.com/influxdb/v2/monitor-alert/notification-endpoints/create/"""

from tocsin.intake.events.adapters.tests.pairs import BEGAN, ENDED, is_recognised, pair


def test_a_check_that_is_ok_again_is_one_alert() -> None:
    first, last = pair("influxdb", "crit", "ok")

    assert first.key == "054bb7d6a3d3d000/db1/cpu"
    assert first.title == "CPU on db1"
    assert (first.severity, first.service) == ("critical", "")
    assert first.labels["host"] == "db1"
    assert first.url == ""
    assert first.starts_at == BEGAN
    assert last.ends_at == ENDED


def test_its_bodies_are_recognised() -> None:
    assert is_recognised("influxdb", "crit")
    assert is_recognised("influxdb", "ok")
