"""Links, merges and changes on the desk's pages."""

from datetime import timedelta
from typing import Any

from tests.company import MONDAY_9, Company, kinds
from tests.web.conftest import Visitor
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.changes.actions import add_change, cancel_change
from tocsin.foundation.changes.models import ServiceChange
from tocsin.register.core.models import Incident
from tocsin.register.links.actions import link, merge
from tocsin.register.watching.actions import carry_watchers, watch


def test_children_are_shown_before_they_are_resolved(
    company: Company, visitor: Visitor
) -> None:
    parent, child, ended = company.open(), company.open(title="A part"), company.open()
    for each in (child, ended):
        link(each.id, ref=parent.ref, relation="child_of", by=SYSTEM)
    ada = visitor("ada")
    ada.post(f"/incidents/{ended.ref}/cancel", {"cause": "request"})
    address = f"/incidents/{parent.ref}/resolve"
    page = ada.get(address).content.decode()
    assert f'name="children" value="{child.ref}"' in page
    assert f'value="{ended.ref}"' not in page
    assert f"{ended.ref}: It has come that far already." in page
    ada.post(address, {"resolution": "permanent", "children": [child.ref]})
    states = Incident.objects.in_bulk([parent.id, child.id])
    assert {each.state for each in states.values()} == {"resolved"}


def test_a_change_is_blamed_with_one_click_and_taken_back(
    company: Company, visitor: Visitor
) -> None:
    incident = company.open()
    told: dict[str, Any] = {
        "title": "Deploy 42",
        "services": ["database"],
        "by": SYSTEM,
    }
    change = add_change(started_at=MONDAY_9 - timedelta(hours=2), **told)
    ben, grace = visitor("ben"), visitor("grace")
    address = f"/incidents/{incident.ref}"
    assert "Deploy 42" in ben.get(address).content.decode()
    assert "It was this" not in ben.get(address).content.decode(), "not his to say"
    page = grace.get(address).content.decode()
    assert "It was this" in page
    blamed = {"relation": "caused_by_change", "ref": change.key}
    grace.post(f"{address}/link", blamed)
    assert incident.title in grace.get(f"/changes/at/{change.key}").content.decode()
    tie = f"caused_by_change|{change.key}"
    assert f'value="{tie}"' in grace.get(address).content.decode()
    grace.post(f"{address}/unlink", {"tie": tie})
    assert Incident.objects.get(id=incident.id).links == {}


def test_merged_and_parted_by_page_and_many_by_the_queue(
    company: Company, visitor: Visitor
) -> None:
    one, *others = company.open(), company.open(), company.open()
    grace = visitor("grace")
    chosen = {"verb": "merge", "ref": [each.ref for each in others], "into": one.ref}
    foretold = grace.post("/bulk", chosen | {"step": "preview"}).content.decode()
    assert foretold.count(f"merged it into {one.ref}") == 2
    grace.post("/bulk", chosen | {"step": "do"})
    assert set(Incident.objects.get(id=one.id).links["absorbed"]) == {
        each.ref for each in others
    }
    address = f"/incidents/{others[0].ref}"
    page = grace.get(address).content.decode()
    assert "can be undone until" in page
    grace.post(f"{address}/undo-merge", {"reason": "Another disk."})
    assert Incident.objects.get(id=others[0].id).state == "assigned"


def test_whoever_watched_goes_on_watching(company: Company) -> None:
    one, two = company.open(), company.open()
    watch(two.id, by=company.actor("ben"))
    watch(two.id, person="p-eva", by=company.actor("grace"))
    watch(one.id, by=company.actor("ben"))
    merge(two.id, into=one.ref, by=company.actor("grace"))
    assert carry_watchers([two.id]) == 1
    assert carry_watchers([two.id]) == 0
    assert kinds(one)[-1] == "watched"


def test_a_part_goes_on_by_itself(company: Company, visitor: Visitor) -> None:
    whole, grace = company.open(), visitor("grace")
    grace.post(f"/incidents/{whole.ref}/say", {"text": "The printer smokes."})
    address = f"/incidents/{whole.ref}/split"
    page = grace.get(address).content.decode()
    assert "The printer smokes." in page
    seq = Incident.objects.get(id=whole.id).seq
    answer = grace.post(address, {"title": "The printer", "entries": [seq]})
    part = Incident.objects.latest("id")
    assert answer.headers["Location"] == f"/incidents/{part.ref}"
    assert part.links == {"split_from": [whole.ref]}


def test_a_change_is_told_begun_and_ended_by_page(
    company: Company, visitor: Visitor
) -> None:
    ada = visitor("ada")
    told: dict[str, Any] = {"title": "New disk", "kind": "normal", "risk": "low"}
    told |= {"services": ["database"], "planned_start": "2026-03-03T20:00:00"}
    ada.post("/changes/new", told)
    change = ServiceChange.objects.get()
    address = f"/changes/at/{change.key}"
    assert "New disk" in ada.get("/changes?service=database").content.decode()
    assert "New disk" not in ada.get("/changes?service=checkout").content.decode()
    wrong = ada.post(f"{address}/amend", told | {"title": ""})
    assert wrong.status_code == 422
    ada.post(f"{address}/amend", told | {"title": "A larger disk"})
    ada.post(address, {"verb": "start"})
    ada.post(address, {"verb": "finish", "outcome": "failed"})
    change.refresh_from_db()
    assert (change.title, change.state) == ("A larger disk", "failed")
    assert ada.post(address, {"verb": "start"}).status_code == 409


def test_the_calendar_shows_days_by_month_and_week(
    company: Company, visitor: Visitor
) -> None:
    add_change(
        title="Over midnight",
        planned_start=MONDAY_9,
        by=SYSTEM,
        planned_end=MONDAY_9 + timedelta(hours=16),
    )
    for number in range(6):
        add_change(title=f"Deploy {number}", planned_start=MONDAY_9, by=SYSTEM)
    eva = visitor("eva")
    month = eva.get("/changes/calendar?view=month&on=2026-03-15").content.decode()
    assert month.count("Over midnight") == 4, "a link and its title, on two days"
    assert "3 more" in month
    week = eva.get("/changes/calendar?view=week&on=2026-03-04").content.decode()
    assert "Deploy 5" in week
    for odd in ("on=tomorrow", "on=0001-01-01", "on=9999-12-31", "view=year"):
        assert eva.get(f"/changes/calendar?{odd}").status_code == 200
    assert "Tell a change" not in month, "auditors look"
    assert cancel_change(ServiceChange.objects.earliest("id").key, by=SYSTEM)
