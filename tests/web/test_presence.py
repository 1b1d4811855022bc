"""Who is looking, to colleagues who may see the incident, for half a minute."""

from tests.company import Company
from tests.web.conftest import Visitor
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.config.actions import set_option
from tocsin.foundation.workspace.models import Presence
from tocsin.foundation.workspace.options import PRESENCE
from tocsin.kernel import clock
from tocsin.register.work.actions import restrict


def test_colleagues_see_who_looks_and_who_writes(
    company: Company, visitor: Visitor, hands: clock.Hands
) -> None:
    incident = company.open(by="tom")
    address = f"/incidents/{incident.ref}/presence"
    ada, grace = visitor("ada"), visitor("grace")
    assert "Ada" not in ada.post(address, {"doing": "looking"}).content.decode()
    assert "Ada is looking" in grace.get(address).content.decode()
    ada.post(address, {"doing": "writing"})
    page = grace.get(f"/incidents/{incident.ref}").content.decode()
    assert "Ada is writing" in page
    hands.forward(seconds=29)
    assert "Ada is writing" in grace.get(address).content.decode()
    hands.forward(seconds=1)
    assert "Ada" not in grace.get(address).content.decode()
    ada.post(address, {"doing": "looking"})
    assert ada.post(address, {"gone": "yes"}).status_code == 204
    assert "Ada" not in grace.get(address).content.decode()


def test_reporters_see_nobody_and_are_not_seen(
    company: Company, visitor: Visitor
) -> None:
    incident = company.open(by="tom")
    address = f"/incidents/{incident.ref}/presence"
    visitor("ada").post(address, {"doing": "writing"})
    assert (
        "is writing"
        not in visitor("tom").get(f"/incidents/{incident.ref}").content.decode()
    )
    assert visitor("tom").post(address, {}).headers["Location"] == "/mine"
    assert [row.person for row in Presence.objects.all()] == ["p-ada"]


def test_a_restricted_incident_tells_nobody_who_looks(
    company: Company, visitor: Visitor
) -> None:
    incident = company.open()
    restrict(incident.id, people=["p-eva"], by=SYSTEM)
    address = f"/incidents/{incident.ref}/presence"
    visitor("eva").post(address, {"doing": "looking"})
    assert visitor("ada").get(address).status_code == 404
    assert visitor("ada").post(address, {}).status_code == 404


def test_it_can_be_switched_off(company: Company, visitor: Visitor) -> None:
    incident = company.open()
    set_option(PRESENCE, False, by=SYSTEM)
    address = f"/incidents/{incident.ref}/presence"
    visitor("ada").post(address, {"doing": "looking"})
    assert not Presence.objects.exists()
