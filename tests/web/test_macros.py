"""Templates and macros: kept, offered, foretold exactly, done whole."""

from typing import Any

import pytest

from tests.company import Company, kinds
from tests.web.conftest import Visitor
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.config.actions import publish_checked
from tocsin.register.core.models import Incident
from tocsin.register.macros.kinds import MACRO_KIND, TEMPLATE_KIND
from tocsin.register.work.actions import restrict

HELLO = {
    "title": "Ask for a picture",
    "text": "Hello {{ reporter.first_name | there }},\n\nplease send us a picture of"
    " {{ incident.ref }}.\n\n{{ me.name }}",
    "use": "reply",
    "teams": [],
}
ASK = """
- accept
- classify: {impact: 3, urgency: 3}
- reply: {template: picture}
- wait_for: {cause: reporter, note: "A picture for {{ incident.ref }}"}
"""


@pytest.fixture
def wordings(company: Company, visitor: Visitor) -> None:
    root = visitor("root")
    told = HELLO | {"why": "Asked every day."}
    answer = root.post("/settings/templates/picture", told)
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    told = {"title": "Ask and wait", "steps": ASK, "why": "Four clicks less."}
    answer = root.post("/settings/macros/ask", told)
    assert answer.status_code == 302, answer.content.decode()[-2000:]


def test_a_template_is_filled_in_where_one_writes(
    company: Company, visitor: Visitor, wordings: None
) -> None:
    incident = company.open(by="tom")
    grace, address = visitor("grace"), f"/incidents/{incident.ref}"
    assert "Ask for a picture" in grace.get(address).content.decode()
    page = grace.get(f"{address}?template=picture").content.decode()
    assert f"Hello Tom,\n\nplease send us a picture of {incident.ref}." in page
    assert 'value="reply" checked' in page
    htmx = {"HX-Request": "true"}
    asked = {"text": "Typed before", "kind": "note"}
    piece = grace.get(f"{address}/template/picture", asked, headers=htmx)
    assert ">Typed before\n\nHello Tom," in piece.content.decode()
    assert visitor("tom").get(address).status_code == 200
    assert "Ask for a picture" not in visitor("tom").get(address).content.decode()
    assert visitor("tom").get(f"{address}/template/picture").status_code == 302
    assert grace.get(f"{address}/template/none").status_code == 404


def test_an_unknown_variable_is_refused_when_it_is_saved(
    company: Company, visitor: Visitor
) -> None:
    told = HELLO | {"text": "Hello {{ reporter.nmae }}", "why": "Quick."}
    answer = visitor("root").post("/settings/templates/wrong", told)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "there is no variable reporter.nmae" in page
    assert "{{ reporter.nmae }}" in page, "what was typed is still there"


def test_a_macro_is_foretold_exactly_and_done_as_one_act(
    company: Company, visitor: Visitor, wordings: None
) -> None:
    incident = company.open(by="tom")
    grace, address = visitor("grace"), f"/incidents/{incident.ref}/macros/ask"
    before = kinds(incident)
    page = grace.get(address).content.decode()
    foretold = page[page.index('id="macro-h"') :]
    for said in ("accepted it", "classified it", "replied to the reporter"):
        assert said in foretold
    assert "A picture for" in foretold
    assert "Hello Tom," in foretold
    assert kinds(incident) == before
    grace.post(address, {"seq": incident.seq})
    done = "accepted classified replied waiting_began".split()
    assert kinds(incident)[len(before) :] == done
    row = Incident.objects.get()
    assert (row.state, row.impact, row.owner_id) == ("waiting", 3, "p-grace")


def test_each_step_needs_its_right_and_one_refused_undoes_all(
    company: Company, visitor: Visitor, wordings: None
) -> None:
    incident = company.open(by="tom")
    address = f"/incidents/{incident.ref}/macros/ask"
    before = kinds(incident)
    assert "for its members and for agents" in (
        visitor("ben").get(address).content.decode()
    )
    assert visitor("ben").post(address).status_code == 403
    steps: list[Any] = [{"verb": "note", "text": "First"}, {"verb": "resume"}]
    body = {"title": "Cannot be", "steps": steps}
    publish_checked(MACRO_KIND, "cannot", body, by=SYSTEM)
    cannot = f"/incidents/{incident.ref}/macros/cannot"
    assert visitor("grace").post(cannot).status_code == 409
    assert kinds(incident) == before
    seen = {"seq": incident.seq - 1}
    assert visitor("grace").post(address, seen).status_code == 412
    restrict(incident.id, people=["p-eva"], by=SYSTEM)
    assert visitor("grace").get(address).status_code == 404


def test_those_of_a_team_are_offered_to_it_and_to_agents(
    company: Company, visitor: Visitor
) -> None:
    body = {"title": "Ours alone", "text": "x", "teams": ["application"]}
    publish_checked(TEMPLATE_KIND, "ours", body, by=SYSTEM)
    address = f"/incidents/{company.open().ref}"
    for name, offered in (("ben", True), ("grace", True), ("ada", False)):
        page = visitor(name).get(address).content.decode()
        assert ("Ours alone" in page) == offered, name


def test_only_administrators_keep_them_and_drafts_are_reviewed(
    company: Company, visitor: Visitor, wordings: None
) -> None:
    told = HELLO | {"why": "Mine."}
    assert visitor("grace").post("/settings/templates/mine", told).status_code == 404
    assert visitor("grace").get("/settings/templates/picture").status_code == 200
    draft = visitor("root").post("/settings/templates/later", told | {"verb": "draft"})
    assert draft.headers["Location"] == "/settings/versions/template/later/1"
    assert visitor("root").get(draft.headers["Location"]).status_code == 200
    visitor("root").post("/settings/macros/ask", {"verb": "retire", "why": "Old."})
    assert "Ask and wait" not in (
        visitor("grace").get("/settings/macros").content.decode()
    )
