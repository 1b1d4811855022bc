"""Tags on pages: written, suggested, counted, filtered by, renamed."""

from tests.company import Company
from tests.web.conftest import Visitor
from tocsin.register.core.models import Incident


def test_a_tag_is_written_in_the_side_column(
    company: Company, visitor: Visitor
) -> None:
    incident, ada = company.open(), visitor("ada")
    address = f"/incidents/{incident.ref}"
    ada.post(f"{address}/tag", {"add": "Black Friday, db"})
    page = ada.get(address).content.decode()
    assert "?tag=black-friday" in page
    ada.post(f"{address}/tag", {"remove": "db"})
    assert Incident.objects.get(id=incident.id).tags == ["black-friday"]
    refused = ada.post(f"{address}/tag", {"add": "a;b"})
    assert refused.status_code == 422
    assert "“a;b” cannot be a tag." in refused.content.decode()
    assert "add-tag" not in visitor("eva").get(address).content.decode()


def test_what_is_used_is_suggested(company: Company, visitor: Visitor) -> None:
    company.open(tags=["black-friday"])
    told = visitor("ada").get("/tags/names", {"add": "db, Bl"}).content.decode()
    assert '<option value="db,black-friday">' in told
    assert visitor("ada").get("/tags/names", {"add": ""}).content.strip() == b""


def test_queue_register_and_table_are_narrowed(
    company: Company, visitor: Visitor
) -> None:
    incident, other = company.open(tags=["black-friday"]), company.open()
    for address in ("/", "/rows", "/register"):
        page = visitor("ada").get(address, {"tag": "Black Friday"}).content.decode()
        assert incident.ref in page, address
        assert other.ref not in page, address
    nothing = visitor("ada").get("/register", {"tag": "a;b"}).content.decode()
    assert other.ref not in nothing


def test_tags_are_counted_and_renamed(company: Company, visitor: Visitor) -> None:
    company.open(tags=["dbs"])
    assert "Rename" not in visitor("ada").get("/tags").content.decode()
    assert "?tag=dbs" in visitor("ada").get("/tags").content.decode()
    root = visitor("root")
    answer = root.post("/tags/rename", {"tag": "dbs", "to": "db"}, follow=True)
    assert "1 incident changed." in answer.content.decode()
    assert Incident.objects.get().tags == ["db"]
    refused = root.post("/tags/rename", {"tag": "db", "to": "a;b"})
    assert refused.status_code == 422
    assert "cannot be a tag" in refused.content.decode()
