"""A heartbeat from its first ping to its incident and back."""

from datetime import timedelta
from typing import Any

import pytest

from tests.asked import go_on, stored
from tests.company import Company
from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.intake.alerts.models import Alert
from tocsin.intake.heartbeats import clockwork
from tocsin.intake.heartbeats.actions.keeping import (
    add_heartbeat,
    change_heartbeat,
    delete_heartbeat,
    pause_heartbeat,
    resume_heartbeat,
    rotate_heartbeat_key,
)
from tocsin.intake.heartbeats.models import Heartbeat, Ping
from tocsin.intake.heartbeats.reads import (
    heartbeat_by_key,
    heartbeats,
    latest_pings,
    pings,
    state_of,
)
from tocsin.kernel import clock
from tocsin.register.core.models import Incident

pytestmark = pytest.mark.usefixtures("company", "folds")
FIVE, ONE = timedelta(minutes=5), timedelta(minutes=1)


def backup(**facts: Any) -> tuple[str, str]:
    """The nightly backup: its slug and its key."""
    usual: dict[str, Any] = {"period": FIVE, "grace": ONE, "service": "database"}
    beat, key = add_heartbeat("Nightly backup", by=SYSTEM, **usual | facts)
    return beat.slug, key


def ping(key: str, tail: str = "", body: bytes = b"", query: str = "") -> None:
    """As the wire stores it."""
    found = heartbeat_by_key(key)
    assert found is not None
    stored(found.source, "hb", f"{found.id}/{tail.strip('/')}", body, query)


def alerts() -> list[tuple[str, str, str]]:
    rows = Alert.objects.order_by("id")
    return [(one.key, one.state, one.title) for one in rows]


def beat(slug: str) -> Heartbeat:
    return Heartbeat.objects.select_related("source").get(slug=slug)


def test_it_is_missed_alerts_and_comes_back(
    company: Company, hands: clock.Hands
) -> None:
    slug, key = backup()
    go_on()
    hands.forward(days=3)
    go_on()
    assert (state_of(beat(slug)), alerts()) == ("new", [])

    ping(key)
    go_on()
    assert state_of(beat(slug)) == "up"
    hands.forward(minutes=5, seconds=30)
    go_on()
    assert (state_of(beat(slug)), alerts()) == ("late", [])

    hands.forward(seconds=32)
    go_on()
    missed = ("nightly-backup", "open", "Nightly backup was not heard from")
    assert (state_of(beat(slug)), alerts()) == ("down", [missed])
    (incident,) = Incident.objects.all()
    assert (incident.title, incident.service_id) == (missed[2], "database")

    ping(key)
    go_on()
    assert state_of(beat(slug)) == "up"
    assert alerts() == [("nightly-backup", "resolved", missed[2])]
    hands.forward(minutes=6, seconds=2)
    go_on()
    assert [state for _key, state, _title in alerts()] == ["resolved", "open"]


def test_a_failure_opens_at_once_with_what_the_run_printed(company: Company) -> None:
    slug, key = backup()
    ping(key, "/start", query="rid=7d3a")
    ping(key, "/3", "pg_dump: no space left\n\xe9".encode(), query="rid=7d3a")
    go_on()
    (alert,) = Alert.objects.all()
    assert alert.title == "Nightly backup ended with exit status 3"
    assert "no space left" in alert.description
    assert alert.labels == {
        "heartbeat": "nightly-backup",
        "why": "failed",
        "exit_status": "3",
    }
    ping(key, "/log", b"an operator looks at it")
    ping(key, "/0", query="rid=7d3b")
    go_on()
    alert.refresh_from_db()
    assert alert.state == "resolved"
    told = [(one.said, one.exit_status, one.run) for one in Ping.objects.order_by("id")]
    assert told == [
        ("start", None, "7d3a"),
        ("fail", 3, "7d3a"),
        ("log", None, ""),
        ("success", 0, "7d3b"),
    ]
    assert [said for said, _at in latest_pings([beat(slug)])[beat(slug).id]] == [
        "start",
        "fail",
        "log",
        "success",
    ]


def test_a_run_that_takes_too_long_is_told(
    company: Company, hands: clock.Hands
) -> None:
    slug, key = backup(longest_run=timedelta(minutes=20), period=timedelta(hours=1))
    ping(key, "/start")
    go_on()
    hands.forward(minutes=20, seconds=2)
    go_on()
    assert alerts() == [("nightly-backup", "open", "Nightly backup runs too long")]
    ping(key)
    go_on()
    assert state_of(beat(slug)) == "up"
    assert Ping.objects.get(said="success").length == timedelta(minutes=20, seconds=2)


def test_a_ping_stored_in_time_counts_however_late_it_is_folded(
    company: Company, hands: clock.Hands
) -> None:
    slug, key = backup()
    ping(key)
    go_on()
    hands.forward(minutes=4)
    ping(key)
    hands.forward(minutes=4)
    # The engine asks while the ping has not been folded.
    clockwork.look_for_due()
    assert beat(slug).asked_at is not None
    go_on()
    assert (state_of(beat(slug)), alerts()) == ("up", [])


def test_after_tocsin_was_away_nothing_is_down_before_its_grace_has_passed_anew(
    company: Company, hands: clock.Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    slug, key = backup()
    ping(key)
    go_on()
    hands.forward(hours=2)
    # A process that has just begun has not looked before.
    monkeypatch.setattr(clockwork, "_looks", clockwork._Looks())
    go_on()
    assert (state_of(beat(slug)), alerts()) == ("late", [])
    hands.forward(seconds=59)
    go_on()
    assert alerts() == []
    hands.forward(seconds=3)
    go_on()
    assert len(alerts()) == 1, "nobody came in its grace either"


def test_another_node_that_begins_spares_nothing(
    company: Company, hands: clock.Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    _slug, key = backup()
    ping(key)
    for _minute in range(12):
        hands.forward(seconds=25)
        go_on()
    for _half_minute in range(2):
        hands.forward(seconds=25)
        go_on()
    monkeypatch.setattr(clockwork, "_looks", clockwork._Looks())
    hands.forward(seconds=12)
    go_on()
    assert len(alerts()) == 1, "somebody looked all the time"


def test_paused_it_is_missed_by_nobody_and_its_alert_ends(
    company: Company, hands: clock.Hands
) -> None:
    slug, key = backup()
    ping(key, "/fail")
    go_on()
    assert alerts()[0][1] == "open"
    pause_heartbeat(slug, by=SYSTEM, why="moved to another machine")
    go_on()
    assert alerts()[0][1] == "resolved"
    hands.forward(days=9)
    ping(key, "/fail")
    go_on()
    assert (state_of(beat(slug)), len(alerts())) == ("paused", 1)
    resume_heartbeat(slug, by=SYSTEM)
    hands.forward(minutes=6, seconds=2)
    go_on()
    assert (state_of(beat(slug)), len(alerts())) == ("down", 2)


def test_deleted_it_is_heard_no_more_and_its_alert_ends(company: Company) -> None:
    slug, key = backup()
    ping(key, "/fail")
    go_on()
    # The wire may hold its key for a moment; folding passes over what comes then.
    ping(key, "/fail")
    delete_heartbeat(slug, by=SYSTEM)
    go_on()
    assert [state for _key, state, _title in alerts()] == ["resolved"]
    assert Ping.objects.count() == 0


def test_by_a_new_schedule_it_has_its_grace_from_now_on(
    company: Company, hands: clock.Hands
) -> None:
    slug, key = backup()
    ping(key)
    go_on()
    hands.forward(minutes=4)
    change_heartbeat(slug, by=SYSTEM, period=timedelta(minutes=1))
    go_on()
    assert alerts() == []
    hands.forward(seconds=62)
    go_on()
    assert len(alerts()) == 1


def test_a_rotated_key_is_heard_until_its_grace_is_over(
    company: Company, hands: clock.Hands
) -> None:
    slug, old = backup()
    _beat, new = rotate_heartbeat_key(slug, by=SYSTEM, grace=timedelta(hours=1))
    ping(old)
    ping(new)
    hands.forward(hours=1)
    assert heartbeat_by_key(old) is None
    go_on()
    assert len(pings(SYSTEM, beat(slug))) == 2


def test_leads_keep_those_of_their_services_and_others_none(company: Company) -> None:
    ada, ben = company.actor("ada"), company.actor("ben")
    made, _key = add_heartbeat("Ada's", by=ada, service="database")
    change_heartbeat(made.slug, by=ada, grace=ONE)
    for verb in (change_heartbeat, pause_heartbeat, delete_heartbeat):
        with pytest.raises(NotAllowed):
            verb(made.slug, by=ben)
    with pytest.raises(NotAllowed):
        add_heartbeat("Theirs", by=ada, service="checkout")
    with pytest.raises(NotAllowed):
        change_heartbeat(made.slug, by=ada, service="checkout")
    with pytest.raises(NotAllowed):
        heartbeats(company.actor("tom"))


def test_what_a_run_printed_keeps_its_first_hundred_kilobytes(
    company: Company,
) -> None:
    slug, key = backup()
    ping(key, body=b"a" * 150_000)
    ping(key, body=b"\x00\xff\xfe")
    go_on()
    second, first = pings(SYSTEM, beat(slug))
    assert (len(first.body), len(second.body)) == (100_000, 3)
