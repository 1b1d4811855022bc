"""A pipeline tells deploys; incidents name what caused them."""

from typing import Any

from tests.api.conftest import Callers, code_of
from tests.company import Company


def test_a_pipeline_tells_a_deploy_as_often_as_it_likes(callers: Callers) -> None:
    told = {"title": "Deploy shop 42", "services": ["checkout"], "source_ref": "run/1"}
    first = callers.intake.post("/changes", told)
    assert first.status_code == 201, first.content
    made = first.json()
    assert (made["state"], made["source"]) == ("under_way", "intake")
    again = callers.intake.post("/changes", told | {"title": "Deploy, again"})
    assert again.json() == made
    over = callers.intake.post(f"/changes/{made['key']}/finish", {"outcome": "failed"})
    assert over.json()["state"] == "failed"
    assert code_of(callers.read.post("/changes", told)) == "scope_missing"
    assert code_of(callers.intake.get("/changes")) == "scope_missing"


def test_changes_are_found_amended_and_called_off(callers: Callers) -> None:
    planned: dict[str, Any] = {"title": "New disk", "services": ["database"]}
    planned |= {"planned_start": "2026-03-04T20:00:00Z"}
    key = callers.work.post("/changes", planned).json()["key"]
    callers.work.post("/changes", {"title": "Deploy"})
    found = callers.read.get("/changes", service="database", state="planned").json()
    assert [each["key"] for each in found["items"]] == [key]
    changed = callers.work.patch(f"/changes/{key}", {"risk": "high"}).json()
    assert (changed["risk"], changed["services"]) == ("high", ["database"])
    assert code_of(callers.intake.patch(f"/changes/{key}", {})) == "change_unknown"
    off = callers.work.post(f"/changes/{key}/cancel", {"why": "No disk."})
    assert off.json()["state"] == "cancelled"
    assert code_of(callers.work.post(f"/changes/{key}/start")) == "change_not_now"
    assert code_of(callers.work.post("/changes", {"title": " "})) == "unknown_shape"


def test_links_tell_what_the_key_may_see(callers: Callers, company: Company) -> None:
    parent, child = company.open(), company.open(title="A part of it")
    change = callers.work.post("/changes", {"title": "Deploy"}).json()["key"]
    path = f"/incidents/{parent.ref}"
    callers.work.post(f"{path}/link", {"ref": child.ref, "relation": "parent_of"})
    told = {"ref": change, "relation": "caused_by_change"}
    answer = callers.work.post(f"{path}/link", told).json()
    assert answer["links"] == {
        "parent_of": [child.ref],
        "caused_by_change": [change],
    }
    links = callers.read.get(f"{path}/links").json()["items"]
    assert [(each["relation"], each["title"]) for each in links] == [
        ("parent_of", "A part of it"),
        ("caused_by_change", "Deploy"),
    ]
    found = callers.read.get("/incidents", parent=parent.ref).json()["items"]
    assert [each["ref"] for each in found] == [child.ref]
    done = callers.work.post(
        f"{path}/resolve", {"resolution": "permanent", "children": [child.ref]}
    )
    assert done.json()["state"] == "resolved"
    assert callers.read.get(f"/incidents/{child.ref}").json()["state"] == "resolved"
