"""Heartbeats by API: added, changed, paused, read; keys are told when made."""

from datetime import timedelta

from tests.api.conftest import Callers, code_of
from tests.asked import go_on, stored
from tests.company import Company
from tocsin.intake.heartbeats.models import Heartbeat

NEW = {"name": "Nightly backup", "cron": "0 3 * * *", "zone": "Europe/Berlin"}


def test_a_heartbeat_is_added_changed_and_read(
    company: Company, callers: Callers, folds: None
) -> None:
    made = callers.admin.post("/heartbeats", NEW | {"service": "database"})
    assert made.status_code == 201, made.content
    told = made.json()
    assert told["url"].endswith(f"/hb/{told['key']}")
    assert (told["id"], told["state"], told["every"]) == ("nightly-backup", "new", "")

    address = "/heartbeats/nightly-backup"
    changed = callers.admin.patch(address, {"every": "1h30m", "longest_run": "20m"})
    assert (changed.json()["every"], changed.json()["cron"]) == ("1h30m", "")
    assert "key" not in changed.json()
    beat = Heartbeat.objects.select_related("source").get()
    assert beat.longest_run == timedelta(minutes=20)

    stored(beat.source, "hb", f"{beat.id}/", b"12 tables", "rid=7d3a")
    go_on()
    (ping,) = callers.read.get(f"{address}/pings").json()["items"]
    assert (ping["said"], ping["run"], ping["body"]) == ("success", "7d3a", "12 tables")
    assert callers.read.get(address).json()["state"] == "up"
    assert len(callers.read.get("/heartbeats", state="up").json()["items"]) == 1
    assert callers.read.get("/heartbeats", state="down").json()["items"] == []


def test_paused_resumed_rotated_deleted(company: Company, callers: Callers) -> None:
    key = callers.admin.post("/heartbeats", NEW).json()["key"]
    address = "/heartbeats/nightly-backup"
    paused = callers.admin.post(f"{address}/pause", {"why": "moved"})
    assert paused.json()["state"] == "paused"
    assert callers.admin.post(f"{address}/resume").json()["state"] == "new"
    assert callers.admin.post(f"{address}/rotate").json()["key"] != key
    gone = callers.admin.post(f"{address}/delete")
    assert gone.json() == {"id": "nightly-backup", "deleted": True}
    assert code_of(callers.admin.get(address)) == "heartbeat_unknown"


def test_what_cannot_be_is_refused(company: Company, callers: Callers) -> None:
    wrong = callers.admin.post("/heartbeats", NEW | {"zone": "Europe/Atlantis"})
    assert (wrong.status_code, code_of(wrong)) == (422, "heartbeat_unusable")
    both = callers.admin.post("/heartbeats", NEW | {"every": "5m"})
    assert code_of(both) == "heartbeat_unusable"
    soon = callers.admin.post("/heartbeats", {"name": "x", "every": "soon"})
    assert soon.status_code == 422
    callers.admin.post("/heartbeats", NEW)
    assert code_of(callers.admin.post("/heartbeats", NEW)) == "heartbeat_name_taken"
    assert code_of(callers.work.post("/heartbeats", NEW)) == "scope_missing"
