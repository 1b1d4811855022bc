"""Opsgenie's clients, unchanged, against a running Tocsin: PyPI's `opsgenie-sdk`, and
Alertmanager's own."""

from datetime import UTC, datetime, timedelta
from typing import Any

import opsgenie_sdk as sdk
import pytest

from tests.front_door.running import until
from tests.senders.alertmanager import alertmanager
from tests.senders.wire import Wire


@pytest.fixture(scope="module")
def source(wire: Wire) -> dict[str, Any]:
    return wire.quick_source("opsgenie", "Checker of Opsgenie")


def client_of(wire: Wire, key: str) -> Any:
    told = sdk.Configuration()
    told.host = wire.url
    told.api_key = {"Authorization": key}  # a copy shares its default
    told.retry_count = 1
    return sdk.ApiClient(configuration=told)


@pytest.fixture(scope="module")
def alerts(wire: Wire, source: dict[str, Any]) -> Any:
    return sdk.AlertApi(client_of(wire, source["key"]))


@pytest.fixture(scope="module")
def beats(wire: Wire, source: dict[str, Any]) -> Any:
    return sdk.HeartbeatApi(client_of(wire, source["key"]))


def made(alerts: Any, message: str, **facts: Any) -> Any:
    """The alert is there; gives how the request ended, which waits for it."""
    payload = sdk.CreateAlertPayload(message=message, **facts)
    sent = alerts.create_alert(create_alert_payload=payload)
    assert sent.result == "Request will be processed"
    return ended(alerts, sent)


def ended(alerts: Any, sent: Any) -> Any:
    """How the request ended. The server waits for two seconds, and other work may be
    going on beside it."""
    for _patience in range(10):
        try:
            return alerts.get_request_status(sent.request_id).data
        except sdk.ApiException as told:
            late = told
    raise late


def incident_of(wire: Wire, source: dict[str, Any], alias: str) -> Any:
    found = wire.api(f"alerts?source={source['id']}&limit=100")["items"]
    ref = next(one["incident"] for one in found if one["key"] == alias)
    return wire.api(f"incidents/{ref}")


def kinds(wire: Wire, ref: str) -> list[str]:
    return [one["kind"] for one in wire.api(f"incidents/{ref}/timeline")["items"]]


def test_the_life_of_an_alert(wire: Wire, source: dict[str, Any], alerts: Any) -> None:
    told = made(
        alerts,
        "Disk full on db1",
        alias="db1/disk",
        description="95 % used",
        tags=["vip"],
        details={"mount": "/var"},
        entity="db1",
        source="checker",
        priority="P1",
        responders=[{"type": "team", "name": "netops"}],
    )
    assert (told.is_success, told.status) == (True, "Created alert")
    assert (told.action, told.alias) == ("Create", "db1/disk")
    shown = alerts.get_alert(told.alert_id).data
    assert (shown.message, shown.status, shown.priority) == (
        "Disk full on db1",
        "open",
        "P1",
    )
    assert (shown.tags, shown.details) == (["vip"], {"mount": "/var"})
    assert (shown.entity, shown.source, shown.count) == ("db1", "checker", 1)
    assert shown.responders[0].id == "netops"
    incident = incident_of(wire, source, "db1/disk")
    assert incident["title"] == "Disk full on db1"
    again = made(alerts, "Disk full on db1", alias="db1/disk")
    assert again.alert_id == told.alert_id
    assert alerts.get_alert("db1/disk", identifier_type="alias").data.count == 2

    by_id = sdk.AcknowledgeAlertPayload(user="Ada", note="on it")
    sent = alerts.acknowledge_alert(told.alert_id, acknowledge_alert_payload=by_id)
    assert ended(alerts, sent).status == "Acknowledged alert"
    shown = alerts.get_alert(told.alert_id).data
    assert (shown.acknowledged, shown.report.acknowledged_by) == (True, "Ada")
    assert {"acknowledged", "noted"} <= set(kinds(wire, incident["ref"]))
    notes = alerts.list_notes(told.alert_id).data
    assert [(one.note, one.owner) for one in notes] == [("on it", "Ada")]
    sent = alerts.un_acknowledge_alert("db1/disk", identifier_type="alias")
    assert ended(alerts, sent).is_success
    assert not alerts.get_alert(told.alert_id).data.acknowledged

    sent = alerts.close_alert(shown.tiny_id, identifier_type="tiny")
    assert ended(alerts, sent).status == "Closed alert"
    assert alerts.get_alert(told.alert_id).data.status == "closed"
    late = alerts.close_alert(told.alert_id)
    assert not ended(alerts, late).is_success
    assert "restored" in kinds(wire, incident["ref"])
    new = made(alerts, "Disk full on db1", alias="db1/disk")
    assert new.alert_id != told.alert_id
    alerts.close_alert("db1/disk", identifier_type="alias")


def test_an_incident_that_was_acknowledged_here_shows_there(
    wire: Wire, source: dict[str, Any], alerts: Any
) -> None:
    told = made(alerts, "Answered here", alias="here")
    assert not alerts.get_alert(told.alert_id).data.acknowledged
    ref = incident_of(wire, source, "here")["ref"]
    wire.do(f"incidents/{ref}/acknowledge")
    shown = alerts.get_alert(told.alert_id).data
    assert shown.acknowledged
    assert alerts.list_alerts(query="alias: here").data[0].acknowledged


def test_what_is_changed_stays_changed(alerts: Any) -> None:
    told = made(alerts, "Queue long", details={"a": "1", "b": "2"}, tags=["x", "y"])
    one = told.alert_id
    assert told.alias, "one is made where none was told"
    alerts.add_tags(one, sdk.AddTagsToAlertPayload(tags=["z"]))
    alerts.remove_tags(one, tags=["x"])
    alerts.add_details(one, sdk.AddDetailsToAlertPayload(details={"c": "3"}))
    alerts.remove_details(one, keys=["a"])
    priority = sdk.UpdateAlertPriorityPayload(priority="P5")
    alerts.update_alert_priority(one, priority)
    message = sdk.UpdateAlertMessagePayload(message="Queue longer")
    alerts.update_alert_message(one, message)
    words = sdk.UpdateAlertDescriptionPayload(description="Much longer")
    sent = alerts.update_alert_description(one, words)
    assert ended(alerts, sent).is_success
    shown = alerts.get_alert(one).data
    assert (shown.tags, shown.details) == (["y", "z"], {"b": "2", "c": "3"})
    assert (shown.priority, shown.message) == ("P5", "Queue longer")
    assert shown.description == "Much longer"
    sent = alerts.delete_alert(one)
    assert ended(alerts, sent).action == "Delete"
    assert alerts.get_alert(one).data.status == "closed"


def test_what_is_asked_of_people_leaves_a_trace(
    wire: Wire, source: dict[str, Any], alerts: Any
) -> None:
    told = made(alerts, "Somebody should look", alias="people")
    one = told.alert_id
    owner = sdk.AssignAlertPayload(owner={"username": "ada@x.example"})
    alerts.assign_alert(one, owner)
    team = {"type": "team", "name": "netops"}
    alerts.add_responder(one, sdk.AddResponderToAlertPayload(responder=team))
    up = sdk.EscalateAlertToNextPayload(escalation={"name": "night"})
    alerts.escalate_alert(one, up)
    alerts.execute_custom_alert_action(one, "restart")
    note = sdk.AddNoteToAlertPayload(note="I looked.", user="Ben")
    sent = alerts.add_note(one, add_note_to_alert_payload=note)
    assert ended(alerts, sent).is_success
    noted = [each.note for each in alerts.list_notes(one).data][::-1]
    asked = "Asked for by Opsgenie's API: "
    assert noted == [
        f"{asked}assign it to ada@x.example.",
        f"{asked}team:netops should respond.",
        f"{asked}escalate it to night.",
        f"{asked}the action “restart”.",
        "I looked.",
    ]
    assert len(alerts.list_logs(one).data) == 5


def test_snoozing_is_a_silence(wire: Wire, source: dict[str, Any], alerts: Any) -> None:
    told = made(alerts, "Snores", alias="snores")
    until_then = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=3)
    snooze = sdk.SnoozeAlertPayload(end_time=until_then, user="Ada")
    sent = alerts.snooze_alert(told.alert_id, snooze)
    assert ended(alerts, sent).status == "Snoozed alert"
    shown = alerts.get_alert(told.alert_id).data
    assert (shown.snoozed, shown.snoozed_until) == (True, until_then)
    assert "Snoozed by" in alerts.list_notes(told.alert_id).data[0].note
    alerts.close_alert(told.alert_id)
    again = made(alerts, "Snores", alias="snores")
    found = wire.api(f"alerts?source={source['id']}&limit=100")["items"]
    (newest, *_rest) = [one for one in found if one["key"] == "snores"]
    assert newest["incident"] is None
    assert newest["suppressed"].startswith("silence")
    alerts.close_alert(again.alert_id)


def test_alerts_are_searched_counted_and_paged(wire: Wire) -> None:
    own = wire.quick_source("opsgenie", "Searched of Opsgenie")
    alerts = sdk.AlertApi(client_of(wire, own["key"]))
    for number in range(5):
        made(alerts, f"Searched {number}", tags=[f"t{number}"], priority="P2")
    alerts.close_alert(alerts.list_alerts(query="tag: t4").data[0].id)
    until(
        lambda: alerts.count_alerts(query="status: open").data.count == 4, "closed", 5
    )
    found = alerts.list_alerts(query="status: open", limit=3, sort="tinyId")
    assert [one.message for one in found.data] == [
        "Searched 3",
        "Searched 2",
        "Searched 1",
    ]
    assert "offset=3" in found.paging.next
    rest = alerts.list_alerts(query="status: open", limit=3, offset=3, sort="tinyId")
    assert [one.message for one in rest.data] == ["Searched 0"]
    with pytest.raises(sdk.OpenApiException, match="not processable"):
        alerts.list_alerts(query="status: (")


def test_a_key_sees_its_own_sources_alerts_alone(wire: Wire, alerts: Any) -> None:
    told = made(alerts, "Mine", alias="mine")
    other = wire.quick_source("opsgenie", "Se of Opsgenie")
    theirs = sdk.AlertApi(client_of(wire, other["key"]))
    for identifier, kind in ((told.alert_id, "id"), ("mine", "alias")):
        with pytest.raises(sdk.OpenApiException, match="does not exist"):
            theirs.get_alert(identifier, identifier_type=kind)
    assert theirs.list_alerts().data == []
    payload = sdk.CreateAlertPayload(message="x")
    sent = alerts.create_alert(create_alert_payload=payload)
    with pytest.raises(sdk.OpenApiException, match="Request not found"):
        theirs.get_request_status(sent.request_id)
    close = theirs.close_alert(told.alert_id)
    assert ended(theirs, close).status == "Alert does not exist"
    assert alerts.get_alert(told.alert_id).data.status == "open"
    nobody = sdk.AlertApi(client_of(wire, "x" * 32))
    with pytest.raises(sdk.OpenApiException, match="Could not authenticate"):
        nobody.list_alerts()


def test_alertmanagers_own_client(
    wire: Wire, source: dict[str, Any], alerts: Any
) -> None:
    told = {
        "api_key": source["key"],
        "api_url": f"{wire.url}/",
        "message": "{{ .GroupLabels.alertname }}",
        "priority": "P2",
        "update_alerts": True,
        "responders": [{"name": "netops", "type": "team"}],
    }
    labels = {"alertname": "OgOfAlertmanager", "instance": "db7"}

    def found(query: str = "") -> list[Any]:
        rows: list[Any] = alerts.list_alerts(query=f"message: OgOfA* {query}").data
        return rows

    with alertmanager(opsgenie_configs=[told]) as real:
        real.fire(labels, summary="it burns")
        until(lambda: bool(found()), "the alert", 10)
        (one,) = found()
        assert (one.message, one.priority) == ("OgOfAlertmanager", "P2")
        assert incident_of(wire, source, one.alias)["title"] == "OgOfAlertmanager"
        real.fire(labels, {**labels, "instance": "db8"})
        until(lambda: found()[0].count == 2, "folded", 10)
        shown = alerts.get_alert(one.id).data
        assert "db8" in shown.description
        real.fire(labels, {**labels, "instance": "db8"}, over=True)
        until(lambda: bool(found("status: closed")), "closed", 10)


def test_heartbeats(wire: Wire, source: dict[str, Any], beats: Any) -> None:
    told = sdk.CreateHeartbeatPayload(
        name="nightly backup",
        interval=2,
        interval_unit="hours",
        enabled=True,
        description="Copies all.",
        alert_priority="P1",
        alert_tags=["backup"],
    )
    one = beats.create_heartbeat(told).data
    assert (one.name, one.interval, one.interval_unit) == (
        "nightly backup",
        2,
        "hours",
    )
    assert (one.enabled, one.expired, one.last_ping_time) == (True, False, None)
    with pytest.raises(sdk.OpenApiException, match="already"):
        beats.create_heartbeat(told)
    assert beats.ping("nightly backup").result == "PONG - Heartbeat received"

    def pinged() -> bool:
        return beats.get_heartbeat("nightly backup").data.last_ping_time is not None

    until(pinged, "heard", 10)
    for method in ("POST", "PUT"):
        path = "/v2/heartbeats/nightly%20backup/ping"
        header = {"Authorization": f"GenieKey {source['key']}"}
        assert wire.send(path, method=method, headers=header).status == 202
    changed = sdk.UpdateHeartbeatPayload(interval=30, interval_unit="minutes")
    beats.update_heartbeat("nightly backup", update_heartbeat_payload=changed)
    assert beats.get_heartbeat("nightly backup").data.interval == 30
    assert not beats.disable_heartbeat("nightly backup").data.enabled
    assert beats.enable_heartbeat("nightly backup").data.enabled
    assert [one.name for one in beats.list_heart_beats().data.heartbeats] == [
        "nightly backup"
    ]
    beats.delete_heartbeat("nightly backup")
    with pytest.raises(sdk.OpenApiException, match="No heartbeat exists"):
        beats.ping("nightly backup")
