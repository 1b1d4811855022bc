"""Lists, pages, timelines and the past."""

from datetime import timedelta
from typing import Any

import pytest

from tests.api.conftest import Caller, Callers, code_of, findable
from tests.company import Company
from tocsin.kernel import clock
from tocsin.register.work.actions import note, resolve, retract


def refs(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [item["ref"] for item in answer.json()["items"]]


def pages(caller: Caller, path: str, **asked: Any) -> list[list[str]]:
    """All pages of a list, each as its references."""
    found, cursor = [], ""
    while cursor is not None:
        answer = caller.get(path, cursor=cursor, **asked)
        found.append(refs(answer))
        cursor = answer.json()["next"]
    return found


def test_the_register_comes_in_pages_newest_first(
    callers: Callers, company: Company
) -> None:
    opened = [company.open().ref for _ in range(5)]
    found = pages(callers.read, "/incidents", limit=2)
    assert found == [opened[4:2:-1], opened[2:0:-1], opened[:1]]
    assert pages(callers.read, "/incidents", limit=5) == [opened[::-1]]


def test_what_is_opened_while_one_pages_shifts_nothing(
    callers: Callers, company: Company
) -> None:
    opened = [company.open().ref for _ in range(4)]
    first = callers.read.get("/incidents", limit=2)
    company.open()
    second = callers.read.get("/incidents", limit=2, cursor=first.json()["next"])
    assert refs(first) + refs(second) == opened[::-1]


def test_the_queue_comes_in_pages_too(callers: Callers, company: Company) -> None:
    low = [company.open(impact=3, urgency=3).ref for _ in range(2)]
    high = company.open(impact=1, urgency=1).ref
    assert pages(callers.read, "/queue", limit=2) == [[high, low[0]], [low[1]]]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"state": "resolved"}, ["resolved"]),
        ({"state": ["resolved", "assigned"]}, ["open", "minor", "resolved"]),
        ({"priority": [5]}, ["minor"]),
        ({"team": "application"}, ["minor"]),
        ({"category": "infrastructure"}, ["open", "resolved"]),
        ({"category": "infrastructure/server"}, ["open", "resolved"]),
        ({"service": "database"}, ["minor"]),
        ({"flagged": "true"}, ["minor"]),
        ({"reporter": "p-tom"}, ["minor"]),
        ({"origin": "history"}, []),
        ({"registered_until": "2026-03-02T09:30:00Z"}, ["open"]),
        ({"registered_from": "2026-03-02T10:30:00+01:00"}, ["minor", "resolved"]),
        ({"q": "certificate expired"}, ["minor"]),
        ({"q": "certificate", "team": "infrastructure"}, []),
        ({"q": "'&|!():*"}, []),
        ({"service": "\x00"}, []),
    ],
)
def test_the_register_is_narrowed(
    callers: Callers,
    company: Company,
    hands: clock.Hands,
    asked: dict[str, Any],
    found: list[str],
) -> None:
    named = {company.open().ref: "open"}
    hands.forward(hours=1)
    minor = {"category": "application/minor-fault", "impact": 3, "urgency": 3}
    minor |= {"service": "database", "title": "A certificate has expired"}
    incident = company.open(by="tom", **minor, shoe_size="43")
    named[incident.ref] = "minor"
    incident = company.open()
    resolve(incident.id, resolution="permanent", by=company.actor("grace"))
    named[incident.ref] = "resolved"
    findable()

    told = {named[ref] for ref in refs(callers.read.get("/incidents", **asked))}
    assert told == set(found)


@pytest.mark.parametrize(
    "asked",
    [
        {"cursor": "-1"},
        {"cursor": "9" * 5000},
        {"cursor": "abc"},
        {"limit": "0"},
        {"limit": "201"},
        {"state": "asleep"},
        {"priority": "6"},
        {"registered_from": "yesterday"},
        {"stat": "open"},
    ],
)
def test_a_filter_that_is_not_understood_is_named(
    callers: Callers, asked: dict[str, str]
) -> None:
    answer = callers.read.get("/incidents", **asked)
    assert (answer.status_code, code_of(answer)) == (422, "unknown_shape")
    [name] = asked
    assert answer.json()["details"][0]["where"].startswith(f"query.{name}")


def test_a_cursor_from_nowhere_ends_the_list(callers: Callers) -> None:
    assert callers.read.get("/queue", cursor="9" * 18).json()["next"] is None


def test_counts_and_views(callers: Callers, company: Company) -> None:
    incident = company.open()
    counts = callers.read.get("/queue/counts").json()
    assert (counts["all"], counts["duty"], counts["mine"]) == (1, 1, 0)
    assert refs(callers.read.get("/queue", view="duty")) == [incident.ref]
    assert refs(callers.read.get("/queue", view="waiting")) == []
    assert code_of(callers.read.get("/queue", view="none")) == "unknown_shape"


def test_the_timeline_is_told_in_order_with_proof(
    callers: Callers, company: Company
) -> None:
    incident = company.open()
    note(incident.id, text="The disk is full.", by=company.actor("ada"))
    note(incident.id, text="No, it is not.", by=company.actor("ada"))
    retract(incident.id, entry=4, by=company.actor("ada"))

    items = callers.read.get(f"/incidents/{incident.ref}/timeline").json()["items"]
    assert [item["seq"] for item in items] == [1, 2, 3, 4, 5, 6]
    assert [item["kind"] for item in items][3:] == ["noted", "noted", "retracted"]
    assert (items[3]["taken_back"], items[3]["text"]) == (True, "")
    assert "text" not in items[3]["facts"]
    assert (items[4]["who"], items[4]["text"]) == ("Ada", "No, it is not.")
    assert all(len(item["proof"]) == 64 for item in items)


def test_an_incident_as_it_was_and_as_it_was_known(
    callers: Callers, company: Company, hands: clock.Hands
) -> None:
    incident = company.open()
    opened = clock.now()
    hands.forward(hours=2)
    by, at = company.actor("grace"), opened + timedelta(hours=1)
    resolve(incident.id, resolution="permanent", happened_at=at, by=by)

    def state(minutes: int, basis: str) -> Any:
        at = (opened + timedelta(minutes=minutes)).isoformat()
        asked = {"at": at, "basis": basis}
        answer = callers.read.get(f"/incidents/{incident.ref}/as-of", **asked).json()
        return answer["incident"] and answer["incident"]["state"]

    assert (state(-1, "true"), state(-1, "known")) == (None, None)
    assert (state(30, "true"), state(30, "known")) == ("assigned", "assigned")
    assert (state(90, "true"), state(90, "known")) == ("resolved", "assigned")
    assert (state(120, "true"), state(120, "known")) == ("resolved", "resolved")


def test_what_a_key_can_do_is_told_with_the_incident(
    callers: Callers, company: Company
) -> None:
    path = f"/incidents/{company.open().ref}"
    assert callers.read.get(path).json()["can"] == []
    assert "begin-diagnosis" in callers.work.get(path).json()["can"]
    assert "restrict" not in callers.work.get(path).json()["can"]
    assert "restrict" in callers.admin.get(path).json()["can"]


def test_services_say_what_they_need_and_what_needs_them(callers: Callers) -> None:
    checkout = callers.read.get("/services/checkout").json()
    assert [needed["key"] for needed in checkout["needs"]] == ["database"]
    database = callers.read.get("/services/database").json()
    assert [needing["key"] for needing in database["needed_by"]] == ["checkout"]
    assert callers.read.get("/services/none").status_code == 404


def test_teams_people_categories_and_the_matrix(callers: Callers) -> None:
    team = callers.read.get("/teams/infrastructure").json()
    assert team["members"] == [{"person": "p-ada", "name": "Ada", "is_lead": True}]
    assert callers.read.get("/teams/none").status_code == 404

    [grace] = callers.read.get("/people", q="GRA").json()["items"]
    assert (grace["key"], grace["username"]) == ("p-grace", "grace")

    told = callers.read.get("/categories").json()["items"]
    teams = {category["key"]: category["team"] for category in told}
    assert teams["infrastructure/server"] == "infrastructure"
    assert teams["application/minor-fault"] == "application"

    cells = callers.read.get("/priority-matrix").json()["cells"]
    assert cells == [[1, 2, 3], [2, 3, 4], [3, 4, 5]]
