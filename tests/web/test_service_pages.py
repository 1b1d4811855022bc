"""Services, items and sites on pages: found, drawn, changed, imported."""

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.company import Company
from tests.web.conftest import Visitor
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.services.actions import add_item, add_site, depend
from tocsin.foundation.services.models import Item, Service, Site

PAGES = """/services /services/map /services/checkout /items /items/at/web-1
/sites""".split()
CHANGES = """/services/new /services/checkout/change /items/new /items/import
/items/at/web-1/change /sites/new /sites/at/hall""".split()


def equip() -> None:
    add_site("hall", "Hall 2", by=SYSTEM)
    for key in ("web-1", "web-2"):
        add_item(key, kind="server", site="hall", by=SYSTEM)
        depend("checkout", key, on="item", group="web", by=SYSTEM)
    depend("database", "web-2", on="item", by=SYSTEM)


def test_staff_read_every_page_and_requesters_none(
    company: Company, visitor: Visitor
) -> None:
    equip()
    for name in ("ben", "grace", "eva", "root"):
        client = visitor(name)
        assert {client.get(page).status_code for page in PAGES} == {200}, name
    assert {visitor("tom").get(page).status_code for page in PAGES} == {302}
    assert visitor("grace").get("/items/at/none").status_code == 404


def test_only_administrators_and_leads_change(
    company: Company, visitor: Visitor
) -> None:
    equip()
    for name in ("ben", "grace", "eva", "marc"):
        client = visitor(name)
        for page in CHANGES:
            assert client.get(page).status_code == 403, (name, page)
            assert client.post(page, {"name": "Mine", "key": "x"}).status_code == 403
    assert {visitor("root").get(page).status_code for page in CHANGES} == {200}
    assert visitor("ada").get("/services/database/change").status_code == 200, "lead"


def test_the_map_says_what_suffers_without_colour(
    company: Company, visitor: Visitor
) -> None:
    equip()
    page = visitor("grace").get("/items/at/web-2").content.decode()
    assert "Checkout: down" in page, "through Database, which needs web-2 alone"
    assert 'class="node node--failing"' in page
    assert "web-2 → Database → Checkout" in page
    page = visitor("grace").get("/items/at/web-1").content.decode()
    assert "Checkout: less in reserve" in page


def test_an_incident_shows_what_its_place_pulls_down(
    company: Company, visitor: Visitor
) -> None:
    equip()
    incident = company.open(location_virtual="on web-2, since noon")
    page = visitor("grace").get(f"/incidents/{incident.ref}").content.decode()
    assert "web-2: fails" in page
    assert "Database: down" in page


def test_services_are_narrowed_and_say_how_they_stand(
    company: Company, visitor: Visitor
) -> None:
    company.open()
    grace = visitor("grace")
    page = grace.get("/services").content.decode()
    assert "P2, 1 open" in page
    page = grace.get("/services?troubled=on").content.decode()
    assert "/services/checkout" in page
    assert '/services/database"' not in page
    assert "No service fits" in grace.get("/services?q=nothing").content.decode()


def test_items_are_searched_and_paged(company: Company, visitor: Visitor) -> None:
    for number in range(60):
        add_item(f"ci-{number:03}", by=SYSTEM)
    grace = visitor("grace")
    page = grace.get("/items").content.decode()
    assert "ci-049" in page
    assert "ci-050" not in page
    assert "from=ci-049" in page
    assert "ci-050" in grace.get("/items?from=ci-049").content.decode()
    page = grace.get("/items?q=CI-007").content.decode()
    assert "ci-007" in page
    assert "ci-008" not in page


def test_a_service_is_added_changed_and_told_what_it_needs(
    company: Company, visitor: Visitor
) -> None:
    equip()
    root = visitor("root")
    facts = {"key": "mail", "name": "Mail", "team": "application"}
    facts |= {"hour_costs": "1200.50", "currency": "eur", "sites": "hall"}
    assert root.post("/services/new", facts).headers["Location"] == "/services/mail"
    service = Service.objects.get(key="mail")
    assert (service.outage_cost, service.currency) == (120050, "EUR")
    assert root.post("/services/new", facts).status_code == 409, "taken"

    address = "/services/mail/change"
    tie = {"verb": "depend", "needs": "item:web-1", "group": "web", "works_with": 1}
    assert root.post(address, tie).status_code == 302
    assert "1 of web" in root.get(address).content.decode()
    assert root.post(address, {**tie, "needs": "item:none"}).status_code == 404
    root.post(address, {"verb": "undepend", "needs": "item:web-1"})
    assert "1 of web" not in root.get(address).content.decode()
    changed = {"verb": "change", "name": "Post", "team": "application"}
    assert root.post(address, changed).status_code == 302
    assert Service.objects.get(key="mail").is_active is False, "the tick was off"


def test_items_and_sites_are_added_and_changed(
    company: Company, visitor: Visitor
) -> None:
    root = visitor("root")
    root.post("/sites/new", {"key": "paris", "name": "Paris", "zone": "Europe/Paris"})
    root.post("/sites/at/paris", {"name": "Paris 9", "is_active": "on"})
    assert Site.objects.get(key="paris").name == "Paris 9"
    root.post("/items/new", {"key": "db.1", "site": "paris", "attributes": '{"a": 1}'})
    item = Item.objects.get(key="db.1")
    assert (item.name, item.attributes) == ("db.1", {"a": 1})
    told = {"verb": "change", "name": "DB", "status": "retired"}
    assert root.post("/items/at/db.1/change", told).status_code == 302
    assert Item.objects.get(key="db.1").status == "retired"


def test_a_file_is_planned_and_then_carried_out(
    company: Company, visitor: Visitor
) -> None:
    root = visitor("root")
    file = SimpleUploadedFile("items.csv", b"key,needs\na,b\nb,\n")
    answer = root.post("/items/import", {"file": file})
    assert answer.status_code == 200
    assert Item.objects.count() == 0
    carried = answer.context["carried"]
    done = root.post("/items/import", {"carried": carried})
    assert done.headers["Location"] == "/items"
    assert Item.objects.count() == 2
    assert root.post("/items/import", {"carried": "forged"}).status_code == 404

    wrong = SimpleUploadedFile("items.csv", b"key,team\nc,strangers\n")
    page = root.post("/items/import", {"file": wrong}).content.decode()
    assert "there is no team strangers" in page
    assert "Carry it out" not in page
    assert root.post("/items/import", {}).status_code == 422
