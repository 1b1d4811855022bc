"""Programs read views and templates, and run macros."""

from typing import Any

import pytest

from tests.api.conftest import Callers, code_of
from tests.company import Company, kinds
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.config.actions import publish_checked
from tocsin.foundation.workspace.actions import save_view
from tocsin.foundation.workspace.actions.views import Wanted
from tocsin.register.macros.kinds import MACRO_KIND, TEMPLATE_KIND
from tocsin.register.work.actions import restrict

STEPS: list[dict[str, Any]] = [
    {"verb": "accept"},
    {"verb": "classify", "impact": 3, "urgency": 3},
    {"verb": "reply", "template": "picture"},
    {"verb": "wait_for", "cause": "reporter"},
]


@pytest.fixture
def wordings(company: Company) -> None:
    body: dict[str, Any] = {"title": "Ask", "text": "Send {{ incident.ref }}, please"}
    publish_checked(TEMPLATE_KIND, "picture", body, by=SYSTEM)
    body = {"title": "Ask and wait", "steps": STEPS}
    publish_checked(MACRO_KIND, "ask", body, by=SYSTEM)


def test_programs_list_foretell_and_run(
    company: Company, callers: Callers, wordings: None
) -> None:
    incident = company.open(by="tom")
    (macro,) = callers.read.get("/macros").json()["items"]
    assert macro["steps"][1] == {"verb": "classify", "impact": 3, "urgency": 3}
    assert callers.read.get("/templates").json()["items"][0]["name"] == "picture"
    on = {"ref": incident.ref}
    foretold = callers.work.post("/macros/ask/foretell", on)
    assert foretold.status_code == 200, foretold.content
    said = [entry["kind"] for entry in foretold.json()["entries"]]
    assert said == "accepted classified replied waiting_began".split()
    assert "waiting_began" not in kinds(incident)
    assert code_of(callers.read.post("/macros/ask/run", on)) == "scope_missing"
    once = {"Idempotency_Key": "a", "If_Match": str(foretold.json()["seq"])}
    for _time in range(2):
        answer = callers.work.post("/macros/ask/run", on, **once)
        assert answer.status_code == 200
    assert kinds(incident).count("waiting_began") == 1
    assert callers.work.post("/macros/none/run", on).status_code == 404


def test_views_of_everybody_are_read_and_hide_what_is_hidden(
    company: Company, callers: Callers
) -> None:
    seen, secret = company.open(), company.open()
    restrict(secret.id, people=["p-eva"], by=SYSTEM)
    told = {"service": "checkout", "since": "2026-03-02"}
    for place in ("queue", "register"):
        wanted = Wanted(name=place, place=place, shared="everybody", filters=told)
        save_view(wanted, by=company.actor("ada"))
    save_view(Wanted(name="private"), by=company.actor("ada"))
    views = callers.read.get("/views").json()["items"]
    assert [view["name"] for view in views] == ["queue", "register"]
    for view in views:
        page = callers.read.get(f"/views/{view['key']}/incidents").json()
        assert [row["ref"] for row in page["items"]] == [seen.ref]
    assert callers.read.get("/views/v-none/incidents").status_code == 404
