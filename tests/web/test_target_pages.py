"""Targets as people set them, clocks as people read them."""

from typing import Any

from tests.company import Company
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.config.reads import history, published
from tocsin.kernel import clock
from tocsin.register.work.actions import resolve, restrict, wait_for
from tocsin.response.clocks.actions import publish_target, settle

FORM: dict[str, Any] = {
    "name": "Restore",
    "kind": "sla",
    "measure": "restore",
    "calendar": "always",
    "usual_1": "60",
    "usual_2": "240",
    "peak_1": "20",
    "pauses": ["supplier"],
    "thresholds": "50, 80 %, 100",
    "minutes_before": "10, 5",
    "minutes_after": "30",
    "categories": ["infrastructure"],
    "why": "As agreed",
}
PAGE = "/targets/at/restore/change"


def test_a_target_is_made_by_form_changed_and_retired(company: Company) -> None:
    root = company.client("root")
    begun = root.post("/targets", {"key": "restore"})
    assert begun.headers["Location"] == PAGE
    root.post(PAGE, {**FORM, "verb": "draft"})
    assert published("service_targets", "restore") is None
    root.post(PAGE, {**FORM, "verb": "publish"})
    held = published("service_targets", "restore")
    assert held is not None
    assert held.body == {
        "name": "Restore",
        "kind": "sla",
        "measure": "restore",
        "minutes": {"P1": 60, "P2": 240},
        "peak_minutes": {"P1": 20},
        "calendar": "always",
        "pauses": ["supplier"],
        "thresholds": [50, 80, 100],
        "minutes_before": [5, 10],
        "minutes_after": [30],
        "applies": {"categories": ["infrastructure"]},
    }
    again = root.get(PAGE).content.decode()
    assert "50, 80, 100" in again
    listed = company.client("grace").get("/targets").content.decode()
    for word in ("Restore", "Until users can work again", "100 %, 5 min before"):
        assert word in listed, word
    shown = company.client("grace").get("/targets/at/restore").content.decode()
    assert "P1: 60, P2: 240" in shown
    # What it measures is not changed by whoever sends another form.
    root.post(PAGE, {**FORM, "measure": "resolve", "verb": "publish"})
    newest = history("service_targets", "restore")[0]
    assert newest.body["measure"] == "restore"
    root.post(PAGE, {"verb": "retire", "why": "No more."})
    assert published("service_targets", "restore") is None


def test_what_is_wrong_stands_at_its_field(company: Company) -> None:
    root = company.client("root")
    wrong = {**FORM, "thresholds": "half", "usual_1": "0", "kind": "supplier"}
    answer = root.post(PAGE, {**wrong, "verb": "publish"})
    assert answer.status_code == 422
    told = answer.content.decode()
    assert "whole numbers" in told
    assert published("service_targets", "restore") is None
    answer = root.post(PAGE, {**FORM, "kind": "supplier", "verb": "publish"})
    assert "supplier&#x27;s clock runs" in answer.content.decode()


def test_an_incident_shows_its_clocks_and_how_they_came_about(
    company: Company, hands: clock.Hands
) -> None:
    body: dict[str, Any] = {"name": "Resolve", "kind": "sla", "measure": "resolve"}
    body |= {"minutes": {"P2": 60}, "pauses": ["supplier"]}
    publish_target("resolve", body, by=SYSTEM, why="Agreed.")
    incident = company.open(reporter="p-tom")
    hands.forward(minutes=10)
    wait_for(incident.id, cause="supplier", by=company.actor("marc"))
    hands.forward(minutes=5)
    settle([incident.id])
    told = company.client("grace").get(f"/incidents/{incident.ref}").content.decode()
    for word in (
        "Resolve",
        "SLA, 1\u00a0h",
        "waiting for a supplier",
        "2026-03-02 09:10:00 UTC",
        "0:05:00",
        "Counted so far: 0:10:00; left: 0:50:00.",
    ):
        assert word in told, word
    own = company.client("tom").get(f"/incidents/{incident.ref}").content.decode()
    assert "How these instants came about" not in own


def test_the_queue_is_narrowed_to_what_runs_out_soon(
    company: Company, hands: clock.Hands
) -> None:
    body: dict[str, Any] = {"name": "Resolve", "kind": "sla", "measure": "resolve"}
    body |= {"minutes": {"P2": 30, "P5": 600}}
    publish_target("resolve", body, by=SYSTEM, why="Agreed.")
    soon = company.open(title="Burns")
    later = company.open(title="Squeaks", impact=3, urgency=3)
    settle([soon.id, later.id])
    grace = company.client("grace")
    for page in ("/?view=all&due=60", "/register?due=60"):
        told = grace.get(page).content.decode()
        assert "Burns" in told, page
        assert "Squeaks" not in told, page
    assert "Squeaks" in grace.get("/?view=all").content.decode()


def test_a_due_date_is_foretold_and_numbers_open_their_lives(
    company: Company, hands: clock.Hands
) -> None:
    body: dict[str, Any] = {"name": "Resolve", "kind": "sla", "measure": "resolve"}
    publish_target("resolve", {**body, "minutes": {"P2": 60}}, by=SYSTEM, why="Agreed.")
    grace = company.client("grace")
    asked = "/targets/preview?priority=2&at=2026-03-02T10:00:00"
    assert "2026-03-02 11:00:00 UTC" in grace.get(asked).content.decode()
    none = grace.get("/targets/preview?priority=1").content.decode()
    assert "Nothing is promised for it" in none

    kept, secret = company.open(), company.open(title="Nobody may know")
    restrict(secret.id, people=["p-marc"], by=company.actor("marc"))
    for incident in (kept, secret):
        resolve(incident.id, resolution="permanent", by=company.actor("marc"))
    settle([kept.id, secret.id])
    numbers = grace.get("/targets/numbers").content.decode()
    assert "100.0 %" in numbers
    lives = "/targets/lives?target=resolve&priority=2&outcome=met"
    told = grace.get(lives).content.decode()
    assert kept.ref in told
    assert secret.ref not in told
    assert secret.ref in company.client("marc").get(lives).content.decode()
