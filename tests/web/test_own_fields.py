"""Fields of one's own on the desk: described, asked, shown, narrowed by, exported."""

from typing import Any

import pytest
from asgiref.sync import async_to_sync

from tests.company import Company
from tests.web.conftest import Visitor
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.fields.actions import publish_field
from tocsin.foundation.fields.reads import fields
from tocsin.register.core.models import Incident

STORE = {
    "title": "Store",
    "type": "one_of",
    "choices": "north: North of town\nsouth: South of town",
    "titles": "de: Filiale",
    "categories": ["infrastructure"],
    "required_at": "registering",
    "order": "10",
    "shown_to_reporters": "on",
    "why": "The board wants to know",
}


def publish(key: str, type: str, **facts: Any) -> None:
    body = {"title": key.title(), "type": type, **facts}
    publish_field(key, body, by=SYSTEM, why="Needed.")


@pytest.fixture
def shop(company: Company) -> Company:
    publish("store", "text", shown_to_reporters=True)
    publish("tills", "whole", categories=["infrastructure"])
    publish("since", "instant")
    publish("parts", "several_of", choices=[{"code": "a", "title": "Part A"}])
    return company


def test_an_administrator_publishes_and_retires_one(
    company: Company, visitor: Visitor
) -> None:
    root = visitor("root")
    begun = root.post("/settings/fields", {"name": "store"})
    assert begun.headers["Location"] == "/settings/fields/store"
    answer = root.post("/settings/fields/store", {**STORE, "choices": ""})
    assert answer.status_code == 422
    assert "The board wants to know" in answer.content.decode(), "nothing typed is lost"
    answer = root.post("/settings/fields/store", STORE)
    assert answer.status_code == 302
    (field,) = fields()
    assert field.choices == (("north", "North of town"), ("south", "South of town"))
    assert (field.called("de"), field.order) == ("Filiale", 10)
    page = root.get("/settings/fields/store").content.decode()
    assert "south: South of town" in page
    assert "Store" in visitor("grace").get("/settings/fields").content.decode()
    root.post("/settings/fields/store", {"verb": "retire", "why": "No more"})
    assert fields() == []


def test_a_draft_waits_for_somebody_to_read_it(
    company: Company, visitor: Visitor
) -> None:
    root = visitor("root")
    answer = root.post("/settings/fields/store", {**STORE, "verb": "draft"})
    assert "/settings/versions/custom_field/store/1" in answer.headers["Location"]
    assert fields() == []
    assert root.get(answer.headers["Location"]).status_code == 200


def test_the_form_asks_what_the_category_wants(shop: Company, visitor: Visitor) -> None:
    grace = visitor("grace")
    assert "field.tills" not in grace.get("/record").content.decode()
    page = grace.get("/record?category=infrastructure/server").content.decode()
    assert "field.tills" in page
    told = {
        "title": "Tills are dead",
        "category": "infrastructure/server",
        "field.tills": "4",
        "field.since": "2026-03-02T08:00:00",
        "field.parts": ["a"],
        "field.store": "",
    }
    grace.post("/record", told)
    incident = Incident.objects.get()
    assert incident.fields["tills"] == 4
    assert incident.fields["parts"] == ["a"]
    assert incident.fields["since"].startswith("2026-03-02T08:00")
    assert "field.store" not in incident.flags


def test_requesters_are_asked_what_is_theirs(shop: Company, visitor: Visitor) -> None:
    tom = visitor("tom")
    page = tom.get("/record").content.decode()
    assert "field.store" in page
    assert "field.since" not in page
    tom.post("/record", {"title": "It is dark", "field.store": "North"})
    incident = Incident.objects.get()
    assert incident.fields == {"store": "North"}
    assert "North" in tom.get(f"/incidents/{incident.ref}").content.decode()


def test_they_are_filled_in_where_the_incident_is_shown(
    shop: Company, visitor: Visitor
) -> None:
    grace, incident = visitor("grace"), shop.open()
    one = f"/incidents/{incident.ref}"
    assert "field.tills" in grace.get(f"{one}/set-fields").content.decode()
    answer = grace.post(f"{one}/set-fields", {"field.tills": "four", "seq": 9})
    assert answer.status_code == 422
    assert "it is a whole number" in answer.content.decode()
    told = {"field.tills": "4", "field.parts": ["a"], "field.store": "A <b>", "seq": 9}
    assert grace.post(f"{one}/set-fields", told).status_code == 302
    page = grace.get(one).content.decode()
    assert "Part A" in page
    assert "A &lt;b&gt;" in page
    assert "Part A" in grace.get(f"{one}/as-of").content.decode()
    preview = grace.get(f"{one}/preview", headers={"HX-Request": "true"})
    assert "Tills: 4" in preview.content.decode()


def test_nobody_is_offered_what_there_is_not(
    company: Company, visitor: Visitor
) -> None:
    page = visitor("grace").get(f"/incidents/{company.open().ref}").content.decode()
    assert "set-fields" not in page


def test_the_register_is_narrowed_and_exported(shop: Company, visitor: Visitor) -> None:
    grace = visitor("grace")
    few = shop.open(fields={"tills": 4}).ref
    many = shop.open(fields={"tills": 12, "store": "=1+1"}).ref
    asked = "?field=tills&compare=%3E%3D&value=5"
    page = grace.get(f"/register{asked}").content.decode()
    assert many in page
    assert few not in page
    table = _streamed(grace.get(f"/register/export.csv{asked}"))
    head, row = table.splitlines()
    assert head.endswith("field.parts,field.since,field.store,field.tills")
    assert row.endswith(",'=1+1,12"), "no spreadsheet takes it for a formula"
    wrong = grace.get("/register?field=tills&value=many").content.decode()
    assert "it is a whole number" in wrong


def _streamed(answer: Any) -> str:
    async def all_of() -> bytes:
        return b"".join([chunk async for chunk in answer.streaming_content])

    return str(async_to_sync(all_of)(), "utf-8")
