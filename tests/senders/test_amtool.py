"""Alertmanager's own command line, pointed at Tocsin."""

import json
from pathlib import Path
from typing import Any

from tests.front_door.running import until
from tests.senders.amtool import amtool, asked_of_amtool
from tests.senders.wire import Wire


def told(address: str, *words: str) -> Any:
    return json.loads(amtool(address, *words, "--output=json"))


def names(address: str, *words: str) -> list[str]:
    return [a["labels"]["alertname"] for a in told(address, "alert", "query", *words)]


def test_alerts_are_added_and_asked_for(wire: Wire) -> None:
    url = str(wire.source("alertmanager", "amtool alerts")["url"])
    note = '--annotation=summary="It is full"'
    amtool(url, "alert", "add", "DiskFull", "severity=critical", "node=db1", note)
    amtool(url, "alert", "add", "Load", "severity=warning", "node=db2")
    until(lambda: sorted(names(url)) == ["DiskFull", "Load"], "two alerts", 15)
    assert names(url, "node=~db1|web.*") == ["DiskFull"]
    assert names(url, "severity!=critical") == ["Load"]
    (alert,) = told(url, "alert", "query", "DiskFull")
    assert alert["annotations"] == {"summary": "It is full"}
    assert alert["status"] == {"state": "active", "silencedBy": [], "inhibitedBy": []}
    assert "DiskFull" in amtool(url, "alert")
    assert "amtool" in amtool(url, "config", "show")
    amtool(url, "cluster", "show")


def test_silences_are_added_asked_for_expired_and_brought_in(
    wire: Wire, tmp_path: Path
) -> None:
    url = str(wire.source("alertmanager", "amtool silences")["url"])
    amtool(url, "alert", "add", "DiskFull", "node=db1")
    until(lambda: names(url) == ["DiskFull"], "an alert", 15)
    number = amtool(
        url, "silence", "add", "alertname=DiskFull", "--comment=new disk"
    ).strip()
    (silence,) = told(url, "silence", "query")
    assert (silence["id"], silence["comment"]) == (number, "new disk")
    assert names(url) == [], "what is silenced is not told unless asked for"
    assert names(url, "--silenced") == ["DiskFull"]
    amtool(url, "alert", "add", "DiskFull", "node=db2")
    until(lambda: held(wire) == ["db2"], "what is silenced", 15)
    later = amtool(url, "silence", "update", "--duration=3h", number).split()
    assert number in later, "a longer end changes it in place"
    export = tmp_path / "silences.json"
    export.write_text(json.dumps(told(url, "silence", "query")))
    amtool(url, "silence", "expire", number)
    assert told(url, "silence", "query") == []
    until(lambda: held(wire) == [], "what was held is raised", 15)
    assert names(url) == ["DiskFull", "DiskFull"]
    amtool(url, "silence", "import", "--force", str(export))
    (again,) = told(url, "silence", "query")
    assert again["id"] != number
    assert names(url, "--silenced") == ["DiskFull", "DiskFull"]


def held(wire: Wire) -> list[str]:
    """The nodes of alerts that a silence keeps from opening an incident."""
    found = wire.api("alerts?source=amtool-silences")["items"]
    assert all(bool(a["incident"]) is not bool(a["suppressed"]) for a in found)
    return [a["labels"]["node"] for a in found if "silence" in str(a["suppressed"])]


def test_a_key_goes_into_the_password_too(wire: Wire) -> None:
    source = wire.source("alertmanager", "amtool basic")
    at = wire.url.replace("http://", f"http://any:{source['key']}@")
    amtool(at, "silence", "add", "a=b", "--comment=c")
    assert len(told(at, "silence", "query")) == 1
    wrong = asked_of_amtool(wire.url, "silence", "query")
    assert wrong.returncode != 0
