"""How somebody is reached, on the pages: a way added, shown to be theirs, used."""

import re

import pytest

from tests.company import Company
from tests.paging import Arrivals
from tocsin.engine.sender import send_due
from tocsin.foundation.accounts.actions import join_team
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.notify.models import Method, Page, Step
from tocsin.foundation.notify.pages import Wanted, send_pages
from tocsin.kernel import clock

pytestmark = pytest.mark.usefixtures("arrivals")


def _send() -> None:
    while send_due():
        pass


def _code(arrivals: Arrivals) -> str:
    found = re.search("[0-9]{6}", arrivals.last.subject)
    assert found
    return found[0]


def test_a_way_is_used_once_its_code_was_typed(
    company: Company, arrivals: Arrivals, hands: clock.Hands
) -> None:
    ada = company.client("ada")
    added = ada.post(
        "/me/reached",
        {"verb": "add", "channel": "push", "address": "phone", "label": "Mine"},
    )
    assert added.status_code == 302
    _send()
    row = Method.objects.get()
    assert (row.person, row.is_loud, row.verified_at) == ("p-ada", True, None)
    assert arrivals.to == ["push:phone"]

    typed = {"verb": "verify", "number": row.id}
    wrong = ada.post("/me/reached", typed | {"code": "000000"})
    assert wrong.status_code == 422
    right = ada.post("/me/reached", typed | {"code": _code(arrivals)})
    assert right.status_code == 302
    row.refresh_from_db()
    assert row.verified_at == clock.now()

    send_pages([Wanted("p-ada", "x", incident_id=1, ref="INC-1")], now=clock.now())
    _send()
    assert sorted(arrivals.to[1:]) == ["mail:ada@shop.example", "push:phone"]


def test_after_five_wrong_codes_the_right_one_is_of_no_use(
    company: Company, arrivals: Arrivals, hands: clock.Hands
) -> None:
    ada = company.client("ada")
    ada.post("/me/reached", {"verb": "add", "channel": "push", "address": "phone"})
    _send()
    number, code = Method.objects.get().id, _code(arrivals)
    for wrong in ("1", "2", "3", "4", "5"):
        ada.post("/me/reached", {"verb": "verify", "number": number, "code": wrong})
    sent = {"verb": "verify", "number": number, "code": code}
    assert ada.post("/me/reached", sent).status_code == 422
    again = {"verb": "code", "number": number}
    assert ada.post("/me/reached", again).status_code == 429, "one a minute"
    hands.forward(minutes=1)
    assert ada.post("/me/reached", again).status_code == 302
    _send()
    sent["code"] = _code(arrivals)
    assert ada.post("/me/reached", sent).status_code == 302


def test_steps_quiet_hours_and_wishes_are_kept(company: Company) -> None:
    ada = company.client("ada")
    sent = {"verb": "step", "urgency": "loud", "method": "0", "minutes": "5"}
    assert ada.post("/me/reached", sent).status_code == 302
    step = Step.objects.get()
    assert (step.person, step.urgency, step.method) == ("p-ada", "loud", None)
    hours = {"verb": "quiet", "begins": "22:00", "ends": "07:00", "days": ["0", "4"]}
    assert ada.post("/me/reached", hours).status_code == 302
    page = ada.get("/me/reached").content.decode()
    assert "after 5 min" in page
    assert "22:00 – 07:00" in page
    ada.post("/me/reached", {"verb": "unstep", "urgency": "loud", "number": "0"})
    ada.post("/me/reached", {"verb": "unquiet", "number": "0"})
    assert not Step.objects.exists()
    assert "22:00" not in ada.get("/me/reached").content.decode()


def test_a_test_goes_the_same_way(company: Company, arrivals: Arrivals) -> None:
    ada = company.client("ada")
    assert ada.post("/me/reached", {"verb": "test", "number": "0"}).status_code == 302
    _send()
    assert arrivals.to == ["mail:ada@shop.example"]
    assert arrivals.last.subject == "Tocsin reaches you here"


def test_leads_look_and_administrators_set_up(company: Company) -> None:
    join_team("infrastructure", "p-ben", by=SYSTEM)
    address = "/people/p-ben/reached"
    assert company.client("ada").get(address).status_code == 200
    assert company.client("root").get(address).status_code == 200
    assert company.client("grace").get(address).status_code == 403
    sent = {"verb": "manner"}
    assert company.client("ada").post(address, sent).status_code == 403
    assert company.client("root").post(address, sent).status_code == 302


def test_a_lead_sees_whom_nothing_loud_reaches(company: Company) -> None:
    join_team("infrastructure", "p-ben", by=SYSTEM)
    Method.objects.create(
        person="p-ada",
        channel="push",
        address="phone",
        is_loud=True,
        added_at=clock.now(),
        verified_at=clock.now(),
    )
    page = company.client("ada").get("/teams/infrastructure/reached").content.decode()
    assert page.index(">Ben<") < page.index(">Ada<")
    assert "none verified" in page


def test_the_log_tells_what_became_of_a_page(
    company: Company, arrivals: Arrivals
) -> None:
    incident = company.open()
    arrivals.fail("ada@shop.example", "550 unknown", permanent=True)
    why = {"schedule": "Infrastructure", "level": 1}
    wanted = Wanted("p-ada", "x", incident_id=incident.id, ref=incident.ref, why=why)
    send_pages([wanted], now=clock.now())
    _send()
    number = Page.objects.get().id
    listed = company.client("root").get("/settings/pages?state=failed")
    assert f"/pages/{number}" in listed.content.decode()
    told = company.client("ada").get(f"/pages/{number}").content.decode()
    assert "you are on call in Infrastructure" in told
    assert "550 unknown" in told
    of_incident = company.client("grace").get(f"/incidents/{incident.ref}/pages")
    assert ">Ada<" in of_incident.content.decode()
    assert company.client("ben").get(f"/pages/{number}").status_code == 404
    assert company.client("tom").get(f"/pages/{number}").status_code == 404
