"""One verb on many: foretold, done one by one, told honestly, undone."""

import re
from typing import Any

from tests.company import Company, kinds
from tests.web.conftest import Visitor
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.register.core.models import Incident
from tocsin.register.work.actions import acknowledge, restrict


def three(company: Company) -> list[Incident]:
    return [company.open(title=f"Row {number}") for number in range(3)]


def refs(rows: list[Incident]) -> list[str]:
    return [row.ref for row in rows]


def hidden(page: str) -> dict[str, list[str]]:
    """What a form on the page would send besides what is typed."""
    found: dict[str, list[str]] = {}
    pattern = r'type="hidden" name="([a-z]+)" value="([^"]*)"'
    for name, value in re.findall(pattern, page[page.index("<main") :]):
        if name != "csrfmiddlewaretoken":
            found.setdefault(name, []).append(value)
    return found


def test_acknowledging_needs_no_form(company: Company, visitor: Visitor) -> None:
    rows, ended = three(company), company.open(title="Ended")
    grace = visitor("grace")
    grace.post(f"/incidents/{ended.ref}/cancel", {"cause": "request"})
    answer = grace.post("/bulk", {"verb": "acknowledge", "ref": refs(rows)})
    assert answer.headers["Location"] == "/?view="
    answer = grace.post("/bulk", {"verb": "acknowledge", "ref": [ended.ref, "INC-9"]})
    assert answer.status_code == 409
    assert ended.ref in answer.content.decode()
    assert Incident.objects.filter(acknowledged_at=None).count() == 1


def test_a_form_is_asked_then_foretold_then_done(
    company: Company, visitor: Visitor
) -> None:
    rows, ended = three(company), company.open(title="Ended")
    grace = visitor("grace")
    grace.post(f"/incidents/{ended.ref}/cancel", {"cause": "request"})
    told: dict[str, Any] = {"verb": "assign", "ref": [*refs(rows), ended.ref]}
    asked = grace.post("/bulk", told).content.decode()
    assert 'name="team"' in asked
    told |= {"team": "application"}
    foretold = grace.post("/bulk", told | {"step": "preview"}).content.decode()
    assert foretold.count("assigned it to Application") == 3
    assert "is cancelled, so this cannot be done" in foretold
    assert {row.team_id for row in Incident.objects.all()} == {"infrastructure"}
    assert kinds(rows[0])[-1] == "assigned"
    sent = told | {"step": "do", "seen": hidden(foretold)["seen"]}
    answer = grace.post("/bulk", sent)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "1 was refused" in page
    assert page.count("assigned it to Application") == 3
    moved = Incident.objects.filter(team__key="application")
    assert sorted(row.ref for row in moved) == refs(rows)


def test_what_moved_since_it_was_foretold_is_refused_alone(
    company: Company, visitor: Visitor
) -> None:
    rows = three(company)
    told: dict[str, Any] = {"verb": "resolve", "ref": refs(rows)}
    told |= {"resolution": "permanent"}
    grace = visitor("grace")
    page = grace.post("/bulk", told | {"step": "preview"}).content.decode()
    acknowledge(rows[1].id, by=company.actor("ada"))
    answer = grace.post("/bulk", told | {"step": "do", "seen": hidden(page)["seen"]})
    assert "has moved on since you looked" in answer.content.decode()
    resolved = Incident.objects.filter(state="resolved")
    assert sorted(row.ref for row in resolved) == [rows[0].ref, rows[2].ref]


def test_what_was_done_together_is_undone_together(
    company: Company, visitor: Visitor
) -> None:
    rows = three(company)
    grace = visitor("grace")
    told = {"verb": "cancel", "ref": refs(rows), "cause": "request", "step": "do"}
    done = grace.post("/bulk", told).content.decode()
    assert {row.state for row in Incident.objects.all()} == {"cancelled"}
    grace.post("/bulk", hidden(done))
    assert {row.state for row in Incident.objects.all()} == {"assigned"}
    told = {"verb": "note", "ref": refs(rows), "text": "The same", "step": "do"}
    done = grace.post("/bulk", told).content.decode()
    grace.post("/bulk", hidden(done))
    assert {kinds(row)[-1] for row in rows} == {"retracted"}


def test_a_form_incomplete_keeps_the_selection(
    company: Company, visitor: Visitor
) -> None:
    rows = three(company)
    told = {"verb": "cancel", "ref": refs(rows), "cause": "duplicate", "step": "do"}
    answer = visitor("grace").post("/bulk", told)
    assert answer.status_code == 422
    assert hidden(answer.content.decode())["ref"] == refs(rows)
    assert visitor("grace").post("/bulk", {"verb": "assign"}).status_code == 422


def test_many_at_once_obey_rights_and_sight(company: Company, visitor: Visitor) -> None:
    secret, other = company.open(title="Embezzled"), company.open()
    restrict(secret.id, people=["p-eva"], by=SYSTEM)
    told = {"verb": "own", "ref": [secret.ref, other.ref], "owner": "ben"}
    for step in ("preview", "do"):
        page = visitor("ben").post("/bulk", told | {"step": step}).content.decode()
        assert "Embezzled" not in page
        assert "is for its members and for agents" in page
    assert kinds(other)[-1] == "assigned"


def test_work_in_progress_is_counted_and_warned_of(
    company: Company, visitor: Visitor
) -> None:
    rows = three(company)
    ada = visitor("ada")
    for row in rows[:2]:
        ada.post(f"/incidents/{row.ref}/accept", {})
    page = ada.get("/").content.decode()
    assert "3 open, 2 in diagnosis, 0 waiting" in page
    assert "beyond its limit" not in page
    ada.post("/in-progress", {"team": "infrastructure", "most": "1"})
    assert "beyond its limit of 1" in ada.get("/").content.decode()
    assert "2 of 1" in visitor("eva").get("/in-progress").content.decode()
    told = {"team": "infrastructure", "most": "5"}
    assert visitor("ben").post("/in-progress", told).status_code == 403
