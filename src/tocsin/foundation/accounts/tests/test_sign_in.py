import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tocsin.foundation.accounts.actions import (
    add_person,
    deactivate,
    set_password,
)
from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.rules import SYSTEM

pytestmark = pytest.mark.django_db
GOOD = "four unlikely words together"


@pytest.fixture
def ada() -> Person:
    return add_person("ada", by=SYSTEM, password=GOOD, email="ada@example.org")


def enter(client: Client, login: str, password: str = GOOD) -> bool:
    """Whether these two let somebody in."""
    client.post("/sign-in", {"login": login, "password": password})
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("login", ["ada", "ADA", "ada@example.org", "Ada@Example.org"])
def test_name_or_address_and_password_let_in(ada: Person, login: str) -> None:
    assert enter(Client(), login)


def test_nothing_else_lets_in(ada: Person) -> None:
    add_person("tom", by=SYSTEM)
    for login, password in (("ada", "wrong"), ("eve", GOOD), ("tom", ""), ("tom", "!")):
        assert not enter(Client(), login, password)


def test_who_was_deactivated_stays_out(ada: Person) -> None:
    deactivate(ada.key, by=SYSTEM)
    assert not enter(Client(), "ada")


def test_a_new_password_ends_other_sessions(ada: Person) -> None:
    client = Client()
    assert enter(client, "ada")
    set_password(ada.key, GOOD + " again", by=SYSTEM)
    answer = client.get("/sign-in")
    assert not answer.wsgi_request.user.is_authenticated


def test_signing_out_needs_a_post(ada: Person) -> None:
    client = Client()
    enter(client, "ada")
    assert client.get("/sign-out").status_code == 405
    client.post("/sign-out")
    assert "_auth_user_id" not in client.session


def test_five_wrong_passwords_close_the_door_for_everybody(ada: Person) -> None:
    for _attempt in range(5):
        assert not enter(Client(), "ada", "wrong")
    assert not enter(Client(), "ada"), "the sixth is not even looked at"


def test_nobody_signs_up() -> None:
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")
