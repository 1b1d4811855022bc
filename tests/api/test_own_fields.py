"""Fields of one's own by the API: told, set, read, asked for, refused."""

import pytest

from tests.api.conftest import Callers, code_of
from tests.company import Company
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.fields.actions import publish_field


@pytest.fixture(autouse=True)
def _shop(company: Company) -> None:
    for key, type in (("store", "text"), ("tills", "whole")):
        publish_field(key, {"title": key, "type": type}, by=SYSTEM, why="Needed.")


def test_a_report_tells_them(callers: Callers) -> None:
    told = {"title": "x", "fields": {"store": "North", "tills": 4.0, "colour": 1}}
    answer = callers.intake.post("/incidents", told)
    assert answer.status_code == 201
    made = answer.json()
    assert made["fields"] == {"store": "North", "tills": 4}
    assert made["told"]["field.colour"] == "1"
    assert "field.colour" in made["flags"]


def test_they_are_set_and_refused(callers: Callers, company: Company) -> None:
    path = f"/incidents/{company.open().ref}/set-fields"
    answer = callers.work.post(path, {"fields": {"tills": 4}})
    assert answer.json()["fields"] == {"tills": 4}
    for told, code in (
        ({"tills": "four"}, "field_unusable"),
        ({"colour": "red"}, "field_unknown"),
        ({"tills": 4}, "nothing_to_do"),
    ):
        answer = callers.work.post(path, {"fields": told})
        assert (answer.status_code, code_of(answer)) == (422, code)
        assert answer.json()["remedy"]


def test_they_are_asked_for(callers: Callers, company: Company) -> None:
    few = company.open(fields={"tills": 4}).ref
    many = company.open(fields={"tills": 12}).ref
    found = callers.read.get("/incidents", field="tills>=5").json()["items"]
    assert [each["ref"] for each in found] == [many]
    asked = {"field": ["tills>=1", "tills<=5"]}
    found = callers.read.get("/incidents", **asked).json()["items"]
    assert [each["ref"] for each in found] == [few]
    answer = callers.read.get("/incidents", field="colour:red")
    assert (answer.status_code, code_of(answer)) == (422, "field_unknown")


def test_programs_ask_what_there_is(callers: Callers) -> None:
    found = callers.read.get("/fields").json()["items"]
    assert [(each["key"], each["type"]) for each in found] == [
        ("store", "text"),
        ("tills", "whole"),
    ]
