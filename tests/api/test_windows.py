"""Windows of maintenance by programs: a deploy that plans one, and ends it."""

from typing import Any

from tests.api.conftest import Callers, code_of

PLAN: dict[str, Any] = {
    "name": "Deploy",
    "services": ["checkout"],
    "begins": "2026-03-02T10:00",
    "minutes": 30,
    "matchers": ['severity!="critical"'],
}


def test_planned_looked_at_extended_and_ended(callers: Callers) -> None:
    ahead = callers.work.post("/windows/foresee", PLAN | {"rule": "FREQ=DAILY"}).json()
    assert (len(ahead["spans"]), ahead["services"]) == (56, ["checkout"])
    made = callers.work.post("/windows", PLAN)
    assert made.status_code == 201, made.content
    told = made.json()
    assert (told["state"], told["matchers"]) == ("planned", ['severity!="critical"'])
    path = f"/windows/{told['id']}"
    longer = callers.work.post(f"{path}/extend", {"minutes": 15}).json()
    assert longer["occurrences"][0]["ends_at"] == "2026-03-02T10:45:00Z"
    changed = callers.work.patch(path, {"at_end": "close"}).json()
    assert (changed["at_end"], changed["minutes"]) == ("close", 30)
    assert callers.work.post(f"{path}/end").json()["state"] == "over"
    assert code_of(callers.work.post(f"{path}/extend")) == "window_not_open"
    assert callers.read.get("/windows").json() == {"items": []}
    over = callers.read.get("/windows", state="over").json()["items"]
    assert [(each["id"], each["occurrences"]) for each in over] == [(told["id"], [])]


def test_called_off(callers: Callers) -> None:
    made = callers.work.post("/windows", PLAN | {"rule": "FREQ=WEEKLY"}).json()
    off = callers.work.post(f"/windows/{made['id']}/call-off", {"why": "No."})
    assert (off.json()["state"], off.json()["occurrences"]) == ("called_off", [])


def test_what_cannot_be_planned_and_who_may_not(callers: Callers) -> None:
    post = callers.work.post
    assert code_of(post("/windows", PLAN | {"matchers": ["x"]})) == "window_unusable"
    assert code_of(post("/windows", PLAN | {"rule": "X=1"})) == "window_unusable"
    assert code_of(post("/windows", PLAN | {"services": ["x"]})) == "service_unknown"
    assert code_of(post("/windows", PLAN | {"begins": "soon"})) == "unknown_shape"
    assert code_of(callers.read.get("/windows/4711")) == "window_unknown"
    assert code_of(callers.read.post("/windows", PLAN)) == "scope_missing"
    assert code_of(callers.intake.get("/windows")) == "scope_missing"
