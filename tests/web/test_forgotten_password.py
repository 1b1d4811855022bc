"""A forgotten password, as its owner, a stranger and a thief live it."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from tests.company import PASSWORD, Company, settle
from tests.web.conftest import Visitor
from tocsin.foundation.accounts.actions import (
    change_person,
    deactivate,
    set_password,
)
from tocsin.foundation.accounts.actions.resets import PER_ADDRESS, PER_PERSON
from tocsin.foundation.accounts.models import PasswordReset
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.audit.models import Change
from tocsin.foundation.mail.models import Mail
from tocsin.foundation.mail.reads import sent_parts
from tocsin.kernel import clock

FORGOTTEN, NEW = "/sign-in/forgotten", "/sign-in/new-password"
FRESH = "seven-herons-carry-oatmeal"


def ask(name: str, client: Client | None = None) -> str:
    """What the page says to whoever asks; the engine has answered since."""
    answer = (client or Client()).post(FORGOTTEN, {"login": name})
    settle()
    return re.sub(r'(csrfmiddlewaretoken" value=")\w+', r"\1", answer.content.decode())


def link() -> str:
    """The path in the newest mail with a link."""
    mail = Mail.objects.filter(kind="password-reset").order_by("-id")[0]
    return sent_parts(mail).link.removeprefix("http://localhost:8000")


def opened(path: str) -> Client:
    client = Client()
    assert client.get(path).status_code == 302
    return client


def signs_in(name: str, password: str) -> bool:
    client = Client()
    client.post("/sign-in", {"login": name, "password": password})
    return "_auth_user_id" in client.session


def test_its_owner_sets_a_new_one(company: Company, visitor: Visitor) -> None:
    elsewhere = visitor("ada")
    assert elsewhere.get("/more").status_code == 200
    ask("ada@shop.example")
    client = Client()
    answer = client.get(link())
    assert (answer.status_code, answer["Location"]) == (302, NEW)
    page = client.get(NEW)
    for each in (answer, page):
        assert each["Referrer-Policy"] == "same-origin"
        assert each["Cache-Control"] == "no-store"
    weak = client.post(NEW, {"password": "ada"})
    assert weak.status_code == 422, "the link is not spent by what will not do"
    done = client.post(NEW, {"password": FRESH}, follow=True)
    assert "counts from now on" in done.content.decode()
    assert "_auth_user_id" not in client.session, "nobody is signed in by a link"
    assert signs_in("ada", FRESH)
    assert not signs_in("ada", PASSWORD)
    assert elsewhere.get("/more").status_code == 302, "other sessions have ended"
    told = Mail.objects.filter(kind="password-changed").values_list(
        "address", flat=True
    )
    assert list(told) == ["ada@shop.example"]
    verbs = Change.objects.filter(subject="person:p-ada").values_list("verb", flat=True)
    wanted = {"reset link sent", "reset link used", "password set"}
    assert wanted <= set(verbs)
    path = link()
    assert path.rsplit("/", 1)[1] not in str(list(Change.objects.values_list()))


def test_a_link_opens_once(company: Company) -> None:
    ask("ada")
    path = link()
    first, second = opened(path), opened(path)
    assert first.post(NEW, {"password": FRESH}).status_code == 302
    assert second.post(NEW, {"password": FRESH + "x"}).status_code == 410
    assert second.get(NEW).status_code == 410
    assert signs_in("ada", FRESH)


def test_looking_spends_nothing(company: Company) -> None:
    ask("ada")
    path = link()
    for _ in range(3):
        assert opened(path).get(NEW).status_code == 200


@pytest.mark.parametrize("name", ["nobody", "ada", "gone", "caller", "", "a@b"])
def test_whoever_asks_is_told_the_same(company: Company, name: str) -> None:
    company.ben.username, company.ben.is_active = "gone", False
    company.ben.save()
    company.eva.username = "caller"
    company.eva.set_unusable_password()
    company.eva.save()
    before = Mail.objects.count()
    said = ask(name or " ")
    if name.strip():
        assert said == ask("marc")
    told = Mail.objects.filter(kind="password-reset").exclude(person="p-marc").count()
    assert told == (name == "ada")
    assert Mail.objects.count() - before <= 2
    assert not PasswordReset.objects.exclude(asked_for="").exists()


def test_too_many_from_one_address_are_refused(company: Company) -> None:
    for number in range(PER_ADDRESS):
        ask(f"guess-{number}")
    answer = Client().post(FORGOTTEN, {"login": "guess"})
    assert answer.status_code == 429
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert elsewhere.post(FORGOTTEN, {"login": "ada"}).status_code == 200
    PasswordReset.objects.update(asked_at=clock.real_now() - timedelta(minutes=61))
    assert Client().post(FORGOTTEN, {"login": "ada"}).status_code == 200


def test_nobody_is_flooded_and_nobody_locked_out(company: Company) -> None:
    for _ in range(PER_PERSON + 2):
        ask("ada")
    assert Mail.objects.filter(kind="password-reset").count() == PER_PERSON
    assert signs_in("ada", PASSWORD), "being asked about changes nothing"
    assert Change.objects.filter(verb="reset asked too often").count() == 2


def test_a_link_ends_after_a_day(company: Company) -> None:
    ask("ada")
    ends_at = PasswordReset.objects.get().ends_at
    assert ends_at is not None
    left = ends_at - clock.real_now()
    assert timedelta(hours=23, minutes=59) < left <= timedelta(hours=24)
    client = opened(link())
    PasswordReset.objects.update(ends_at=clock.real_now())
    assert client.get(NEW).status_code == 410
    assert client.post(NEW, {"password": FRESH}).status_code == 410


def test_what_changes_ends_the_links_of_before(company: Company) -> None:
    for change in (
        lambda: set_password("p-ada", FRESH, by=SYSTEM),
        lambda: change_person("p-ada", by=SYSTEM, email="ada@new.example"),
        lambda: deactivate("p-ada", by=SYSTEM),
    ):
        ask("ada")
        client = opened(link())
        change()
        assert client.get(NEW).status_code == 410
    old = Mail.objects.get(kind="address-changed")
    assert old.address == "ada@shop.example", "whoever lost the address is told"


def test_the_host_that_a_request_names_is_in_no_link(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOCSIN_URL", "https://tocsin.shop.example")
    for name in ("Host", "X-Forwarded-Host"):
        Client().post(FORGOTTEN, {"login": "ada"}, headers={name: "localhost"})
    settle()
    for mail in Mail.objects.filter(kind="password-reset"):
        assert sent_parts(mail).link.startswith("https://tocsin.shop.example/sign-in/")


@pytest.mark.parametrize("token", ["x", "é", "0" * 500, "%00"])
def test_a_link_that_was_made_up_opens_nothing(company: Company, token: str) -> None:
    client = opened(f"{NEW}/{token}")
    answer = client.get(NEW)
    assert answer.status_code == 410
    assert "opens nothing" in answer.content.decode()


def test_held_time_gives_no_link_a_longer_life(company: Company) -> None:
    ask("ada")
    client = opened(link())
    company_time = clock.now()
    assert company_time < clock.real_now() - timedelta(days=1)
    assert client.get(NEW).status_code == 200
