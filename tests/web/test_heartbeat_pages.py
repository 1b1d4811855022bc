"""Heartbeats on the desk: added, read, paused, deleted; who may not is told so."""

from datetime import timedelta
from typing import Any

from django.test import Client

from tests.asked import go_on, stored
from tests.company import Company
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.intake.heartbeats.actions.keeping import add_heartbeat
from tocsin.intake.heartbeats.models import Heartbeat
from tocsin.intake.heartbeats.reads import key_of
from tocsin.kernel import clock

FORM: dict[str, Any] = {
    "name": "Nightly backup",
    "service": "database",
    "cron": "0 3 * * *",
    "zone": "Europe/Berlin",
    "grace": "15m",
    "severity": "critical",
}


def words(browser: Client, address: str) -> str:
    return browser.get(address).content.decode()


def test_a_lead_adds_one_and_finds_what_to_paste(company: Company) -> None:
    ada = company.client("ada")
    assert "Nothing is listened for yet" in words(ada, "/heartbeats")
    answer = ada.post("/heartbeats/new", FORM, follow=True)
    page, beat = answer.content.decode(), Heartbeat.objects.get()
    assert f"/hb/{key_of(beat)}/$?" in page
    assert (beat.cron, beat.period, beat.service) == ("0 3 * * *", None, "database")
    grace = company.client("grace")
    assert key_of(beat) not in words(grace, f"/heartbeats/{beat.slug}")
    assert "Nightly backup" in words(grace, "/heartbeats")


def test_what_was_heard_is_read_there(
    company: Company, folds: None, hands: clock.Hands
) -> None:
    beat, _key = add_heartbeat("Sync", by=SYSTEM, period=timedelta(minutes=5))
    stored(beat.source, "hb", f"{beat.id}/3", b"<b>no space</b> left")
    go_on()
    page = words(company.client("grace"), f"/heartbeats/{beat.slug}")
    assert "It said itself that it failed." in page
    assert "&lt;b&gt;no space&lt;/b&gt; left" in page
    for state, fits in (("down", True), ("up", False)):
        listed = words(company.client("grace"), f"/heartbeats?state={state}")
        assert ("Sync" in listed) is fits


def test_what_cannot_be_is_told_and_nothing_typed_is_lost(company: Company) -> None:
    root = company.client("root")
    answer = root.post("/heartbeats/new", FORM | {"cron": "61 3 * * *"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "cron cannot be 61 3 * * *." in page
    assert "Nightly backup" in page
    wrong = root.post("/heartbeats/new", FORM | {"grace": "soon"}).content.decode()
    assert "A length such as 90s" in wrong
    assert not Heartbeat.objects.exists()


def test_changed_paused_resumed_given_a_new_key_and_deleted(company: Company) -> None:
    root = company.client("root")
    root.post("/heartbeats/new", FORM)
    beat = Heartbeat.objects.get()
    address, key = f"/heartbeats/{beat.slug}", key_of(beat)
    changed = FORM | {"cron": "", "period": "1h30m"}
    assert root.post(f"{address}/change", changed).status_code == 302
    root.post(address, {"verb": "pause", "why": "moved"})
    beat.refresh_from_db()
    assert (beat.period, beat.state) == (timedelta(minutes=90), "paused")
    root.post(address, {"verb": "resume"})
    root.post(address, {"verb": "rotate"})
    beat.refresh_from_db()
    assert (beat.state, key_of(beat) == key) == ("new", False)
    for name in ("ben", "grace"):
        assert company.client(name).post(address, {"verb": "delete"}).status_code == 403
    root.post(address, {"verb": "delete"})
    assert not Heartbeat.objects.exists()
