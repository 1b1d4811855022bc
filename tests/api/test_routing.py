"""Routing rules by programs."""

from typing import Any

from tests.api.conftest import Callers, code_of
from tests.company import Company

RULE: dict[str, Any] = {
    "name": "Till",
    "when": 'service == "checkout"',
    "set": {"team": "application"},
}


def test_rules_are_tried_and_published(callers: Callers, company: Company) -> None:
    assert callers.read.get("/routing-rules").json() == {"zone": "UTC", "rules": []}
    incident = company.open(urgency=3)
    told: dict[str, Any] = {"rules": [RULE], "days": 7}
    trial = callers.admin.post("/routing-rules/try", told).json()
    assert (trial["incidents"], trial["changed"]) == (1, 1)
    (one,) = trial["differences"]
    assert one["incident"] == incident.ref
    assert one["was"] == {"team": "infrastructure", "priority": 3}
    assert one["would"] == {"team": "application", "priority": 3}
    assert trial["by_rule"] == {"Till": 1}
    made = callers.admin.post("/routing-rules", {"rules": [RULE], "why": "Ours."})
    assert made.status_code == 200, made.content
    assert callers.read.get("/routing-rules").json()["rules"] == [RULE]


def test_unfit_rules_are_refused(callers: Callers) -> None:
    body = {"rules": [RULE | {"when": "color == 1"}]}
    assert code_of(callers.admin.post("/routing-rules", body)) == "not_publishable"
    assert code_of(callers.admin.post("/routing-rules/try", body)) == "routes_unfit"
    assert code_of(callers.work.post("/routing-rules", body)) == "scope_missing"


def test_a_queue_its_limits_and_what_bounces(
    callers: Callers, company: Company
) -> None:
    first, second = company.open(urgency=3), company.open()
    limits = callers.admin.post("/teams/infrastructure/wip-limit", {"most": 1})
    assert limits.json() == {"team": "infrastructure", "limit": 1, "limit_each": 0}
    told = callers.work.post(f"/incidents/{first.ref}/accept")
    assert told.json()["warnings"] == []
    told = callers.work.post(f"/incidents/{second.ref}/accept")
    warning = "infrastructure: 2 in diagnosis, the limit is 1"
    assert told.json()["warnings"] == [warning]
    queue = callers.read.get("/teams/infrastructure/queue").json()
    assert (queue["open"], queue["in_diagnosis"], queue["limit"]) == (2, 2, 1)
    assert [one["incident"] for one in queue["items"]] == [second.ref, first.ref]
    assert queue["items"][0]["reasons"] == [{"code": "priority", "points": 250}]
    handed = {"team": "application", "tried": "A restart.", "next_step": "Look."}
    callers.work.post(f"/incidents/{first.ref}/assign", handed)
    back = callers.work.post(f"/incidents/{first.ref}/hand-back", {"reason": "No."})
    assert back.json()["team"] == "infrastructure"
    report = callers.read.get("/bouncing", days=7).json()
    (one,) = report["items"]
    assert (one["incident"], one["bounced"], one["returned"]) == (first.ref, 1, 1)
    assert report["categories"][0]["bounces"] == 1
    wrong = callers.work.post("/teams/infrastructure/wip-limit", {"most": 1})
    assert code_of(wrong) == "scope_missing"
