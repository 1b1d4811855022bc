"""Deactivating somebody by page: what is theirs, who has it next."""

from tests.company import Company
from tests.web.conftest import Visitor
from tocsin.foundation.accounts.models import Person
from tocsin.register.core.models import Incident
from tocsin.register.work.actions import accept

ADA = "/people/p-ada/leaving"


def test_somebody_is_let_go_and_taken_back(company: Company, visitor: Visitor) -> None:
    incident = accept(company.open().id, by=company.actor("ada"))
    ada, root = visitor("ada"), visitor("root")
    page = root.get(ADA).content.decode()
    assert incident.ref in page
    assert "Infrastructure" in page
    missing = root.post(ADA, {"to": "person"})
    assert missing.status_code == 422
    assert "Name somebody" in missing.content.decode()
    told = {"to": "person", "successor": "grace", "why": "Retired."}
    page = root.post(ADA, told, follow=True).content.decode()
    assert "Handed over: 1 incidents" in page
    assert "Not active any more" in page
    assert Incident.objects.get().owner_id == "p-grace"
    assert ada.get("/more").status_code == 302
    assert "Take them back" in root.get(ADA).content.decode()
    root.post(ADA, {"verb": "reactivate", "why": "Came back."})
    assert Person.objects.get(key="p-ada").is_active


def test_what_was_left_is_handed_over_later(company: Company, visitor: Visitor) -> None:
    accept(company.open().id, by=company.actor("ada"))
    company.ada.is_active = False
    company.ada.save()
    visitor("root").post(ADA, {"to": "duty_manager"})
    found = Incident.objects.get()
    assert (found.owner_id, found.owner_role) == (None, "duty_manager")


def test_a_refusal_keeps_the_form(company: Company, visitor: Visitor) -> None:
    told = {"to": "person", "successor": "tom", "why": "Retired."}
    answer = visitor("root").post(ADA, told)
    assert answer.status_code == 422
    assert "Retired." in answer.content.decode()
    assert Person.objects.get(key="p-ada").is_active
