"""Every verb works by a plain form; what is typed is never lost."""

from typing import Any

import pytest

from tests.company import Company, kinds
from tests.web.conftest import Visitor
from tocsin.register.core.models import Incident

LIFE: list[tuple[str, dict[str, Any], str]] = [
    ("classify", {"category": "infrastructure/server", "impact": 2}, "classified"),
    ("acknowledge", {}, "acknowledged"),
    ("assign", {"team": "infrastructure", "owner": "Ada", "note": "look"}, "assigned"),
    ("accept", {}, "accepted"),
    ("own", {"owner": "ada"}, "owned"),
    ("wait-for", {"cause": "supplier", "note": "a disk"}, "waiting_began"),
    ("resume", {}, "waiting_ended"),
    ("mitigate", {"note": "half of it"}, "mitigated"),
    ("restore", {}, "restored"),
    ("return-impact", {}, "impact_returned"),
    (
        "override-priority",
        {"priority": 1, "reason": "the board"},
        "priority_overridden",
    ),
    ("amend", {"title": "db-primary is gone"}, "amended"),
    ("resolve", {"resolution": "permanent", "text": "new disk"}, "resolved"),
    ("confirm", {"answer": "confirmed"}, "confirmed"),
    ("close", {"cost": "3 h", "review": "not needed"}, "closed"),
    ("reopen", {"reason": "again"}, "reopened"),
    ("cancel", {"cause": "false_alarm"}, "cancelled"),
    ("undo-cancel", {}, "cancellation_undone"),
    ("restrict", {"people": "grace, ada"}, "restricted"),
    ("lift-restriction", {}, "restriction_lifted"),
]


def fresh(incident: Incident) -> Incident:
    return Incident.objects.get(id=incident.id)


def test_a_whole_life_by_plain_forms(company: Company, visitor: Visitor) -> None:
    incident = company.open(by="tom")
    marc = visitor("marc")
    for slug, facts, kind in LIFE:
        address = f"/incidents/{incident.ref}/{slug}"
        asked = marc.get(address)
        assert asked.status_code in (200, 409), slug
        answer = marc.post(address, {**facts, "seq": fresh(incident).seq})
        assert answer.status_code == 302, (slug, answer.content.decode()[-2000:])
        assert kinds(incident)[-1] == kind
        assert marc.get(answer.headers["Location"]).status_code == 200
    assert fresh(incident).title == "db-primary is gone"
    assert fresh(incident).told["cost"] == "3 h"


def test_closing_asks_what_the_practice_asks(
    company: Company, visitor: Visitor
) -> None:
    """IM practice guide 3.2; and what ended keeps the answers."""
    asked = {
        "user_confirmation": "confirmed",
        "cost": "3 h",
        "invoice": "2026-17",
        "problem_investigation": "PRB-4",
        "review": "On Friday",
        "wrong_item": "db-replica is db-primary",
    }
    incident = company.open(by="tom")
    marc, address = visitor("marc"), f"/incidents/{incident.ref}/close"
    form = marc.get(address).content.decode()
    for name in (*asked, "resolution", "code"):
        assert f'name="{name}"' in form, name
    told = {**asked, "resolution": "permanent"}
    assert marc.post(address, told).status_code == 302
    assert fresh(incident).told == asked
    page = marc.get(f"/incidents/{incident.ref}").content.decode()
    for words in list(asked.values())[1:]:
        assert words in page


def test_htmx_gets_the_piece_and_no_page(company: Company, visitor: Visitor) -> None:
    incident = company.open()
    address = f"/incidents/{incident.ref}/acknowledge"
    answer = visitor("grace").post(
        address, {}, headers={"HX-Request": "true", "HX-Target": "incident"}
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'id="incident"' in page
    assert "<html" not in page
    beside = visitor("grace").get(
        f"/incidents/{incident.ref}/preview", headers={"HX-Request": "true"}
    )
    assert 'id="preview"' in beside.content.decode()


@pytest.mark.parametrize("htmx", [True, False])
def test_the_second_of_two_sees_what_the_first_did_and_loses_no_text(
    company: Company, visitor: Visitor, htmx: bool
) -> None:
    incident = company.open()
    seen = incident.seq
    visitor("ada").post(f"/incidents/{incident.ref}/accept", {"seq": seen})
    headers = {"HX-Request": "true"} if htmx else {}
    typed = {"resolution": "workaround", "text": "Typed for ten minutes", "seq": seen}
    address = f"/incidents/{incident.ref}/resolve"
    answer = visitor("grace").post(address, typed, headers=headers)
    page = answer.content.decode()
    assert answer.status_code == 412
    assert "Typed for ten minutes" in page
    assert "<b>Ada</b> accepted it" in page
    assert "Resolve, all the same" in page
    now = fresh(incident).seq
    assert f'value="{now}"' in page
    assert (page.count("<html") == 0) == htmx
    again = visitor("grace").post(address, {**typed, "seq": now})
    assert again.status_code == 302
    assert fresh(incident).resolution_text == "Typed for ten minutes"


def test_a_refused_form_keeps_what_was_typed(
    company: Company, visitor: Visitor
) -> None:
    incident = company.open()
    answer = visitor("grace").post(
        f"/incidents/{incident.ref}/assign",
        {"team": "infrastructure", "owner": "Nobody Known", "note": "Kept words"},
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Kept words" in page
    assert "Nobody here is called Nobody Known." in page
    assert fresh(incident).seq == incident.seq


def test_a_note_told_late_says_both_instants(
    company: Company, visitor: Visitor
) -> None:
    incident = company.open()
    grace = visitor("grace")
    told = {"text": "It began at eight", "happened_at": "2026-03-02T08:00:00"}
    grace.post(f"/incidents/{incident.ref}/say", told)
    page = grace.get(f"/incidents/{incident.ref}").content.decode()
    assert "It began at eight" in page
    assert "happened" in page
    assert "08:00:00" in page


def test_a_reply_is_read_by_the_reporter_and_a_note_is_not(
    company: Company, visitor: Visitor
) -> None:
    incident = company.open(by="tom")
    grace = visitor("grace")
    grace.post(f"/incidents/{incident.ref}/say", {"text": "Try again", "kind": "reply"})
    grace.post(f"/incidents/{incident.ref}/say", {"text": "He is nice", "kind": "note"})
    page = visitor("tom").get(f"/incidents/{incident.ref}").content.decode()
    assert "Try again" in page
    assert "He is nice" not in page


def test_an_empty_note_is_refused_in_place(company: Company, visitor: Visitor) -> None:
    incident = company.open()
    answer = visitor("grace").post(f"/incidents/{incident.ref}/say", {"text": " "})
    assert answer.status_code == 422


def test_who_may_not_is_told_so(company: Company, visitor: Visitor) -> None:
    incident = company.open()
    answer = visitor("eva").post(f"/incidents/{incident.ref}/acknowledge")
    assert answer.status_code == 403
    assert "members and for agents" in answer.content.decode()


def test_links_are_told_on_both_sides(company: Company, visitor: Visitor) -> None:
    one, other = company.open(), company.open(title="Orders stop")
    grace = visitor("grace")
    grace.post(
        f"/incidents/{one.ref}/link", {"relation": "causes", "ref": other.ref.lower()}
    )
    for near, far in ((one, other), (other, one)):
        page = grace.get(f"/incidents/{near.ref}").content.decode()
        assert f'href="/incidents/{far.ref}"' in page


def test_the_reporter_says_whether_it_works(company: Company, visitor: Visitor) -> None:
    incident = company.open(by="tom")
    visitor("grace").post(
        f"/incidents/{incident.ref}/resolve", {"resolution": "permanent"}
    )
    tom = visitor("tom")
    assert "Does it work for you?" in tom.get("/mine").content.decode()
    tom.post(f"/incidents/{incident.ref}/reopen", {"reason": "Not for me"})
    assert fresh(incident).state == "diagnosis"
