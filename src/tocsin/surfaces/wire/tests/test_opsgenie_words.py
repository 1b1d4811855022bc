"""Opsgenie's ids with our numbers in them, and its search queries."""

from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.company import MONDAY_9
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.intake.alerts.models import Alert
from tocsin.intake.alerts.reads import alerts_of_source
from tocsin.intake.events.actions.sources import add_source
from tocsin.surfaces.wire.opsgenie_ids import (
    alert_id,
    alert_number,
    number_of,
    request_id,
)
from tocsin.surfaces.wire.opsgenie_query import QueryUnreadable, wanted

NUMBERS = some.integers(1, 2**62 - 1)


@given(NUMBERS)
def test_a_requests_number_is_in_its_id(number: int) -> None:
    told = request_id(number)
    assert number_of(told) == number
    assert UUID(told).version == 4
    assert told != request_id(number), "two answers never have one id"


@given(NUMBERS)
def test_an_alerts_number_is_in_its_id(number: int) -> None:
    told = alert_id(number, MONDAY_9)
    assert told == alert_id(number, MONDAY_9)
    assert told.endswith("-1772442000000")
    assert alert_number(told) == alert_number(told[:36]) == number


@given(some.text() | NUMBERS.map(request_id))
def test_other_ids_are_no_alerts(told: str) -> None:
    assert alert_number(told) == 0


@pytest.fixture
def source(db: None) -> int:
    made, _key = add_source("Tool", "opsgenie", by=SYSTEM)
    told: list[dict[str, Any]] = [
        {"title": "Disk full", "labels": {"tag:vip": "true", "priority": "P1"}},
        {"title": "Disk slow", "labels": {"entity": "db1", "rack": "7"}},
        {"title": "Net gone", "severity": "error", "state": "resolved"},
    ]
    for number, facts in enumerate(told):
        at = MONDAY_9 + timedelta(hours=number)
        usual = {"severity": "warning", "count": number + 1}
        Alert.objects.create(
            source=made,
            key=f"k{number}",
            starts_at=at,
            first_seen_at=at,
            last_seen_at=at,
            ends_at=at if "state" in facts else None,
            **{**usual, **facts},
        )
    return made.id


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", "012"),
        ("status: open", "01"),
        ("status:closed", "2"),
        ("NOT status:open", "2"),
        ("disk", "01"),
        ("disk -slow", "0"),
        ('"disk full"', "0"),
        ("message: disk*", "01"),
        ('message = "disk full"', "0"),
        ("priority: P1", "0"),
        ("priority: (P1 OR P2)", "02"),
        ("priority != P1", "12"),
        ("tag: vip OR entity: db1", "01"),
        ("status: open AND (tag: vip OR count > 1)", "01"),
        ("status: open count >= 2", "1"),
        ("rack: 7", "1"),
        ("details.rack = 7", "1"),
        ("alias: k2", "2"),
        ("createdAt > 1772445000000", "12"),
        ("createdAt < 02-03-2026T09:30:00", "0"),
        ("acknowledged: true", ""),
        ("acknowledged: false AND status: open", "01"),
        ("isSeen: true", "012"),
        ("owner: ada", ""),
        ("NOT entity: db1", "02"),
        ("-entity: db1", "02"),
    ],
)
def test_queries(source: int, query: str, found: str) -> None:
    rows = alerts_of_source(source, wanted(query), order="first_seen_at")
    assert "".join(row.key[1:] for row in rows) == found


@pytest.mark.parametrize(
    "query",
    ["(", "status:", "a)", "count > x", "createdAt < x", "(" * 30, "x" * 1001, '"']
    + ["a " * 200, "= 1", "tag: ()", "NOT", "a OR"],
)
def test_queries_that_cannot_be_read(query: str) -> None:
    with pytest.raises(QueryUnreadable):
        wanted(query)


PIECES = some.sampled_from(
    'status open ( ) : = < > != AND OR NOT "a b" -x tag count 7 createdAt *'.split()
    + ["\x00", "é"]
)


@pytest.mark.django_db
@given(some.lists(PIECES, max_size=12))
def test_any_query_is_read_or_refused(pieces: list[Any]) -> None:
    with suppress(QueryUnreadable):
        alerts_of_source(0, wanted(" ".join(pieces)))
