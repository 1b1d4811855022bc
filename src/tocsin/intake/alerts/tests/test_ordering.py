"""Alerts by when they were told first and last: in order, in pages, by an index."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from tests.company import MONDAY_9, Company
from tests.feeding import source
from tocsin.intake.alerts.finding import WantedAlerts, find_alerts
from tocsin.intake.alerts.models import Alert
from tocsin.intake.alerts.ordering import LAST_SEEN, ORDERS, Place, seen_between
from tocsin.intake.alerts.quarters import quarter_of

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def _made(count: int) -> list[Alert]:
    """Alerts whose last word came in another order than their first."""
    by = source()
    rows = []
    for n in range(count):
        first = MONDAY_9 + n * MINUTE
        last = first + (n * 37 % 91) * MINUTE
        over: dict[str, Any] = {"state": "resolved", "ends_at": last}
        times = {"starts_at": first, "first_seen_at": first, "last_seen_at": last}
        rows.append(Alert(source=by, key=f"k{n}", title=f"n{n % 3}", **over, **times))
    Alert.objects.bulk_create(rows)
    return list(Alert.objects.order_by("id"))


def _pages(company: Company, **wanted: Any) -> list[Alert]:
    found: list[Alert] = []
    cursor: str | None = ""
    while cursor is not None:
        asked = WantedAlerts(**wanted)
        page = find_alerts(company.actor("grace"), asked, cursor=cursor, limit=7)
        found += [row.alert for row in page.rows]
        cursor = page.cursor
    return found


@pytest.mark.parametrize("order", sorted(ORDERS))
@pytest.mark.parametrize("reach", [5, 1000])
def test_pages_are_in_order_and_miss_nothing(
    company: Company, monkeypatch: pytest.MonkeyPatch, order: str, reach: int
) -> None:
    monkeypatch.setattr("tocsin.intake.alerts.finding.REACH", reach)
    rows = _made(40)
    column = ORDERS[order].column or "id"
    rows.sort(key=lambda row: (getattr(row, column), row.id), reverse=True)
    assert _pages(company, order=order) == rows
    some = [row for row in rows if row.title == "n1"]
    assert _pages(company, order=order, q="n1") == some


def test_a_period_is_from_an_instant_on_and_before_another(company: Company) -> None:
    rows = _made(40)
    since, until = MONDAY_9 + 20 * MINUTE, MONDAY_9 + 50 * MINUTE
    for column in ("first", "last"):
        told = {f"{column}_since": since, f"{column}_until": until}
        true = {r.id for r in rows if since <= getattr(r, f"{column}_seen_at") < until}
        assert {row.id for row in _pages(company, **told)} == true != set()


@pytest.mark.parametrize("cursor", ["", "x", "1.2.3", "٣", "9" * 40, f"{'9' * 19}.1"])
def test_a_cursor_that_says_nothing_is_the_beginning(cursor: str) -> None:
    assert ORDERS[LAST_SEEN].read(cursor) is None
    place = Place(MONDAY_9, 7)
    assert ORDERS[LAST_SEEN].read(str(place)) == place


def test_the_database_and_we_count_the_same_quarters(company: Company) -> None:
    rows = _made(40)
    assert {r.seen_quarter == quarter_of(r.last_seen_at) for r in rows} == {True}


def _plan(order: str) -> str:
    return ORDERS[order].sort(Alert.objects.all())[:50].explain()


def test_both_orders_are_read_from_an_index(company: Company) -> None:
    by = source()
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into alerts_alert (source_id, key, state, severity, title,"
            " description, service, service_told, labels, annotations, fingerprint,"
            " group_key, url, starts_at, ends_at, ended_why, content, count,"
            " first_seen_at, last_seen_at, acknowledged_by, suppressed, is_drill)"
            " select %s, n::text, 'resolved', '', '', '', '', '', '{}', '{}', '', '',"
            " '', at, at, 'told', 0, 1, at, at, '', '', false"
            " from (select n, %s::timestamptz + n * interval '1 minute' as at"
            "         from generate_series(1, 20000) as n) as made",
            [by.id, MONDAY_9],
        )
        cursor.execute("analyze alerts_alert")
    assert "Index Scan using alert_first_seen" in _plan("first_seen")
    assert "Index Scan using alert_last_seen" in _plan("last_seen")
    asked = seen_between("last_seen_at", MONDAY_9 + 19_900 * MINUTE, None)
    found = Alert.objects.filter(asked).order_by()
    assert "alert_last_seen" in found.explain(), "as reports ask"
