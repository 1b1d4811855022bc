"""Silences by programs: a deploy that silences what it disturbs, and ends that."""

from typing import Any

import pytest

from tests.api.conftest import Callers, code_of
from tests.company import Company
from tocsin.intake.alerts.models import Silence

pytestmark = pytest.mark.django_db

DEPLOY: dict[str, Any] = {
    "matchers": ['host=~"db-.*"', "severity!=critical"],
    "services": ["database"],
    "ends_at": "2026-03-02T10:00:00Z",
    "comment": "Deploy 42",
}


def test_made_changed_and_expired(company: Company, callers: Callers) -> None:
    ahead = callers.work.post("/silences/foresee", DEPLOY).json()
    assert ahead == {"alerts": [], "more": 0}
    assert not Silence.objects.exists()
    made = callers.work.post("/silences", DEPLOY)
    told = made.json()
    assert (made.status_code, told["state"]) == (201, "active")
    assert told["matchers"] == ['host=~"db-.*"', 'severity!="critical"']
    assert (told["held"], told["source"]) == (0, None)
    path = f"/silences/{told['id']}"
    longer = callers.work.patch(path, {"ends_at": "2026-03-02T11:00:00Z"}).json()
    assert (longer["id"], longer["ends_at"]) == (told["id"], "2026-03-02T11:00:00Z")
    other = callers.work.patch(path, {"matchers": ["a=b"]}).json()
    assert other["id"] != told["id"]
    assert other["comment"] == "Deploy 42"
    assert callers.read.get(path).json()["state"] == "expired"
    ended = callers.work.post(f"/silences/{other['id']}/expire", {"why": "Done"})
    assert ended.json()["state"] == "expired"
    again = callers.work.post(f"/silences/{other['id']}/expire")
    assert code_of(again) == "silence_over"
    listed = callers.read.get("/silences", state="expired").json()["items"]
    assert {each["id"] for each in listed} == {told["id"], other["id"]}
    assert callers.read.get("/silences", state="active").json()["items"] == []


def test_what_is_no_silence(company: Company, callers: Callers) -> None:
    post = callers.work.post
    flaws: list[dict[str, Any]] = [
        {"matchers": ["x"]},
        {"matchers": ["x=~("]},
        {"matchers": [], "services": []},
        {"source": "weather"},
        {"ends_at": "2026-03-01T10:00:00Z"},
    ]
    for flaw in flaws:
        assert code_of(post("/silences", DEPLOY | flaw)) == "silence_unusable"
    assert code_of(post("/silences", DEPLOY | {"services": ["x"]})) == "service_unknown"
    assert code_of(callers.read.get("/silences/nope")) == "silence_unknown"
    assert code_of(callers.read.post("/silences", DEPLOY)) == "scope_missing"
    assert code_of(callers.intake.get("/silences")) == "scope_missing"
