"""Calendars as people make and read them."""

from datetime import datetime
from typing import Any

from tests.company import Company
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.calendars.reads import calendar_named
from tocsin.foundation.services.actions import change_service

FORM: dict[str, Any] = {
    "name": "Office hours",
    "zone": "Europe/Paris",
    "country": "FR",
    "week_mon": "09:00-12:00, 13:00-18:00",
    "week_fri": "09:00-12:00",
    "days_0_on": "2026-12-24",
    "days_0_name": "Inventory",
    "exceptions_0_from": "2026-05-04",
    "exceptions_0_hours": "10:00-12:00",
    "exceptions_0_why": "Works in the hall",
    "peaks_0_name": "Black Friday",
    "peaks_0_weight": "4",
    "peaks_0_when": "nth",
    "peaks_0_nth": "4",
    "peaks_0_weekday": "thu",
    "peaks_0_month": "11",
    "peaks_0_after": "4",
    "why": "As agreed",
}


def test_a_calendar_is_made_by_form_and_read(company: Company) -> None:
    root, page = company.client("root"), "/calendars/office/change"
    begun = root.post("/calendars", {"name": "office"})
    assert begun.headers["Location"] == page
    seen = root.post(page, {**FORM, "verb": "preview"}).content.decode()
    assert "As it would be" in seen
    assert "09:00–12:00, 13:00–18:00" in seen
    root.post(page, {**FORM, "verb": "publish"})
    held = calendar_named("office")
    assert held.week[0] == ((540, 720), (780, 1080))
    assert [peak.weight for peak in held.peaks] == [4]

    change_service("checkout", calendar="office", by=SYSTEM)
    shown = company.client("grace").get("/calendars/office?year=2026").content.decode()
    for word in ("Inventory", "Works in the hall", "Fête nationale", "Black Friday"):
        assert word in shown, word
    assert '/services/checkout"' in shown
    listed = company.client("grace").get("/calendars").content.decode()
    assert "Office hours" in listed
    again = root.get(page).content.decode()
    assert "09:00-12:00, 13:00-18:00" in again
    assert "Works in the hall" in again


def test_the_form_says_what_it_is_told(company: Company) -> None:
    """Shown and sent again, a calendar stays as it is."""
    root, page = company.client("root"), "/calendars/office/change"
    root.post(page, FORM)
    first = calendar_named("office")
    form = root.get(page).context["form"]
    sent = {f"n_{part}": count for part, count in form.counts.items()}
    for name in form.fields:
        if (value := form[name].value()) is not None:
            sent[name] = value
    answer = root.post(page, sent)
    assert answer.status_code == 302, answer.context["form"].errors
    second = calendar_named("office")
    assert second.version == first.version + 1
    assert (second.week, second.own, second.peaks) == (
        first.week,
        first.own,
        first.peaks,
    )
    assert second.exceptions == first.exceptions


def test_what_is_wrong_is_told_beside_it_and_kept(company: Company) -> None:
    root, page = company.client("root"), "/calendars/office/change"
    wrong = root.post(page, {**FORM, "week_tue": "9 to 5", "subdivision": "XX"})
    text = wrong.content.decode()
    assert wrong.status_code == 422
    assert "Hours are told as 09:00-12:30." in text
    assert "It has these: " in text
    assert "9 to 5" in text
    odd = root.post(page, {**FORM, "exceptions_0_until": "2026-01-01"})
    assert "its end lies before its beginning" in odd.content.decode()
    more = root.post(page, {**FORM, "verb": "more-days"}).content.decode()
    assert 'name="days_9_on"' in more
    assert "Inventory" in more


def test_it_is_drafted_reviewed_and_published_like_others(company: Company) -> None:
    root, page = company.client("root"), "/calendars/office/change"
    drafted = root.post(page, {**FORM, "verb": "draft"})
    assert drafted.headers["Location"] == "/settings/versions/calendar/office/1"
    shown = company.client("grace").get("/calendars/office").content.decode()
    assert "Only drafted" in shown
    root.post("/settings/versions/calendar/office/1", {"verb": "publish"})
    assert calendar_named("office").version == 1
    renewed = root.post(page, {"verb": "renew", "why": "Newer ones"})
    assert renewed.headers["Location"] == "/calendars/office"
    gone = root.post(page, {"verb": "retire", "why": "Nobody works so"})
    assert gone.headers["Location"] == "/calendars"
    assert "Office hours" not in root.get("/calendars").content.decode()


def test_always_is_shown_and_not_changed(company: Company) -> None:
    root = company.client("root")
    assert "all day" in root.get("/calendars/always").content.decode()
    assert root.get("/calendars/always/change").status_code == 409


def test_the_calculator_shows_its_working(company: Company) -> None:
    company.client("root").post("/calendars/office/change", FORM)
    grace = company.client("grace")
    asked = "/calendars/office?start=2026-03-02T11:00&minutes=180"
    answer = grace.get(asked).context["answer"]
    assert answer["end"] == datetime.fromisoformat("2026-03-02T15:00+01:00")
    assert [str(each.length) for each in answer["stretches"]] == ["1:00:00", "2:00:00"]
    text = grace.get(asked).content.decode()
    assert "15:00" in text
    between = grace.get("/calendars/office?start=2026-03-06T11:00&end=2026-03-02T17:00")
    assert str(-between.context["answer"]["working"]) == "3:00:00"
    for wrong in ("start=x&minutes=1", "start=2026-03-02T11:00", "year=0&start="):
        assert grace.get(f"/calendars/office?{wrong}").status_code == 200
    never = grace.get("/calendars/office?start=2026-03-02T11:00&minutes=999999999")
    assert never.status_code == 200
