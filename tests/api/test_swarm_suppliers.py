"""A supplier comes in time or not, is the primary team, and people are free again."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from tests.api.conftest import Callers, code_of
from tests.asked import ask, go_on
from tests.company import Company
from tests.paging import Arrivals
from tocsin.engine.sender import send_due
from tocsin.foundation.accounts.actions import change_person
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.services.actions import change_service
from tocsin.intake.events.actions.sources import add_source
from tocsin.kernel.clock import Hands
from tocsin.register.core.reads.entries import entries_of
from tocsin.register.proving.actions import prove_on
from tocsin.register.work.reads import incident_for
from tocsin.response.major.actions import publish_major_rules
from tocsin.response.major.rules import USUAL
from tocsin.response.swarm import actions
from tocsin.response.swarm.models import Alarm, Guest, Stay, Swarm

pytestmark = pytest.mark.django_db


@pytest.fixture
def swarm(company: Company) -> Swarm:
    cache.clear()
    marc = company.actor("marc")
    incident = company.open()
    made = actions.open_swarm(incident.id, question="Who is it?", by=marc)
    for name in ("ada", "ben", "grace"):
        actions.join(made.ref, by=company.actor(name))
    return made


def let_in(company: Company, swarm: Swarm) -> str:
    told = {"name": "Kenji Mori", "organisation": "PayCo", "hours": "2", "minutes": 10}
    page = company.client("marc").post(f"/swarms/{swarm.ref}/guest", told)
    found = re.search(r"/g/[A-Za-z0-9_-]+", page.content.decode())
    assert found, page.status_code
    return found[0]


def said(swarm: Swarm, kind: str) -> list[dict[str, Any]]:
    told = entries_of([swarm.incident_id])
    return [dict(each.body) for each in told if each.kind == kind]


def late(swarm: Swarm) -> list[dict[str, Any]]:
    found = said(swarm, "swarm_alarmed")
    return [each for each in found if each["alarm"] == "guest_silent"]


def test_who_does_not_come_in_time_is_told_of_once(
    company: Company, swarm: Swarm, hands: Hands
) -> None:
    path = let_in(company, swarm)
    hands.forward(minutes=9, seconds=59)
    actions.advance_swarms()
    assert late(swarm) == []
    hands.forward(seconds=1)
    actions.advance_swarms()
    hands.forward(minutes=5)
    actions.advance_swarms()
    (alarm,) = late(swarm)
    assert alarm["seconds"] == 600
    assert Alarm.objects.filter(name="guest_silent").count() == 1
    page = company.client("marc").get(f"/swarms/{swarm.ref}").content.decode()
    assert "A guest has not come in time" in page
    assert "Guests who have not come" in page
    Client().post(path)
    guest = Guest.objects.get()
    assert guest.answered_at is not None
    answered = [e for e in said(swarm, "invite_answered") if e.get("guest")]
    assert answered[-1]["seconds"] == 900


def test_who_comes_in_time_is_recorded(
    company: Company, swarm: Swarm, hands: Hands, callers: Callers
) -> None:
    path = let_in(company, swarm)
    hands.forward(minutes=3)
    Client().post(path)
    hands.forward(minutes=30)
    actions.advance_swarms()
    assert late(swarm) == []
    (guest,) = callers.read.get(f"/swarms/{swarm.ref}").json()["guests"]
    assert guest["answered_at"] == "2026-03-02T09:03:00Z"
    assert guest["late_at"] is None


def test_a_supplier_is_the_primary_team(
    company: Company, swarm: Swarm, arrivals: Arrivals, callers: Callers
) -> None:
    change_person("p-grace", by=SYSTEM, language="de")
    Client().post(let_in(company, swarm))
    owned_by = incident_for(SYSTEM, swarm.incident_ref).team_id
    there, told = f"/swarms/{swarm.ref}/primary-team", {"why": "Their gateway."}
    unknown = callers.work.post(there, told | {"supplier": "Nobody"})
    assert code_of(unknown) == "swarm_unfit"
    shown = company.client("marc").get(f"/swarms/{swarm.ref}").content.decode()
    assert "<option>PayCo</option>" in shown
    named = callers.work.post(there, told | {"supplier": "payco"}).json()
    assert (named["supplier"], named["primary_team"]) == ("PayCo", owned_by)
    assert incident_for(SYSTEM, swarm.incident_ref).team_id == owned_by
    here = Stay.objects.filter(swarm=swarm, left_at=None)
    guest = Guest.objects.get()
    assert {row.who for row in here} == {"p-marc", "p-ada", f"guest-{guest.pk}"}
    (entry,) = said(swarm, "primary_team_named")
    assert entry["supplier"] == "PayCo"
    assert sorted(entry["released"]) == ["p-ben", "p-grace"]
    page = company.client("ada").get(f"/incidents/{swarm.incident_ref}")
    assert "named PayCo the primary team" in page.content.decode()

    while send_due():
        pass
    thanks = {m.person: m for _c, _b, m in arrivals.came if "help" in m.text}
    assert "p-ben" in thanks
    assert not thanks["p-ben"].loud
    assert "PayCo takes it on" in thanks["p-ben"].text
    assert not thanks["p-ben"].actions


def test_the_calendar_is_busy_while_a_swarm_lasts(
    company: Company, swarm: Swarm, hands: Hands
) -> None:
    ben, anybody = company.client("ben"), Client()
    page = ben.post("/on-call/mine", {"verb": "renew"}, follow=True).content.decode()
    address = (
        "/on-call/calendar/" + page.split("/on-call/calendar/")[1].split(".ics")[0]
    )
    hands.forward(minutes=20)
    told = anybody.get(f"{address}.ics").content.decode()
    assert f"SUMMARY:{swarm.ref} ({swarm.incident_ref})" in told
    assert "TRANSP:OPAQUE" in told
    assert "DTEND:20260302T095000Z" in told, "until it is looked at again"
    marc = company.actor("marc")
    actions.name_primary_team(swarm.ref, "infrastructure", why="Theirs.", by=marc)
    hands.forward(hours=1)
    told = anybody.get(f"{address}.ics").content.decode()
    assert "DTEND:20260302T092000Z" in told, "free since the moment of release"


def test_a_guest_is_forgotten(company: Company, swarm: Swarm, callers: Callers) -> None:
    path = let_in(company, swarm)
    Client().post(path, {"text": "Our gateway is fine"})
    guest = Guest.objects.get()
    there = f"/swarms/{swarm.ref}/guests/{guest.pk}/forget"
    assert code_of(callers.work.post(there)) == "scope_missing"
    assert callers.admin.post(there).status_code == 200
    told = str([each.body for each in entries_of([swarm.incident_id])])
    assert "Kenji" not in told
    assert "Our gateway" not in told
    assert Guest.objects.get().name == "–"
    assert Client().get(path).status_code == 404
    while prove_on():
        pass


@pytest.mark.django_db(transaction=True)
def test_what_is_lost_stands_in_the_room(company: Company, hands: Hands) -> None:
    """Ten orders a minute came for an hour, two come for a quarter of an hour: what is
    missing is worth 4 EUR each. The figures come by HTTP, as the shop sends them."""
    _shop, key = add_source("Shop", "generic", by=SYSTEM)
    change_service("checkout", by=SYSTEM, users=1200)
    per = {"per": "minute", "price": 4, "currency": "EUR"}
    figure = {"service": "checkout", "source": "shop", "series": "orders", **per}
    publish_major_rules({**USUAL, "figures": [figure]}, by=SYSTEM, why="Tried.")

    def sells(orders: int, minutes: int, every: int) -> None:
        for _minute in range(0, minutes, every):
            told = ask(f"/in/{key}/figures", f"orders {orders}".encode())
            assert told.status == 202
            hands.forward(minutes=every)

    sells(10, 60, 10)
    incident = company.open()
    made = actions.open_swarm(
        incident.id, question="Who is it?", by=company.actor("marc")
    )
    sells(2, 15, 1)
    go_on()
    page = company.client("marc").get(f"/swarms/{made.ref}").content.decode()
    assert "480 EUR" in page, "(10 − 2) × 15 × 4"
    assert "1,200" in page
    record = company.client("marc").get(f"/incidents/{incident.ref}")
    assert record.status_code == 200
