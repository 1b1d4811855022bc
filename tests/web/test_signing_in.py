"""A second factor as somebody lives with it: set up, asked for, lost, reset."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client

from tests.company import PASSWORD, Company
from tests.web.conftest import Visitor
from tocsin.foundation.accounts.options import FACTOR_OF
from tocsin.foundation.accounts.reads import codes_left, has_second_factor
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.audit.models import Change
from tocsin.foundation.config.actions import set_option
from tocsin.foundation.mail.models import Mail
from tocsin.kernel import clock

pytestmark = pytest.mark.django_db


def code(secret: str, steps: int = 0) -> str:
    """What an app shows for this secret, so many steps from now, by the real clock."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps)))


def enter(client: Client, name: str) -> str:
    """Where somebody is led after their name and password."""
    answer = client.post("/sign-in", {"login": name, "password": PASSWORD})
    return str(answer.headers.get("Location", ""))


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def again(client: Client, address: str) -> None:
    """Shows by password that it is they, as a page that changes their factors asks."""
    answer = client.get(address)
    assert str(answer["Location"]).startswith("/sign-in/again?next=")
    answer = client.post(answer["Location"], {"password": PASSWORD})
    assert answer["Location"] == address


def set_up(client: Client) -> tuple[str, list[str]]:
    """An app is set up; gives its secret and the recovery codes."""
    again(client, "/signing-in/app")
    page = client.get("/signing-in/app").content.decode()
    found = re.search(r'class="secret">([A-Z2-7 ]+)<', page)
    assert found
    secret = found[1].replace(" ", "")
    page = client.post("/signing-in/app", {"code": code(secret)}).content.decode()
    return secret, re.findall(r"<code>([\d-]+)</code>", page)


def test_an_app_is_set_up_and_asked_for(company: Company) -> None:
    client = Client()
    assert enter(client, "ada") == "/"
    secret, codes = set_up(client)
    assert len(codes) == 10
    assert all(re.fullmatch(r"(\d{5}-){3}\d{5}", each) for each in codes)
    assert has_second_factor(company.ada)

    client = Client()
    assert enter(client, "ada") == "/sign-in/second-factor"
    assert not is_in(client), "the password alone opens nothing"
    assert client.get("/mine").status_code == 302
    client.post("/sign-in/second-factor", {"code": "000000"})
    assert not is_in(client)
    spent = code(secret, 1)
    answer = client.post("/sign-in/second-factor", {"code": spent})
    assert answer["Location"] == "/"
    assert is_in(client)

    client = Client()
    enter(client, "ada")
    held = Authenticator.objects.get(user=company.ada, type="totp")
    # What allauth remembers for a step has passed, and the code would still fit.
    cache.delete(held.wrap()._get_used_cache_key(spent))
    page = client.post("/sign-in/second-factor", {"code": spent})
    assert b"This code has been used" in page.content
    assert not is_in(client), "a code opens once"


def test_a_recovery_code_opens_once(company: Company) -> None:
    client = Client()
    enter(client, "ada")
    _secret, codes = set_up(client)
    for is_opened in (True, False):
        client = Client()
        enter(client, "ada")
        client.post("/sign-in/second-factor", {"code": codes[3]})
        assert is_in(client) is is_opened
    assert codes_left(company.ada) == 9


def test_codes_are_shown_once_and_renewed(company: Company) -> None:
    client = Client()
    enter(client, "ada")
    _secret, codes = set_up(client)
    shown = client.get("/signing-in").content.decode()
    assert "10 codes are left" in shown
    assert not any(each in shown for each in codes)
    answer = client.post("/signing-in/codes")
    assert answer["Cache-Control"] == "no-store"
    fresh = re.findall(r"<code>([\d-]+)</code>", answer.content.decode())
    assert len(fresh) == 10
    assert not set(fresh) & set(codes)


def test_nothing_that_opens_lies_open_in_the_database(company: Company) -> None:
    client = Client()
    enter(client, "ada")
    again(client, "/signing-in/app")
    client.get("/signing-in/app")
    pending = client.session["factors.pending"]
    assert not re.fullmatch(r"[A-Z2-7]{32}", pending)
    secret, codes = set_up_again(client)
    told = str(list(Authenticator.objects.values_list("data", flat=True)))
    told += str(list(Change.objects.values_list("before", "after")))
    assert secret not in told
    assert not any(each.replace("-", "") in told for each in codes)
    assert "factors.pending" not in client.session


def set_up_again(client: Client) -> tuple[str, list[str]]:
    """Goes on where a secret is pending already."""
    page = client.get("/signing-in/app").content.decode()
    found = re.search(r'class="secret">([A-Z2-7 ]+)<', page)
    assert found
    secret = found[1].replace(" ", "")
    page = client.post("/signing-in/app", {"code": code(secret)}).content.decode()
    return secret, re.findall(r"<code>([\d-]+)</code>", page)


def test_the_drawing_is_of_our_own_origin(company: Company) -> None:
    client = Client()
    enter(client, "ada")
    assert client.get("/signing-in/app.svg").status_code == 404, "nothing is pending"
    again(client, "/signing-in/app")
    page = client.get("/signing-in/app")
    assert b'src="/signing-in/app.svg"' in page.content
    drawing = client.get("/signing-in/app.svg")
    assert drawing["Content-Type"] == "image/svg+xml"
    assert drawing["Cache-Control"] == "no-store"
    assert b"<svg" in drawing.content
    assert b"script" not in drawing.content


def test_a_wrong_code_sets_nothing_up(company: Company) -> None:
    client = Client()
    enter(client, "ada")
    again(client, "/signing-in/app")
    client.get("/signing-in/app")
    answer = client.post("/signing-in/app", {"code": "12 34 56"})
    assert answer.status_code == 422
    assert not has_second_factor(company.ada)


def test_removing_asks_again_who_it_is(company: Company, visitor: Visitor) -> None:
    client = Client()
    enter(client, "ada")
    set_up(client)
    held = Authenticator.objects.get(user=company.ada, type="totp")
    stolen = visitor("ada")
    answer = stolen.post(f"/signing-in/factors/{held.pk}")
    assert str(answer["Location"]).startswith("/sign-in/again")
    assert has_second_factor(company.ada)
    assert client.post(f"/signing-in/factors/{held.pk}").status_code == 302
    assert not Authenticator.objects.filter(user=company.ada).exists(), "codes go too"
    kinds = Change.objects.filter(subject="person:p-ada").values_list("verb", flat=True)
    assert {"second factor added", "second factor removed"} <= set(kinds)


def test_nobody_removes_what_is_anothers(company: Company) -> None:
    ada, ben = Client(), Client()
    enter(ada, "ada")
    set_up(ada)
    enter(ben, "ben")
    again(ben, "/signing-in/codes")
    held = Authenticator.objects.get(user=company.ada, type="totp")
    assert ben.get(f"/signing-in/factors/{held.pk}").status_code == 404
    assert ben.post(f"/signing-in/factors/{held.pk}").status_code == 404
    assert ben.post("/signing-in/codes").status_code == 409, "he has none"
    assert has_second_factor(company.ada)


def test_five_wrong_codes_close_the_door(company: Company) -> None:
    client = Client()
    enter(client, "ada")
    secret, _codes = set_up(client)
    client = Client()
    enter(client, "ada")
    for wrong in range(5):
        client.post("/sign-in/second-factor", {"code": f"99999{wrong}"})
    client.post("/sign-in/second-factor", {"code": code(secret, 1)})
    assert not is_in(client), "the sixth is not even looked at"


def test_an_administrator_resets_what_was_lost(
    company: Company, visitor: Visitor
) -> None:
    client = Client()
    enter(client, "ada")
    set_up(client)
    root = visitor("root")
    assert b"Reset the second factors" in root.get("/people/p-ada/signing-in").content
    assert root.post("/people/p-ada/signing-in", {"why": ""}).status_code == 422
    root.post("/people/p-ada/signing-in", {"why": "Phone lost, seen in person."})
    assert not has_second_factor(company.ada)
    last = Change.objects.filter(subject="person:p-ada").latest("id")
    assert (last.verb, last.actor_id) == ("second factors reset", "p-root")
    told = Mail.objects.filter(person="p-ada").order_by("id")
    assert [mail.kind for mail in told] == ["signing_in", "signing_in"]
    assert "An administrator reset" in str(told[1].body)
    assert enter(Client(), "ada") == "/"
    answer = root.post("/people/p-root/signing-in", {"why": "Mine."})
    assert answer.status_code == 403, "nobody resets their own"


@pytest.mark.parametrize(
    ("wanted", "asked"),
    [("nobody", ""), ("administrators", "root"), ("roles", "root grace eva")],
)
def test_of_whom_a_second_factor_is_wanted(
    company: Company, visitor: Visitor, wanted: str, asked: str
) -> None:
    set_option(FACTOR_OF, wanted, by=SYSTEM, why="Tried.")
    told = {
        name
        for name in ("root", "grace", "eva", "ada", "tom")
        if b"A second factor is wanted" in visitor(name).get("/signing-in").content
    }
    assert told == set(asked.split())


def test_days_run_from_when_they_are_first_asked(
    company: Company, visitor: Visitor, hands: clock.Hands
) -> None:
    set_option(FACTOR_OF, "roles", by=SYSTEM, why="Tried.")
    hands.forward(days=30)
    grace = visitor("grace")
    assert grace.get("/").status_code == 200, "the days begin now"
    hands.forward(days=13, hours=23, minutes=59)
    assert grace.get("/").status_code == 200
    hands.forward(minutes=1)
    assert grace.get("/")["Location"] == "/signing-in"
    answer = grace.get("/rows", headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == "/signing-in"
    assert grace.post("/record", {"title": "x"})["Location"] == "/signing-in"
    assert grace.get("/signing-in").status_code == 200
    client = Client()
    enter(client, "grace")
    set_up(client)
    assert client.get("/").status_code == 200
    held = Authenticator.objects.get(user=company.grace, type="totp")
    assert client.post(f"/signing-in/factors/{held.pk}").status_code == 409
    assert has_second_factor(company.grace), "the last one stays"


def test_nobody_asks_for_passkeys_for_ever(company: Company) -> None:
    client = Client()
    asked = {"Accept": "application/json"}
    told = [client.get("/sign-in/passkey", headers=asked) for _ in range(61)]
    assert [each.status_code for each in told] == [200] * 60 + [429]


@pytest.mark.parametrize(
    "answer", ["", "{", "[]", "1", '"x"', "{}", '{"response": []}', '{"id": "a"}']
)
def test_what_is_no_passkey_opens_nothing(company: Company, answer: str) -> None:
    client = Client()
    client.get("/sign-in/passkey", headers={"Accept": "application/json"})
    told = client.post("/sign-in/passkey", {"credential": answer})
    assert told.status_code == 302
    assert not is_in(client)
    enter(client, "ada")
    again(client, "/signing-in/passkey")
    client.get("/signing-in/passkey")
    told = client.post("/signing-in/passkey", {"credential": answer})
    assert told.status_code == 422
    assert not has_second_factor(company.ada)
