"""/targets, /incidents/{ref}/clocks, /clocks/foretold, /attainment."""

from tests.api.conftest import Callers, code_of
from tests.company import Company
from tocsin.kernel import clock
from tocsin.register.work.actions import resolve, wait_for
from tocsin.response.clocks.actions import settle

BODY = {
    "name": "Resolve",
    "kind": "sla",
    "measure": "resolve",
    "minutes": {"P2": 60.0, "P3": 600},
    "pauses": ["supplier"],
}


def test_a_target_is_published_followed_and_retired(
    callers: Callers, company: Company, hands: clock.Hands
) -> None:
    admin, read = callers.admin, callers.read
    told = admin.post("/targets/resolve", {"body": BODY, "why": "Agreed."}).json()
    assert (told["version"], told["is_in_force"]) == (1, True)
    assert told["body"]["minutes"] == {"P2": 60, "P3": 600}

    incident = company.open()
    hands.forward(minutes=10)
    wait_for(incident.id, cause="supplier", by=company.actor("marc"))
    hands.forward(minutes=5)
    (shown,) = read.get(f"/incidents/{incident.ref}/clocks").json()["items"]
    assert (shown["state"], shown["pause"]) == ("paused", "supplier")
    assert (shown["elapsed_seconds"], shown["left_seconds"]) == (600, 3000)
    assert [s["what"] for s in shown["derivation"]] == ["counted", "supplier"]
    at = "2026-03-02T09:05:00Z"
    (then,) = read.get(f"/incidents/{incident.ref}/clocks", at=at).json()["items"]
    assert (then["state"], then["elapsed_seconds"]) == ("running", 300)

    told = admin.post("/targets/resolve/retire", {"why": "No more."}).json()
    assert not told["is_in_force"]
    assert read.get("/targets").json() == {"items": []}
    assert code_of(read.get("/targets/nothing")) == "target_unknown"


def test_what_cannot_be_promised_is_refused_with_every_complaint(
    callers: Callers,
) -> None:
    admin = callers.admin
    wrong = {"name": "", "kind": "slo", "measure": "resolve", "minutes": {"P9": 1}}
    refused = admin.post("/targets/resolve", {"body": wrong, "why": "Try."})
    assert code_of(refused) == "not_publishable"
    for part in ("name", "kind", "minutes"):
        assert f"{part}:" in refused.json()["message"]
    admin.post("/targets/resolve", {"body": BODY, "why": "Agreed."})
    other = {"body": {**BODY, "measure": "restore"}, "why": "Another."}
    assert code_of(admin.post("/targets/resolve", other)) == "target_measures_else"
    assert callers.read.post("/targets/x", other).status_code == 403


def test_a_due_date_is_foretold_and_kept_promises_are_counted(
    callers: Callers, company: Company, hands: clock.Hands
) -> None:
    admin, read = callers.admin, callers.read
    admin.post("/targets/resolve", {"body": BODY, "why": "Agreed."})
    asked = {"priority": 3, "at": "2026-03-02T10:00:00Z"}
    found = read.get("/clocks/foretold", **asked).json()["items"]
    assert [each["due_at"] for each in found] == ["2026-03-02T20:00:00Z"]
    assert read.get("/clocks/foretold", priority=1).json() == {"items": []}

    kept, missed, late = (company.open() for _each in range(3))
    all_of_them = [kept.id, missed.id, late.id]
    resolve(kept.id, resolution="permanent", by=company.actor("marc"))
    settle(all_of_them)
    hands.forward(minutes=61)
    resolve(missed.id, resolution="permanent", by=company.actor("marc"))
    settle(all_of_them)
    hands.forward(seconds=1)
    (row,) = read.get("/attainment").json()["items"]
    assert (row["met"], row["missed"], row["breached"]) == (1, 1, 1)
    assert row["share"] == 1 / 3

    queued = read.get("/queue", due_within=5).json()["items"]
    assert [each["ref"] for each in queued] == [late.ref]
    assert read.get("/incidents", due_within=5, state="closed").json()["items"] == []
