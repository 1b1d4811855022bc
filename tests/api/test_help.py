"""Help for programs: what is known, reports for people, what became of them."""

import pytest

from tests.api.conftest import Callers, code_of
from tests.company import Company, settle
from tocsin.register.core.models import Incident
from tocsin.response.major.actions import declare_major

pytestmark = pytest.mark.django_db

TOM = {"Tocsin_On_Behalf_Of": "p-tom"}


@pytest.fixture
def outage(company: Company) -> Incident:
    incident = company.open()
    declare_major(incident.id, by=company.actor("marc"), reason="Nobody can order.")
    return incident


def test_a_report_is_attached_answered_and_taken_out(
    company: Company, callers: Callers, outage: Incident
) -> None:
    settle()
    known = callers.intake.get("/help/known", q="checkout").json()["items"]
    assert [each["ref"] for each in known] == [outage.ref]
    assert (known[0]["fits"], known[0]["services"]) == (True, ["checkout"])
    assert "db-primary" not in str(known)

    told = {"text": "I cannot pay", "urgency": 1.0, "known": outage.ref}
    made = callers.intake.post("/help/reports", told, **TOM)
    assert made.status_code == 201, made.content
    report = made.json()
    assert (report["follows"], report["was_there"]) == (outage.ref, False)
    assert "This is known" in report["said"][0]["text"]
    again = callers.work.post("/help/reports", told, **TOM).json()
    assert (again["ref"], again["was_there"]) == (report["ref"], True)

    address = f"/help/reports/{report['ref']}"
    gone = callers.work.post(f"{address}/not-for-me", {"text": "Another"}, **TOM).json()
    assert gone["follows"] == ""
    answered = callers.work.post(f"{address}/answer", {"text": "More"}, **TOM)
    assert answered.json()["said"][-1]["text"] == "More"
    back = callers.work.post(f"{address}/attach", {"known": outage.ref}, **TOM)
    assert back.json()["follows"] == outage.ref
    refused = callers.work.post(f"{address}/works", {}, **TOM)
    assert (refused.status_code, code_of(refused)) == (409, "not_possible_now")


def test_reports_are_of_the_person_behind_the_key(
    company: Company, callers: Callers
) -> None:
    made = callers.work.post("/help/reports", {}, **TOM).json()
    assert "service" in made["flags"]
    rita = {"Tocsin_On_Behalf_Of": "p-rita"}
    shown = callers.work.post(f"/help/reports/{made['ref']}/works", {}, **rita)
    assert shown.status_code == 404
    assert code_of(callers.read.get("/help/reports")) == "reporter_wanted"


def test_a_drill_is_known_among_drills_alone(
    company: Company, callers: Callers
) -> None:
    assert callers.read.get("/help/known").json()["items"] == []
    assert callers.read.get("/help/known", is_drill="true").json()["items"] == []
    told = {"text": "As if", "is_drill": True}
    made = callers.work.post("/help/reports", told, **TOM).json()
    assert Incident.objects.get(ref=made["ref"]).is_drill
