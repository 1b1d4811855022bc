"""On-call in pages: a lead sets up a schedule, people swap, calendars read it."""

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.company import Company
from tocsin.foundation.accounts.actions import join_team
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.oncall.models import Override, Schedule, Swap
from tocsin.foundation.oncall.reads import on_call
from tocsin.foundation.oncall.tests.rotas import rota
from tocsin.kernel import clock

_ICS = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\n"
_ICS += b"DTSTAMP:20260301T000000Z\r\nDTSTART:20260303T000000Z\r\n"
_ICS += b"DTEND:20260304T000000Z\r\nSUMMARY:grace@shop.example\r\n"
_ICS += b"END:VEVENT\r\nEND:VCALENDAR\r\n"


def _who(text: str) -> list[str]:
    moment = datetime.fromisoformat(text).replace(tzinfo=UTC)
    return [duty.person for duty in on_call(moment)]


@pytest.fixture
def team(company: Company) -> Company:
    """Ben leads Application; Grace is in it."""
    join_team("application", "p-ben", by=SYSTEM, is_lead=True)
    join_team("application", "p-grace", by=SYSTEM)
    return company


def _post(client: Client, page: str, **told: object) -> None:
    answer = client.post(page, told)
    assert answer.status_code == 302, answer.content.decode()


def test_a_lead_sets_up_a_schedule_and_changes_it_for_a_while(team: Company) -> None:
    ben = team.client("ben")
    told = {"name": "Shop", "key": "shop", "team": "application", "rank": 1}
    _post(ben, "/on-call/new", **told, zone="UTC", wanted="")
    layer = {"name": "Weeks", "people": "ben\ngrace", "length": 1, "unit": "weeks"}
    layer |= {"begins_on": "2026-03-02", "hand_over": "09:00", "position": 1}
    _post(ben, "/on-call/shop/layers/new", **layer, windows="")
    assert _who("2026-03-02 10:00") == ["p-ben"]
    span = {"starts_at": "2026-03-03T10:00", "ends_at": "2026-03-03T12:00"}
    _post(ben, "/on-call/shop/override", kind="remove", instead_of="", **span)
    assert _who("2026-03-03 11:00") == []
    shown = ben.get("/on-call").content.decode()
    assert "Gap, 2" in shown
    shown = ben.get("/on-call/shop").content.decode()
    assert "Everybody is taken off" in shown
    number = Override.objects.get().id
    _post(ben, "/on-call/shop", verb="end-override", number=number)
    assert _who("2026-03-03 11:00") == ["p-ben"]
    layer["windows"] = "mon, tue 18:00-08:00"
    _post(ben, "/on-call/shop/layers/layer-1", **layer)
    assert _who("2026-03-03 07:00") == ["p-ben"]
    assert _who("2026-03-03 10:00") == []
    shifts = "grace 2026-03-05T00:00 until 2026-03-06T00:00"
    span = {"starts_at": "2026-03-05T00:00", "ends_at": "2026-03-06T00:00"}
    _post(ben, "/on-call/shop/temporary", shifts=shifts, **span)
    assert _who("2026-03-05 12:00") == ["p-grace"]


def test_what_cannot_be_is_said_beside_the_form(team: Company) -> None:
    ben = team.client("ben")
    rota("p-ben", key="shop")
    layer = {"name": "Weeks", "people": "nobody", "length": 1, "unit": "weeks"}
    layer |= {"begins_on": "2026-03-02", "hand_over": "09:00", "position": 1}
    answer = ben.post("/on-call/shop/layers/new", {**layer, "windows": "someday"})
    assert answer.status_code == 422
    assert "Nobody is known here as nobody" in answer.content.decode()
    assert "As in: mon, tue 18:00-08:00." in answer.content.decode()
    span = {"starts_at": "2026-03-01T10:00", "ends_at": "2026-03-01T12:00"}
    answer = ben.post("/on-call/shop/override", {"kind": "remove", **span})
    assert "What was stays as it was" in answer.content.decode()


def test_somebody_takes_a_shift_of_a_colleagues(team: Company) -> None:
    rota("p-ben", key="shop")
    ben, grace = team.client("ben"), team.client("grace")
    span = {"starts_at": "2026-03-03T10:00", "ends_at": "2026-03-03T12:00"}
    _post(ben, "/on-call/shop/swap", **span, asked_of="", why="School")
    swap = Swap.objects.get()
    assert "School" in grace.get("/on-call/mine").content.decode()
    stranger = team.client("eva")
    page = f"/on-call/swaps/{swap.id}"
    assert stranger.post(page, {"verb": "accept"}).status_code == 403
    assert team.client("tom").post(page, {"verb": "accept"})["Location"] == "/mine"
    _post(grace, page, verb="accept")
    assert _who("2026-03-03 11:00") == ["p-grace"]
    assert grace.post(page, {"verb": "decline"}).status_code == 409
    assert "Grace" in grace.get("/people/p-grace").content.decode()


def test_notes_are_handed_over(team: Company) -> None:
    rota("p-ben", key="shop")
    ben, grace = team.client("ben"), team.client("grace")
    _post(grace, "/on-call/shop", verb="write", text="The queue is slow.")
    assert "The queue is slow." in ben.get("/on-call/mine").content.decode()
    number = Schedule.objects.get().notes.get().id
    _post(ben, "/on-call/shop", verb="read", number=number)
    assert "read by Ben" in grace.get("/on-call/shop").content.decode()
    assert "To be read" not in ben.get("/on-call/mine").content.decode()


def _address(client: Client, page: str) -> str:
    answer = client.post(page, {"verb": "renew"}, follow=True).content.decode()
    return "/on-call/calendar/" + answer.split("/on-call/calendar/")[1].split(".ics")[0]


def test_calendar_programs_read_shifts_at_a_secret_address(team: Company) -> None:
    rota("p-ben", "p-grace", key="shop")
    ben, anybody = team.client("ben"), Client()
    address = _address(ben, "/on-call/mine")
    told = anybody.get(f"{address}.ics")
    assert told["Content-Type"].startswith("text/calendar")
    assert told.content.count(b"BEGIN:VEVENT") == 6
    assert b"SUMMARY:Shop: Ben" in told.content
    again = _address(ben, "/on-call/mine")
    assert anybody.get(f"{address}.ics").status_code == 404
    assert anybody.get(f"{again}.ics").status_code == 200
    whole = _address(ben, "/on-call/shop")
    assert b"SUMMARY:Shop: Grace" in anybody.get(f"{whole}.ics").content
    _post(ben, "/on-call/mine", verb="end")
    assert anybody.get(f"{again}.ics").status_code == 404


def test_an_outside_calendar_is_sent_as_a_file(team: Company) -> None:
    rota(key="shop")
    ben = team.client("ben")
    layer = {"name": "Theirs", "people": "", "length": 1, "unit": "", "position": 1}
    layer |= {"begins_on": "2026-03-02", "hand_over": "09:00", "windows": ""}
    _post(ben, "/on-call/shop/layers/new", **layer)
    file = SimpleUploadedFile("team.ics", _ICS)
    page = "/on-call/shop/layers/layer-1/calendar"
    assert ben.post(page, {"url": "", "file": file}).status_code == 302
    assert _who("2026-03-03 10:00") == ["p-grace"]
    assert ben.post(page, {"url": "ftp://x", "file": ""}).status_code == 422


def test_who_was_on_call_and_what_it_cost(team: Company, hands: clock.Hands) -> None:
    rota("p-ben", "p-grace", key="shop")
    hands.forward(days=14)
    grace = team.client("grace")
    then = grace.get("/on-call/then?at=2026-03-04T12:00").content.decode()
    assert "Ben" in then
    assert "Grace" not in then.split("<tbody>")[1]
    fair = grace.get("/on-call/fairness?days=30").content.decode()
    assert fair.count('<tr><th scope="row">') == 2
    assert '<td class="num">168</td>' in fair


def test_absence_told_on_a_page_moves_shifts_at_once(team: Company) -> None:
    rota("p-ben", key="shop")
    told = {"starts_at": "", "ends_at": "", "stands_in": "grace", "why": ""}
    answer = team.client("ben").post("/people/p-ben/absence", told)
    assert answer.status_code == 302, answer.content.decode()
    assert [duty.person for duty in on_call(clock.now())] == ["p-grace"]
