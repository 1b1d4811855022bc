"""Silences by hand: from an alert's labels, after a look at what they cover."""

from datetime import timedelta
from typing import Any

import pytest

from tests.company import MONDAY_9, Company
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.intake.alerts.actions import add_silence
from tocsin.intake.alerts.matching import Matcher
from tocsin.intake.alerts.models import Alert, Silence
from tocsin.intake.alerts.tests.test_suppression import source

pytestmark = pytest.mark.django_db

FORM: dict[str, Any] = {
    "matchers": "alertname=DiskFull\nhost=~db-.*",
    "lasts": "120",
    "holds": "hold",
    "at_end": "raise",
    "comment": "New disk",
}


def alert(host: str, **facts: Any) -> Alert:
    usual: dict[str, Any] = {
        "key": host,
        "title": f"Disk full on {host}",
        "labels": {"alertname": "DiskFull", "host": host},
        "starts_at": MONDAY_9,
        "first_seen_at": MONDAY_9,
        "last_seen_at": MONDAY_9,
    }
    return Alert.objects.create(**(usual | facts))


def test_made_after_a_look_at_what_it_covers(company: Company) -> None:
    one = source("prometheus")
    alert("db-1", source=one), alert("web-1", source=one)
    browser = company.client("ben")
    prefilled = browser.get(
        "/silences/new", {"matchers": 'alertname="DiskFull",host="a, b"'}
    )
    written = prefilled.content.decode()
    assert "alertname=&quot;DiskFull&quot;\nhost=&quot;a, b&quot;" in written
    looked = browser.post("/silences/new", FORM | {"verb": "look"}).content.decode()
    assert "1 alert stands that fits" in looked
    assert "Disk full on db-1" in looked
    assert "Disk full on web-1" not in looked
    assert not Silence.objects.exists()
    made = browser.post("/silences/new", FORM)
    silence = Silence.objects.get()
    assert made.headers["Location"] == f"/silences/{silence.uuid}"
    assert silence.ends_at == MONDAY_9 + timedelta(hours=2)
    assert (silence.made_by, silence.comment) == ("p-ben", "New disk")
    shown = browser.get(f"/silences/{silence.uuid}").content.decode()
    assert "Disk full on db-1" in shown
    listed = browser.get("/silences").content.decode()
    assert "DiskFull" in listed


def test_ended_and_made_again(company: Company) -> None:
    browser = company.client("ada")
    browser.post("/silences/new", FORM)
    silence = Silence.objects.get()
    page = f"/silences/{silence.uuid}"
    ended = browser.post(page, {"why": "Done"})
    assert ended.status_code == 302
    assert browser.post(page, {}).status_code == 409
    assert "New disk" in browser.get("/silences?state=expired").content.decode()
    again = browser.post(f"{page}/change", FORM | {"lasts": "60"})
    assert again.headers["Location"] != page
    assert Silence.objects.count() == 2


def test_what_is_wrong_is_told_where_it_was_written(company: Company) -> None:
    browser = company.client("ada")
    for flaw in ({"matchers": "host"}, {"lasts": ""}, {"matchers": ""}):
        refused = browser.post("/silences/new", FORM | flaw)
        assert refused.status_code == 422
        assert "New disk" in refused.content.decode(), "nothing typed is lost"
    assert not Silence.objects.exists()


def test_auditors_look_and_requesters_do_not(company: Company) -> None:
    silence = add_silence(
        by=SYSTEM,
        matchers=[Matcher("a", "b")],
        ends_at=MONDAY_9 + timedelta(hours=1),
    )
    page = f"/silences/{silence.uuid}"
    auditor = company.client("eva")
    assert "Expire it now" not in auditor.get(page).content.decode()
    assert auditor.post(page).status_code == 403
    assert auditor.get("/silences/new").status_code == 403
    assert company.client("tom").get(page).status_code == 302
    assert auditor.get("/silences/nope").status_code == 404
