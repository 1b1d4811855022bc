"""Alertmanager's webhook, and its API's arrays."""

from datetime import UTC, datetime, timedelta

import pytest

from tocsin.intake.events.adapters.alertmanager.fingerprints import fingerprint
from tocsin.intake.events.adapters.alertmanager.reading import read_protocol
from tocsin.intake.events.adapters.tests.sending import (
    RECEIVED,
    event,
    events,
    fixture,
    payload,
    request,
)
from tocsin.intake.events.event import Act, Unparsed

LABELS = {"alertname": "DiskFull", "instance": "db1", "severity": "page"}
PUT = {
    "labels": LABELS,
    "annotations": {"summary": "full"},
    "startsAt": "2026-11-27T11:00:00.123456789Z",
    "endsAt": "2026-11-27T12:04:00Z",
    "generatorURL": "http://prometheus.example/graph",
}


def put(*alerts: object) -> list[object]:
    return list(events("alertmanager", list(alerts), protocol="alertmanager"))


def test_a_group_fires_and_ends() -> None:
    fired = event("alertmanager", fixture("alertmanager", "firing"))
    assert (fired.key, fired.fingerprint) == ("7a5c1d2e3f405162", fired.key)
    assert (fired.act, fired.severity) == (Act.OPEN, "critical")
    assert fired.title == "The disk of db1 is nearly full"
    assert (fired.service, fired.group_key) == ("orders", '{}:{alertname="DiskFull"}')
    assert fired.has_episodes
    ended = event("alertmanager", fixture("alertmanager", "resolved"))
    assert (ended.key, ended.act) == (fired.key, Act.RESOLVE)
    assert ended.starts_at == fired.starts_at
    assert ended.ends_at == datetime(2026, 11, 27, 9, 30, tzinfo=UTC)
    # It brings no annotations and no address, and so takes none away.
    assert (ended.title, ended.annotations, ended.url) == ("", {}, "")


def test_the_payload_of_version_4() -> None:
    told = event("alertmanager", payload("alertmanager-v4-firing"))
    labels = {"alertname": "thing_dead", "severity": "critical"}
    assert (told.key, told.labels) == (fingerprint(labels), labels)
    assert (told.title, told.severity) == ("No things for over 10 minutes", "critical")
    assert told.starts_at == datetime(2017, 8, 3, 19, 17, 37, 804000, tzinfo=UTC)
    assert told.group_key == "{}:{alertname=thing_dead}"
    assert told.url.startswith("http://somehost:9090/graph?")


def test_two_of_the_same_labels_are_two_by_their_fingerprints() -> None:
    one, two = events("alertmanager", payload("alertmanager-v4-two-alerts-same-labels"))
    assert (one.key, two.key) == ("a1bc48475b20e73d", "c2ea85182f28cbd9")
    assert one.title == "High CPU core temperature"
    assert one.description == "CPU core temperature is 34.75C"


def test_the_least_that_is_sent_is_enough() -> None:
    told = event("alertmanager", payload("alertmanager-goalert-minimal"))
    assert told.key == fingerprint({"alertname": "TestAlert"})
    assert (told.title, told.starts_at) == ("My alert summary", None)
    assert not told.has_episodes


def test_what_is_put_lives_until_its_end() -> None:
    (told,) = events("alertmanager", [PUT], protocol="alertmanager")
    assert (told.key, told.act) == (fingerprint(LABELS), Act.OPEN)
    assert (told.severity, told.title) == ("critical", "full")
    assert told.expires_at == datetime(2026, 11, 27, 12, 4, tzinfo=UTC)
    assert told.starts_at == datetime(2026, 11, 27, 11, 0, 0, 123456, tzinfo=UTC)
    assert (told.ends_at, told.group_key) == (None, "")


def test_what_does_not_say_lives_for_the_resolve_timeout() -> None:
    body = [{"labels": LABELS}]
    (told,) = events("alertmanager", body, protocol="alertmanager")
    assert told.expires_at == RECEIVED + timedelta(minutes=5)
    (told,) = read_protocol(
        request("alertmanager", body), resolve_timeout=timedelta(hours=1)
    ).events
    assert told.expires_at == RECEIVED + timedelta(hours=1)
    assert told.title == "DiskFull"


def test_an_end_in_the_past_resolves() -> None:
    body = [PUT | {"endsAt": "2026-11-27T11:59:00Z", "annotations": {}}]
    (told,) = events("alertmanager", body, protocol="alertmanager")
    assert (told.act, told.expires_at) == (Act.RESOLVE, None)
    assert told.ends_at == datetime(2026, 11, 27, 11, 59, tzinfo=UTC)
    assert told.title == ""


def test_an_address_is_all_that_need_be_changed() -> None:
    assert event("alertmanager", [PUT]).key == fingerprint(LABELS)
    assert event("generic", [PUT]).key == fingerprint(LABELS)
    body = fixture("alertmanager", "firing")
    assert event("generic", body).key == body["alerts"][0]["fingerprint"]


@pytest.mark.parametrize("labels", [{}, {"a": ""}, {"a": 1}, {"a": ["x"]}, None, 3])
def test_what_has_no_labels_is_left_out(labels: object) -> None:
    both = events("alertmanager", [{"labels": labels}, PUT], protocol="alertmanager")
    assert [told.key for told in both] == [fingerprint(LABELS)]
    with pytest.raises(Unparsed):
        put({"labels": labels})
