"""A restricted incident is nowhere to be seen by a program, whatever its scopes."""

import pytest

from tests.api.conftest import Caller, Callers, code_of, findable
from tests.api.test_scopes import BODIES, PATHS
from tests.company import Company
from tocsin.register.core.models import Incident
from tocsin.register.work.actions import restrict


@pytest.fixture
def hidden(company: Company) -> Incident:
    incident = company.open(title="A colleague has taken data")
    company.open(title="The data link is slow")
    return restrict(incident.id, people=["p-ada"], by=company.actor("marc"))


@pytest.fixture(params=["read", "work", "admin"])
def caller(request: pytest.FixtureRequest, callers: Callers) -> Caller:
    found: Caller = getattr(callers, request.param)
    return found


def test_it_is_in_no_list_count_or_search(caller: Caller, hidden: Incident) -> None:
    findable()
    for asked in ({}, {"q": "data"}, {"state": "assigned"}):
        told = caller.get("/incidents", **asked)
        assert [item["title"] for item in told.json()["items"]] == [
            "The data link is slow"
        ]
    told = caller.get("/queue").json()["items"]
    assert [item["title"] for item in told] == ["The data link is slow"]
    assert caller.get("/queue/counts").json()["all"] == 1
    assert caller.get("/incidents", q="colleague").json()["items"] == []


@pytest.mark.parametrize("path", ["", "/timeline", "/as-of?at=2026-03-02T09:00:00Z"])
def test_reading_it_is_as_if_there_were_none(
    caller: Caller, hidden: Incident, path: str
) -> None:
    there = caller.get(f"/incidents/{hidden.ref}{path}")
    nowhere = caller.get(f"/incidents/INC-99999{path}")
    assert (there.status_code, code_of(there)) == (404, "no_such_incident")
    assert there.content.decode().replace(hidden.ref, "INC-99999") == (
        nowhere.content.decode()
    )


@pytest.mark.parametrize("path", PATHS)
def test_no_verb_reaches_it(callers: Callers, hidden: Incident, path: str) -> None:
    answer = callers.admin.post(f"/incidents/{hidden.ref}/{path}", BODIES.get(path))
    assert (answer.status_code, code_of(answer)) == (404, "no_such_incident")
    assert Incident.objects.get(id=hidden.id).seq == hidden.seq


def test_it_is_named_by_no_other(callers: Callers, hidden: Incident) -> None:
    other = Incident.objects.exclude(id=hidden.id).get()
    for path, body in (
        ("link", {"ref": hidden.ref, "relation": "related"}),
        ("cancel", {"cause": "duplicate", "duplicate_of": hidden.ref}),
    ):
        answer = callers.admin.post(f"/incidents/{other.ref}/{path}", body)
        assert (answer.status_code, code_of(answer)) == (404, "no_such_incident")
