"""People, teams and skills by API: kept by administering keys, read by others."""

from tests.api.conftest import Callers, code_of
from tests.company import Company
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.audit.reads import changes
from tocsin.foundation.services.actions import add_site


def test_a_person_is_added_changed_away_and_answered_for(callers: Callers) -> None:
    add_site("paris", "Paris", by=SYSTEM)
    told = {"username": "zoe", "name": "Zoe", "site": "paris", "languages": ["fr"]}
    told |= {"source": "hr", "external_id": "7", "roles": ["auditor"]}
    contact = {"kind": "chat", "value": "@zoe"}
    made = callers.admin.post("/people", told | {"contacts": [contact]})
    assert made.status_code == 201, made.content
    path = f"/people/{made.json()['key']}"
    changed = {"deputy": "p-ben", "is_vip": True, "roles": [], "why": "moved"}
    assert callers.admin.patch(path, changed).json()["is_vip"] is True
    away = {"starts_at": "2026-03-02T08:00:00Z", "ends_at": "2026-03-04T08:00:00Z"}
    answer = callers.admin.post(f"{path}/absences", away)
    assert answer.status_code == 201, answer.content
    absence = answer.json()["absences"][0]["id"]

    found = callers.read.get(path).json()
    assert found["answering"]["by"] == "p-ben"
    assert (found["roles"], found["contacts"][0]["value"]) == ([], "@zoe")
    page = callers.read.get("/people", source="hr", external_id="7").json()
    assert [it["username"] for it in page["items"]] == ["zoe"]
    assert callers.read.get("/people", state="away").json()["items"] == page["items"]
    ended = callers.admin.post(f"{path}/absences/{absence}/end", {}).json()
    assert ended["answering"]["by"] == found["key"]
    assert "moved" in {it.why for it in changes(f"person:{found['key']}")}
    callers.admin.patch(path, {"is_active": False})
    assert callers.read.get("/people", q="zoe").json()["items"] == []
    for wrong, code in (
        ({"site": "mars"}, "site_unknown"),
        ({"zone": "Mars"}, "fact_unusable"),
        ({"line_manager": found["key"]}, "fact_unusable"),
        ({"deputy": "p-nobody"}, "person_unknown"),
        ({"shoe": 43}, "unknown_shape"),
    ):
        assert code_of(callers.admin.patch(path, wrong)) == code


def test_people_are_paged(callers: Callers, company: Company) -> None:
    first = callers.read.get("/people", limit=5).json()
    rest = callers.read.get("/people", limit=5, cursor=first["next"]).json()
    names = [it["name"] for it in first["items"] + rest["items"]]
    assert names == sorted(names)
    assert (len(names), rest["next"]) == (8, None)


def test_a_team_wants_a_skill_that_somebody_learns(callers: Callers) -> None:
    admin = callers.admin
    assert admin.post("/skills", {"key": "sql", "name": "SQL"}).status_code == 201
    team = {"key": "data", "name": "Data", "chat": "#data"}
    assert admin.post("/teams", team).status_code == 201
    admin.post("/teams/data/members", {"person": "p-ada", "is_lead": True})
    admin.post("/teams/data/members", {"person": "p-ben"})
    wanted = admin.post("/teams/data/skills", {"skill": "sql", "people": 2})
    assert wanted.json()["skills"][0]["missing"] == 2
    skill = {"skill": "sql", "level": 3, "expires_on": "2027-01-01"}
    admin.post("/people/p-ben/skills", skill)
    whole = callers.read.get("/teams/data").json()
    assert whole["skills"][0]["held_by"] == ["p-ben"]
    assert [it["is_lead"] for it in whole["members"]] == [True, False]
    known = callers.read.get("/skills/sql", team="data", level=2).json()["known_by"]
    assert [it["person"] for it in known] == ["p-ben"]
    admin.post("/people/p-ben/skills-no-more", {"skill": "sql"})
    assert callers.read.get("/skills/sql").json()["known_by"] == []
    assert admin.patch("/skills/sql", {"is_active": False}).json()["name"] == "SQL"
    assert callers.read.get("/skills").json()["items"] == []
    admin.post("/teams/data/skills-no-more", {"skill": "sql"})
    assert callers.read.get("/teams/data").json()["skills"] == []
    admin.post("/teams/data/members-no-more", {"person": "p-ben"})
    answer = admin.patch("/teams/data", {"calendar": "none"})
    assert code_of(answer) == "calendar_unknown"


def test_only_keys_that_administer_keep_people(callers: Callers) -> None:
    for caller in (callers.read, callers.intake, callers.work):
        assert code_of(caller.post("/people", {"username": "x"})) == "scope_missing"
        assert caller.patch("/people/p-ada", {"name": "X"}).status_code == 403
    assert callers.intake.get("/people/p-ada").status_code == 403
