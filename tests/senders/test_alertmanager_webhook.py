"""A real Alertmanager tells Tocsin by its webhook what fires and what does not."""

from collections.abc import Callable
from typing import Any

from tests.front_door.running import until
from tests.senders.alertmanager import alertmanager
from tests.senders.wire import Wire

DISK = {"alertname": "DiskFull", "severity": "critical"}


def webhook(url: str) -> list[dict[str, Any]]:
    return [{"url": url, "send_resolved": True}]


def alerts_of(wire: Wire, source: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = wire.api(f"alerts?source={source}")["items"]
    return found


def stands(wire: Wire, source: str, *states: str) -> Callable[[], bool]:
    """Whether the source's alerts, the newest first, stand like this."""
    return lambda: [a["state"] for a in alerts_of(wire, source)] == list(states)


def test_a_group_opens_an_incident_repeats_and_resolves(wire: Wire) -> None:
    source = wire.source("alertmanager", "am-hook")
    hook = webhook(source["url"])
    with alertmanager(repeat="1s", webhook_configs=hook) as sender:
        sender.fire(DISK, summary="/var is full")
        until(stands(wire, source["id"], "open"), "an alert", 15)
        (alert,) = alerts_of(wire, source["id"])
        assert (alert["title"], alert["severity"]) == ("/var is full", "critical")
        assert alert["labels"]["alertname"] == "DiskFull"
        # It is told again every second, and folded into the same alert.
        until(lambda: alerts_of(wire, source["id"])[0]["count"] > 1, "a repeat", 15)
        sender.fire(DISK, over=True)
        until(stands(wire, source["id"], "resolved"), "the end", 15)
        (after,) = alerts_of(wire, source["id"])
        assert (after["title"], after["incident"]) == (
            "/var is full",
            alert["incident"],
        )
        mine = [one for one in wire.incidents() if one["ref"] == alert["incident"]]
        assert len(mine) == 1


def test_two_members_tell_one_group_at_once_and_it_is_one_alert(wire: Wire) -> None:
    source = wire.source("alertmanager", "am-pair")
    before = len(wire.incidents())
    hook = webhook(source["url"])
    # Two of a cluster whose gossip is cut: each tells everything itself.
    with (
        alertmanager(webhook_configs=hook) as one,
        alertmanager(webhook_configs=hook) as other,
    ):
        for member in (one, other):
            member.fire({"alertname": "LinkDown", "link": "a"})
        until(
            lambda: sum(a["count"] for a in alerts_of(wire, source["id"])) >= 2,
            "both members",
            15,
        )
    (alert,) = alerts_of(wire, source["id"])
    assert alert["state"] == "open"
    assert len(wire.incidents()) == before + 1
