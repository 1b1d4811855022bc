"""What a source reads of itself by Alertmanager's API: alerts, groups, receivers,
status; of nobody else's."""

import json
from typing import Any

import pytest

from tests.asked import ask, go_on
from tests.company import Company
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.intake.events.actions.sources import add_source

pytestmark = pytest.mark.django_db(transaction=True)


def told(key: str, path: str, body: Any = None) -> Any:
    headers = {"authorization": f"Bearer {key}", "content-type": "application/json"}
    raw, method = (b"", "GET") if body is None else (json.dumps(body).encode(), "POST")
    answer = ask(f"/api/v2/{path}", raw, method=method, headers=headers)
    assert answer.status == 200, answer.body
    return json.loads(answer.body) if answer.body else None


def test_groups_receivers_and_status(company: Company) -> None:
    """By name, as Alertmanager groups where nothing else is told."""
    _source, mine = add_source("Lyon", "alertmanager", by=SYSTEM)
    _other, theirs = add_source("Oslo", "alertmanager", by=SYSTEM)
    hosts = (("DiskFull", "a"), ("DiskFull", "b"), ("Load", "a"))
    alerts = [{"labels": {"alertname": n, "host": h}} for n, h in hosts]
    told(mine, "alerts", alerts)
    told(theirs, "alerts", [{"labels": {"alertname": "Theirs"}}])
    go_on()
    groups = told(mine, "alerts/groups")
    assert [group["labels"] for group in groups] == [
        {"alertname": "DiskFull"},
        {"alertname": "Load"},
    ]
    assert [len(group["alerts"]) for group in groups] == [2, 1]
    assert {group["receiver"]["name"] for group in groups} == {"lyon"}
    assert told(mine, "receivers") == [{"name": "lyon"}]
    status = told(mine, "status")
    assert set(status) == {"cluster", "config", "uptime", "versionInfo"}
    assert len(told(mine, "alerts")) == 3
    assert [each["labels"] for each in told(theirs, "alerts")] == [
        {"alertname": "Theirs"}
    ]
