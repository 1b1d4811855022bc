"""Views are saved, shared, counted, and show nobody more than they may see."""

import csv
import io
from typing import Any

from asgiref.sync import async_to_sync

from tests.company import Company
from tests.web.conftest import Visitor
from tocsin.foundation.accounts.actions import join_team
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.fields.actions import publish_field
from tocsin.foundation.workspace.models import SavedView
from tocsin.register.work.actions import restrict, set_fields

URGENT = {
    "name": "Urgent at the shop",
    "shared": "nobody",
    "base": "all",
    "priority": "2",
    "service": "checkout",
    "column_1": "category",
    "column_2": "owner",
    "column_3": "age",
}


def saved(visitor: Visitor, name: str, **told: Any) -> SavedView:
    answer = visitor(name).post("/views/new?place=queue", URGENT | told)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return SavedView.objects.latest("id")


def streamed(answer: Any) -> list[list[str]]:
    async def all_of() -> bytes:
        return b"".join([chunk async for chunk in answer.streaming_content])

    text = async_to_sync(all_of)().decode()
    return list(csv.reader(io.StringIO(text)))


def test_a_view_narrows_counts_and_chooses_its_columns(
    company: Company, visitor: Visitor
) -> None:
    urgent = company.open(title="No orders at all")
    company.open(title="A small thing", impact=3, urgency=3)
    view = saved(visitor, "grace")
    grace = visitor("grace")
    page = grace.get(f"/?view={view.key}").content.decode()
    rows = page[page.index('id="rows"') :]
    assert urgent.ref in rows
    assert "A small thing" not in rows
    for heading in ("Category", "Owner", "Age"):
        assert f">{heading}</th>" in rows
    assert ">Team and owner</th>" not in rows
    assert '<span class="clip">Urgent at the shop</span><span class="count">1<' in page
    table = streamed(grace.get(f"/queue.csv?view={view.key}"))
    head = "ref title priority category_id owner_id owner_role registered_at".split()
    assert table[0] == head
    assert [row[0] for row in table[1:]] == [urgent.ref]


def test_a_private_view_is_its_owners_alone(company: Company, visitor: Visitor) -> None:
    view = saved(visitor, "grace")
    for name in ("ada", "root", "marc"):
        for address in (f"/?view={view.key}", f"/views/at/{view.key}"):
            assert visitor(name).get(address).status_code == 404, name
        assert "Urgent at the shop" not in visitor(name).get("/").content.decode()
        visitor(name).post("/views/do", {"view": view.key, "verb": "delete"})
    assert SavedView.objects.filter(key=view.key).exists()


def test_a_team_has_what_is_shared_with_it(company: Company, visitor: Visitor) -> None:
    join_team("service-desk", "p-ben", by=SYSTEM)
    view = saved(visitor, "grace", shared="team:service-desk")
    assert "Urgent at the shop" in visitor("ben").get("/").content.decode()
    assert visitor("ada").get(f"/?view={view.key}").status_code == 404
    told = URGENT | {"name": "Mine now", "shared": "nobody"}
    refused = visitor("ben").post(f"/views/at/{view.key}", told)
    assert refused.status_code == 403
    visitor("ben").post("/views/do", {"view": view.key, "verb": "copy"})
    copy = SavedView.objects.get(owner="p-ben")
    assert copy.name == "Copy of Urgent at the shop"
    assert (copy.shared, copy.team) == ("nobody", "")


def test_everybody_is_reached_by_leads_and_administrators(
    company: Company, visitor: Visitor
) -> None:
    told = URGENT | {"shared": "everybody"}
    assert visitor("grace").post("/views/new", told).status_code == 422
    assert not SavedView.objects.exists()
    saved(visitor, "ada", shared="everybody")
    assert "Urgent at the shop" in visitor("eva").get("/").content.decode()


def test_a_view_never_shows_what_its_reader_may_not_see(
    company: Company, visitor: Visitor
) -> None:
    secret = company.open(title="Embezzled")
    restrict(secret.id, people=["p-eva"], by=SYSTEM)
    view = saved(visitor, "ada", shared="everybody")
    for name, sees in (("eva", True), ("grace", False), ("root", False)):
        client = visitor(name)
        page = client.get(f"/?view={view.key}").content.decode()
        count = f'<span class="count">{int(sees)}<'
        assert f'<span class="clip">Urgent at the shop</span>{count}' in page
        assert ("Embezzled" in page) == sees
        table = streamed(client.get(f"/queue.csv?view={view.key}"))
        assert (len(table) == 2) == sees


def test_the_queue_opens_with_the_view_that_was_chosen(
    company: Company, visitor: Visitor
) -> None:
    view = saved(visitor, "grace")
    grace = visitor("grace")
    grace.post("/views/do", {"view": view.key, "verb": "first"})
    assert "<h1>Urgent at the shop</h1>" in grace.get("/").content.decode()
    assert "<h1>All open</h1>" in visitor("ada").get("/").content.decode()
    grace.post("/views/do", {"view": "mine", "verb": "first"})
    assert "<h1>Mine</h1>" in grace.get("/").content.decode()
    grace.post("/views/do", {"view": view.key, "verb": "first"})
    grace.post("/views/do", {"view": view.key, "verb": "delete"})
    assert "<h1>All open</h1>" in grace.get("/").content.decode()


def test_a_view_of_the_register_keeps_its_words_and_order(
    company: Company, visitor: Visitor
) -> None:
    first, second = company.open(title="One"), company.open(title="Two")
    told = {"name": "All of ours", "shared": "nobody", "order": "oldest"}
    told |= {"service": "checkout", "column_1": "registered"}
    grace = visitor("grace")
    answer = grace.post("/views/new?place=register", told)
    address = answer.headers["Location"]
    page = grace.get(address).content.decode()
    assert page.index(first.ref) < page.index(second.ref)
    assert ">Registered</th>" in page
    table = streamed(grace.get(address.replace("register", "register/export.csv")))
    assert table[0] == "ref title priority registered_at".split()
    assert [row[0] for row in table[1:]] == [first.ref, second.ref]


def test_an_own_field_is_a_column_and_a_filter(
    company: Company, visitor: Visitor
) -> None:
    store = {"title": "Store", "type": "text"}
    publish_field("store", store, by=SYSTEM, why="Tried here.")
    north, south = company.open(), company.open()
    for incident, told in ((north, "North"), (south, "South")):
        set_fields(incident.id, fields={"store": told}, by=company.actor("grace"))
    asked = {"field": "store", "value": "North", "column_1": "field.store"}
    view = saved(visitor, "grace", **asked)
    page = visitor("grace").get(f"/?view={view.key}").content.decode()
    rows = page[page.index('id="rows"') :]
    assert ">Store</th>" in rows
    assert ">North</td>" in rows
    assert "South" not in rows
    assert '</span><span class="count">1<' in page


def test_the_reason_stands_in_each_row(company: Company, visitor: Visitor) -> None:
    company.open()
    page = visitor("grace").get("/?why=1").content.decode()
    assert "P2, nobody has accepted it" in page
