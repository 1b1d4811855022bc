"""A mail alone sets no password where a second factor stands."""

from django.core.cache import cache
from django.test import Client

from tests.company import Company
from tests.web.test_forgotten_password import FRESH, NEW, ask, link, opened, signs_in
from tests.web.test_signing_in import code, enter, set_up
from tocsin.foundation.accounts.actions.resets import WRONG_CODES
from tocsin.foundation.audit.models import Change


def with_app() -> tuple[str, list[str]]:
    client = Client()
    enter(client, "ada")
    found = set_up(client)
    cache.clear()
    return found


def test_an_app_is_asked_for_too(company: Company) -> None:
    secret, _codes = with_app()
    ask("ada")
    client = opened(link())
    assert "second factor" in client.get(NEW).content.decode()
    assert client.post(NEW, {"password": FRESH}).status_code == 422
    wrong = client.post(NEW, {"password": FRESH, "code": "000000"})
    assert "no code of it" in wrong.content.decode()
    told = {"password": FRESH, "code": code(secret)}
    assert client.post(NEW, told).status_code == 302
    client = Client()
    assert "second-factor" in str(
        client.post("/sign-in", {"login": "ada", "password": FRESH})["Location"]
    )


def test_a_recovery_code_does_as_well_and_once(company: Company) -> None:
    _secret, codes = with_app()
    ask("ada")
    done = opened(link()).post(NEW, {"password": FRESH, "code": codes[0]})
    assert done.status_code == 302
    ask("ada")
    again = opened(link()).post(NEW, {"password": FRESH + "x", "code": codes[0]})
    assert again.status_code == 422


def test_codes_are_not_guessed(company: Company) -> None:
    secret, _codes = with_app()
    ask("ada")
    client = opened(link())
    for _ in range(WRONG_CODES):
        answer = client.post(NEW, {"password": FRESH, "code": "000000"})
        assert answer.status_code == 422
    told = {"password": FRESH, "code": code(secret)}
    assert client.post(NEW, told).status_code == 410
    assert not signs_in("ada", FRESH)
    wrong = Change.objects.filter(verb="reset code was wrong")
    assert wrong.count() == WRONG_CODES
