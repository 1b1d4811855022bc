"""Schedules by API: set up, asked, overridden, swapped."""

from typing import Any

from tests.api.conftest import Callers, code_of
from tests.company import Company
from tocsin.foundation.oncall.tests.rotas import rota

_LAYER: dict[str, Any] = {"id": "weeks", "name": "Weeks", "unit": "weeks"}
_LAYER |= {"begins_on": "2026-03-02", "hand_over": "09:00", "length": 1.0}


def test_a_schedule_is_set_up_and_asked(callers: Callers, company: Company) -> None:
    told = {"id": "shop", "name": "Shop", "team": "application", "zone": "UTC"}
    assert code_of(callers.work.post("/schedules", told)) == "scope_missing"
    made = callers.admin.post("/schedules", told)
    assert made.status_code == 201, made.content
    assert made.json()["layers"] == []
    layer = _LAYER | {"people": ["p-ada", "p-ben"]}
    made = callers.admin.post("/schedules/shop/layers", layer)
    assert made.status_code == 201, made.content
    now = callers.read.get("/schedules/on-call", at="2026-03-10T00:00:00Z").json()
    assert [each["person"] for each in now["items"]] == ["p-ben"]
    found = callers.read.get(
        "/schedules/shop/shifts",
        first="2026-03-02T00:00:00Z",
        last="2026-03-16T00:00:00Z",
    ).json()
    assert [each["person"] for each in found["items"]] == ["p-ada", "p-ben"]
    assert [each["ends_at"] for each in found["gaps"]] == []
    patched = callers.admin.patch("/schedules/shop", {"rank": 2, "why": "Second."})
    assert patched.json()["rank"] == 2
    changed = callers.admin.patch("/schedules/shop/layers/weeks", {"length": 2})
    assert changed.json()["layers"][0]["length"] == 2
    gone = callers.admin.post("/schedules/shop/layers/weeks/remove")
    assert gone.json()["layers"] == []
    assert code_of(callers.read.get("/schedules/none")) == "schedule_unknown"


def test_overrides_and_swaps(callers: Callers, company: Company) -> None:
    rota("p-ada", "p-ben", key="shop")
    span = {"starts_at": "2026-03-03T00:00:00Z", "ends_at": "2026-03-04T00:00:00Z"}
    told = {"kind": "replace", "person": "p-grace", **span}
    made = callers.admin.post("/schedules/shop/overrides", told)
    assert made.status_code == 201, made.content
    listed = callers.read.get("/schedules/shop/overrides").json()["items"]
    assert [each["person"] for each in listed] == ["p-grace"]
    left = callers.admin.post(f"/schedules/shop/overrides/{made.json()['id']}/end")
    assert left.json()["items"] == []
    back = {"back_starts_at": "2026-03-10T00:00:00Z"}
    back |= {"back_ends_at": "2026-03-11T00:00:00Z"}
    asked = {"asker": "p-ada", "asked_of": "p-ben", **span, **back}
    swap = callers.admin.post("/schedules/shop/swaps", asked)
    assert swap.status_code == 201, swap.content
    number = swap.json()["id"]
    assert len(callers.read.get("/schedules/swaps").json()["items"]) == 1
    done = callers.admin.post(f"/schedules/swaps/{number}/accept", {"taker": "p-ben"})
    assert done.json()["state"] == "done"
    over = callers.admin.post(f"/schedules/swaps/{number}/decline")
    assert code_of(over) == "swap_over"
    at = "2026-03-03T12:00:00Z"
    now = callers.read.get("/schedules/on-call", at=at).json()["items"]
    assert [each["person"] for each in now] == ["p-ben"]
