"""A real Prometheus is pointed at Tocsin in place of Alertmanager."""

from pathlib import Path
from typing import Any

from tests.front_door.running import until
from tests.senders.prometheus import prometheus
from tests.senders.wire import Wire


def alerts_of(wire: Wire, source: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = wire.api(f"alerts?source={source}")["items"]
    return found


def test_a_rule_fires_repeats_and_resolves(wire: Wire, tmp_path: Path) -> None:
    source = wire.source("prometheus", "prometheus")

    def state() -> list[str]:
        return [alert["state"] for alert in alerts_of(wire, source["id"])]

    with prometheus(tmp_path, source["url"]) as sender:
        sender.fires(
            "NoOrders",
            labels={"severity": "critical"},
            annotations={"summary": "Nobody orders"},
        )
        until(lambda: state() == ["open"], "an alert", 20)
        (alert,) = alerts_of(wire, source["id"])
        assert (alert["title"], alert["severity"]) == ("Nobody orders", "critical")
        until(lambda: alerts_of(wire, source["id"])[0]["count"] > 1, "repeats", 20)
        mine = [i for i in wire.incidents() if i["ref"] == alert["incident"]]
        assert [one["title"] for one in mine] == ["Nobody orders"]
        sender.rests("NoOrders")
        until(lambda: state() == ["resolved"], "its end", 20)
        assert sender.metric("prometheus_notifications_errors_total") == 0
        assert sender.metric("prometheus_notifications_sent_total") > 1
    (alert,) = alerts_of(wire, source["id"])
    assert alert["incident"] == mine[0]["ref"]


def test_a_key_as_bearer_does_as_well(wire: Wire, tmp_path: Path) -> None:
    source = wire.source("prometheus", "prometheus bearer")
    with prometheus(tmp_path, wire.url, token=source["key"]) as sender:
        sender.fires("Up")
        until(lambda: len(alerts_of(wire, source["id"])) == 1, "an alert", 20)
