"""The account in the envelope: opens once, past everything, and everybody sees it."""

import re

import pytest
from django.test import Client

from tests.company import Company
from tests.web.conftest import Visitor
from tocsin.foundation.accounts.actions import deactivate, seal_break_glass
from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.options import FACTOR_DAYS, FACTOR_OF, SIGN_IN_BY
from tocsin.foundation.accounts.reads import people
from tocsin.foundation.accounts.refusals import (
    LastAdministrator,
    NobodyAdministers,
    NotAllowed,
)
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.audit.models import Change
from tocsin.foundation.config.actions import set_option
from tocsin.foundation.mail.models import Mail

pytestmark = pytest.mark.django_db
OPENED = b"The break-glass account was opened"


def enter(client: Client, secret: str) -> bool:
    client.post("/sign-in", {"login": "break-glass", "password": secret})
    return "_auth_user_id" in client.session


def test_it_opens_once_and_every_administrator_is_told(
    company: Company, visitor: Visitor
) -> None:
    secret = seal_break_glass(by=SYSTEM)
    assert re.fullmatch(r"([a-z2-9]{4}-){7}[a-z2-9]{4}", secret)
    root = visitor("root")
    assert OPENED not in root.get("/").content
    client = Client()
    assert enter(client, secret)
    assert client.get("/settings/audit").status_code == 200
    assert not enter(Client(), secret), "the secret is spent"
    assert OPENED in root.get("/").content
    assert OPENED in client.get("/").content
    assert OPENED not in visitor("grace").get("/").content
    assert Mail.objects.get(kind="break_glass").address == "root@shop.example"
    last = Change.objects.get(verb="break-glass opened")
    assert last.after == {"from": "127.0.0.1"}

    fresh = seal_break_glass(by=SYSTEM)
    assert OPENED not in root.get("/").content
    assert client.get("/settings/audit").status_code == 302, "they are out"
    assert enter(Client(), fresh)


def test_it_opens_past_the_provider_and_past_second_factors(company: Company) -> None:
    secret = seal_break_glass(by=SYSTEM)
    set_option(SIGN_IN_BY, "provider", by=SYSTEM, why="Tried.")
    set_option(FACTOR_OF, "roles", by=SYSTEM, why="Tried.")
    set_option(FACTOR_DAYS, 0, by=SYSTEM, why="Tried.")
    client = Client()
    assert enter(client, secret)
    assert client.get("/settings/options").status_code == 200
    other = Client()
    told = other.post(
        "/sign-in", {"login": "root", "password": "correct-battery-staple-2026"}
    )
    assert b"Passwords and passkeys open nothing here" in told.content
    assert "_auth_user_id" not in other.session


def test_who_came_in_by_it_seals_it_anew(company: Company) -> None:
    client = Client()
    enter(client, seal_break_glass(by=SYSTEM))
    page = client.post("/settings/break-glass", {"why": "In the safe."})
    assert page["Cache-Control"] == "no-store"
    shown = re.search(r"([a-z2-9]{4}-){7}[a-z2-9]{4}", page.content.decode())
    assert shown
    assert enter(Client(), shown[0])


def test_an_administrator_shows_that_it_is_they_before_sealing(
    company: Company, visitor: Visitor
) -> None:
    answer = visitor("root").post("/settings/break-glass", {"why": "Stolen."})
    assert str(answer["Location"]).startswith("/sign-in/again")
    for name in ("grace", "eva", "tom"):
        assert visitor(name).get("/settings/break-glass").status_code == 403
        with pytest.raises(NotAllowed):
            seal_break_glass(by=company.actor(name))
    assert not Person.objects.filter(username="break-glass").exists()


def test_it_holds_no_factors_of_its_own(company: Company) -> None:
    client = Client()
    enter(client, seal_break_glass(by=SYSTEM))
    client.get("/signing-in/app")
    assert client.post("/signing-in/app", {"code": "1"}).status_code == 403


def test_it_is_nobodys_colleague_and_no_last_administrator(company: Company) -> None:
    seal_break_glass(by=SYSTEM)
    assert "break-glass" not in {each.username for each in people(limit=100)}
    with pytest.raises(LastAdministrator):
        deactivate("p-root", by=SYSTEM)


def test_somebody_administers_before_it_is_sealed(db: None) -> None:
    with pytest.raises(NobodyAdministers):
        seal_break_glass(by=SYSTEM)
