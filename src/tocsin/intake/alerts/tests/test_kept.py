"""What is held of an alert: one while it stands, kept by the database; never emptied by
its end; and no more in memory than there is room for, whatever keys come."""

import json
import tracemalloc
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.company import MONDAY_9, Company
from tests.feeding import fires, source, tell
from tests.intake import a_source, sent
from tocsin.intake.alerts import repeating
from tocsin.intake.alerts.models import Alert
from tocsin.kernel.clock import Hands
from tocsin.kernel.memory import Memory

pytestmark = pytest.mark.django_db


def test_the_database_refuses_a_second_that_stands(company: Company) -> None:
    tell(source(), fires("disk"))
    held = Alert.objects.get()
    facts: dict[str, Any] = {"source": held.source, "key": "disk"}
    facts |= dict.fromkeys(("starts_at", "first_seen_at", "last_seen_at"), MONDAY_9)
    for state in ("open", "no_data"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Alert.objects.create(state=state, **facts)
    Alert.objects.create(state="resolved", ends_at=MONDAY_9, **facts)
    Alert.objects.create(**facts | {"key": "other"})
    assert Alert.objects.count() == 3


def _webhook(status: str, ended: str, annotations: dict[str, str]) -> dict[str, Any]:
    """As Alertmanager's webhook sends it (version 4)."""
    alert = {
        "status": status,
        "labels": {"alertname": "DiskFull", "severity": "critical", "host": "db-1"},
        "annotations": annotations,
        "startsAt": "2026-03-02T08:59:00Z",
        "endsAt": ended,
        "generatorURL": "http://prometheus.example/graph",
        "fingerprint": "b8d1d1d1d1d1d1d1",
    }
    group = {"version": "4", "groupKey": '{}:{alertname="DiskFull"}', "status": status}
    return group | {"receiver": "tocsin", "groupLabels": {}, "alerts": [alert]}


def test_an_end_without_annotations_overwrites_nothing(
    company: Company, hands: Hands
) -> None:
    """What an expired alert is resolved with: Alertmanager sends none then."""
    by = a_source()
    told = {"summary": "/var is full", "description": "95 % used", "runbook": "R-7"}
    sent(by, _webhook("firing", "0001-01-01T00:00:00Z", told))
    before = Alert.objects.get()
    assert (before.title, before.description) == ("/var is full", "95 % used")
    hands.forward(minutes=5)
    sent(by, _webhook("resolved", "2026-03-02T09:04:00Z", {}))
    after = Alert.objects.get()
    assert after.state == "resolved"
    for fact in "title description annotations labels severity url".split():
        assert getattr(after, fact) == getattr(before, fact), fact
    assert after.fingerprint == "b8d1d1d1d1d1d1d1"
    assert after.group_key == '{}:{alertname="DiskFull"}'


def test_a_flood_of_distinct_keys_is_not_remembered_without_end(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is told twice, which is when it is remembered."""
    most = 60_000
    monkeypatch.setattr(repeating, "remembered", Memory(most))
    by = a_source()
    for batch in range(10):
        bodies = [_labelled(f"{batch}-{number}") for number in range(100)]
        for _twice in range(2):
            sent(by, bodies)
    assert Alert.objects.count() == 1000
    assert 0 < repeating.remembered.weight <= 2 * most


def _labelled(host: str) -> dict[str, Any]:
    return {"labels": {"alertname": "Flood", "host": host}, "annotations": {}}


def test_a_memory_holds_no_more_than_twice_what_it_may() -> None:
    memory: Memory[str] = Memory(1000)
    tracemalloc.start()
    try:
        _fill(memory, 2_000)
        some = tracemalloc.get_traced_memory()[0]
        _fill(memory, 20_000)
        many = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert memory.weight <= 2000
    assert many < 2 * some, "ten times as many keys take no more"
    assert memory.get(json.dumps(19_999)) == "x" * 100


def _fill(memory: Memory[str], count: int) -> None:
    for number in range(count):
        memory.put(json.dumps(number), "x" * 100)
