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
    """Of its two Alertmanagers one is known by its path, the other by a token."""
    source = wire.source("prometheus", "prometheus")
    other = wire.source("prometheus", "prometheus bearer")

    def alert() -> dict[str, Any]:
        found: list[dict[str, Any]] = wire.api(f"alerts?source={source['id']}")["items"]
        return found[0] if len(found) == 1 else {"state": "", "count": 0}

    with prometheus(tmp_path, source["url"], (wire.url, other["key"])) as sender:
        sender.fires(
            "NoOrders",
            labels={"severity": "critical"},
            annotations={"summary": "Nobody orders"},
        )
        until(lambda: alert()["state"] == "open", "an alert", 20)
        told = alert()
        assert (told["title"], told["severity"]) == ("Nobody orders", "critical")
        until(lambda: alert()["count"] > 1, "repeats", 20)
        mine = [i for i in wire.incidents() if i["ref"] == told["incident"]]
        assert [one["title"] for one in mine] == ["Nobody orders"]
        assert len(wire.api(f"alerts?source={other['id']}")["items"]) == 1
        sender.rests("NoOrders")
        until(lambda: alert()["state"] == "resolved", "its end", 20)
        assert sender.metric("prometheus_notifications_errors_total") == 0
        assert sender.metric("prometheus_notifications_sent_total") > 1
    assert alert()["incident"] == mine[0]["ref"]
