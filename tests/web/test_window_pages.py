"""Maintenance: planned with a look ahead, extended and ended, seen on a calendar."""

from datetime import timedelta
from typing import Any

import pytest

from tests.company import MONDAY_9, Company
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.intake.alerts.actions import add_silence
from tocsin.intake.alerts.clockwork import listen_to_sources
from tocsin.intake.alerts.matching import Matcher
from tocsin.intake.alerts.planned import Occurrence, Window
from tocsin.intake.correlation.tests.life import Teller
from tocsin.intake.events.models import Source
from tocsin.kernel import clock

pytestmark = pytest.mark.django_db

FORM: dict[str, Any] = {
    "name": "New disk",
    "services": ["database"],
    "reach": "users",
    "begins": "2026-03-02T22:00",
    "ends": "2026-03-03T06:00",
    "zone": "Europe/Berlin",
    "repeats": "weekly",
    "holds": "hold",
    "at_end": "raise",
}


def test_planned_after_a_look_ahead(company: Company) -> None:
    browser = company.client("ben")
    ahead = browser.post("/windows/new", FORM | {"verb": "foresee"})
    text = ahead.content.decode()
    assert ahead.status_code == 200
    assert "The next eight weeks" in text
    assert "2 Mar 2026, 21:00" in text, "in the reader's zone"
    assert "Checkout" in text, "what depends on the database"
    assert not Window.objects.exists()
    made = browser.post("/windows/new", FORM)
    window = Window.objects.get()
    assert made.headers["Location"] == f"/windows/{window.pk}"
    assert (window.minutes, window.rule) == (480, "FREQ=WEEKLY;BYDAY=MO")
    shown = browser.get(f"/windows/{window.pk}").content.decode()
    assert "Planned" in shown
    listed = browser.get("/windows").content.decode()
    assert "New disk" in listed


def test_the_form_holds_what_was_planned(company: Company) -> None:
    browser = company.client("ben")
    told = FORM | {
        "repeats": "own",
        "rule": "FREQ=WEEKLY;BYDAY=MO;UNTIL=20260601",
        "matchers": 'host=~"db-.*"\nseverity!=info',
        "watchers": "ada",
        "remind_minutes": "30",
        "holds": "record",
    }
    browser.post("/windows/new", told)
    window = Window.objects.get()
    assert window.keeps_recording
    form = browser.get(f"/windows/{window.pk}/change").context["form"]
    assert form.initial["repeats"] == "weekly", "few words say all of it"
    assert form.initial["last"] == "2026-06-01"
    sent = {name: value for name, value in form.initial.items() if value is not None}
    answer = browser.post(f"/windows/{window.pk}/change", sent)
    assert answer.status_code == 302, answer.context["form"].errors
    again = Window.objects.get()
    for name in ("rule", "matchers", "watchers", "begins", "minutes", "remind_minutes"):
        assert getattr(again, name) == getattr(window, name), name


def test_extended_and_ended_by_buttons(company: Company, hands: clock.Hands) -> None:
    browser = company.client("ada")
    browser.post(
        "/windows/new",
        FORM
        | {
            "begins": "2026-03-02T10:00",
            "zone": "UTC",
            "ends": "2026-03-02T11:00",
            "repeats": "once",
        },
    )
    window = Window.objects.get()
    hands.forward(minutes=90)
    assert "Open now" in browser.get("/windows").content.decode()
    browser.post(f"/windows/{window.pk}", {"verb": "extend", "minutes": "45"})
    held = Occurrence.objects.get()
    assert held.ends_at == MONDAY_9 + timedelta(hours=2, minutes=45)
    browser.post(f"/windows/{window.pk}", {"verb": "end", "why": "Done."})
    held.refresh_from_db()
    assert held.ends_at == clock.now()
    over = browser.post(f"/windows/{window.pk}", {"verb": "extend"})
    assert over.status_code == 409
    assert "neither open nor planned" in over.content.decode()
    assert "New disk" in browser.get("/windows?state=over").content.decode()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"ends": "2026-03-02T21:00"}, "It ends after it begins."),
        ({"begins": "soon"}, "A day and a time"),
        ({"matchers": "nonsense"}, "bad matcher format"),
        ({"watchers": "nobody"}, "Nobody here is called nobody."),
        ({"services": []}, "Name services"),
        ({"repeats": "own", "rule": "FREQ=HOURLY"}, "FREQ is one of"),
    ],
)
def test_what_is_wrong_is_said(
    company: Company, sent: dict[str, Any], said: str
) -> None:
    answer = company.client("ben").post("/windows/new", FORM | sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Window.objects.exists()


def test_windows_and_silences_on_a_calendar(company: Company) -> None:
    browser = company.client("grace")
    browser.post("/windows/new", FORM)
    add_silence(
        by=SYSTEM,
        matchers=[Matcher("host", "db-1")],
        ends_at=MONDAY_9 + timedelta(days=2),
        comment="Waiting for a disk",
    )
    month = browser.get("/windows/calendar?on=2026-03-02").content.decode()
    assert month.count("New disk") >= 9, "each goes over midnight"
    assert "Waiting for a disk" in month
    week = browser.get("/windows/calendar?view=week&on=2027-03-01").content.decode()
    assert "New disk" in week, "far ahead it is computed"


def test_who_looks_and_who_plans(company: Company) -> None:
    company.client("ben").post("/windows/new", FORM)
    number = Window.objects.get().pk
    auditor = company.client("eva")
    assert auditor.get(f"/windows/{number}").status_code == 200
    assert auditor.get("/windows/new").status_code == 403
    assert auditor.post(f"/windows/{number}", {"verb": "end"}).status_code == 403
    assert company.client("tom").get("/windows").headers["Location"] == "/mine"


def test_an_alert_says_until_when_it_is_maintenance(
    company: Company, hands: clock.Hands
) -> None:
    browser = company.client("ada")
    told = {"begins": "2026-03-02T09:00", "ends": "2026-03-02T12:00", "zone": "UTC"}
    browser.post("/windows/new", FORM | told | {"repeats": "once"})
    hands.forward(minutes=5)
    teller = Teller()
    teller.tell("db", service="database")
    page = browser.get(f"/alerts/{teller.alert('db').id}").content.decode()
    assert "New disk" in page
    assert "is maintenance until" in page
    shown = browser.get(f"/windows/{Window.objects.get().pk}").context["planned"]
    assert shown.held == 1


def test_an_incident_says_what_lies_beneath_it(company: Company) -> None:
    teller = Teller()
    teller.tell("db", service="database", severity="critical")
    teller.tell("shop", service="checkout")
    ref = company.client("ada").get(f"/alerts/{teller.alert('shop').id}")
    assert "What it depends on failed: database." in ref.content.decode()
    incident = ref.context["incident"]
    page = company.client("ada").get(f"/incidents/{incident.ref}").content.decode()
    assert "What it depends on failed: database." in page


def test_a_source_that_was_regular_is_listed_as_silent(
    company: Company, hands: clock.Hands
) -> None:
    source = Teller().source
    rows = Source.objects.filter(id=source.id)
    for _time in range(50):
        hands.forward(minutes=30)
        rows.update(last_request_at=clock.now())
        listen_to_sources()
    hands.forward(hours=2)
    before = company.client("ada").get("/sources").content.decode()
    assert "silent</span>" not in before
    hands.forward(hours=1)
    told = company.client("ada").get("/sources").content.decode()
    assert "silent</span>" in told
