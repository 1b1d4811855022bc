"""On paper stands everything, who printed it, and that it is restricted."""

from tests.company import Company
from tests.web.conftest import Visitor
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.register.work.actions import note, restrict


def test_an_incident_is_printed_whole(company: Company, visitor: Visitor) -> None:
    incident = company.open()
    note(incident.id, text="Seen on the rack", by=company.actor("ada"))
    page = visitor("grace").get(f"/print/incidents/{incident.ref}").content.decode()
    assert "Seen on the rack" in page
    assert "Printed by Grace," in page
    assert "2 Mar 2026, 09:00" in page
    assert "<details" not in page
    assert "paper-restricted" not in page
    restrict(incident.id, people=["p-eva"], by=SYSTEM)
    address = f"/print/incidents/{incident.ref}"
    assert "paper-restricted" in visitor("eva").get(address).content.decode()
    assert visitor("grace").get(address).status_code == 404


def test_queue_and_register_are_printed_with_what_the_reader_sees(
    company: Company, visitor: Visitor
) -> None:
    seen, secret = company.open(title="In the open"), company.open(title="Embezzled")
    restrict(secret.id, people=["p-eva"], by=SYSTEM)
    for address in ("/print/queue", "/print/register", "/print/register?q=open"):
        page = visitor("grace").get(address).content.decode()
        assert "Embezzled" not in page, address
        assert "Printed by Grace," in page
    assert seen.ref in visitor("grace").get("/print/queue").content.decode()
    assert "Embezzled" in visitor("eva").get("/print/register").content.decode()
    assert "Restricted" in visitor("eva").get("/print/queue").content.decode()
