"""Signing in by a real provider: who comes in, as whom, and with which rights."""

from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from tests.company import PASSWORD, Company
from tests.sso.conftest import Publish, SignIn, is_in, who
from tests.sso.glewlwyd import Glewlwyd
from tocsin.foundation.accounts.actions import (
    change_person,
    deactivate,
    join_team,
    seal_break_glass,
    set_roles,
)
from tocsin.foundation.accounts.models import Person
from tocsin.foundation.accounts.options import FACTOR_DAYS, FACTOR_OF, SIGN_IN_BY
from tocsin.foundation.accounts.reads import actor_of
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.audit.models import Change
from tocsin.foundation.config.actions import set_option
from tocsin.foundation.sso.actions import retire_provider, unlink

pytestmark = pytest.mark.django_db
GIVES = [
    {"group": "it-agents", "roles": ["agent"], "teams": ["service-desk"]},
    {"group": "it-heads", "roles": ["administrator"]},
]


def held(key: str) -> tuple[set[str], set[str]]:
    """The roles and teams of a person."""
    actor = actor_of(Person.objects.get(key=key))
    return set(actor.roles), set(actor.teams)


def test_pkce_state_and_nonce_go_to_the_provider(publish: Publish) -> None:
    client = Client()
    address = client.get(
        "/sign-in/with/company?auth_params=nonce%3Dmine&scope=admin&next=/record"
    )["Location"]
    asked = {name: told[0] for name, told in parse_qs(urlsplit(address).query).items()}
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["nonce"]) >= 32
    assert len(asked["state"]) >= 16
    assert asked["scope"] == "openid"
    assert asked["redirect_uri"].endswith("/sign-in/with/company/back")
    page = client.get("/sign-in?next=/record").content.decode()
    assert 'href="/sign-in/with/company?next=/record"' in page
    assert "Sign in by Company account" in page


def test_who_is_known_by_a_verified_address_comes_in_as_themselves(
    company: Company, running: Glewlwyd, come: SignIn
) -> None:
    running.person("ada.l", "ADA@shop.example", verified=True)
    answer = come("ada.l")
    assert answer["Location"] == "/"
    assert who(answer) == "p-ada"
    linked = SocialAccount.objects.get(user=company.ada)
    assert linked.provider == running.issuer
    assert linked.extra_data == {}, "nothing of what it tells is kept"
    change_person("p-ada", by=SYSTEM, email="elsewhere@shop.example")
    assert who(come("ada.l")) == "p-ada", "by issuer and subject from then on"
    assert SocialAccount.objects.count() == 1
    told = Change.objects.get(subject="person:p-ada", verb="linked")
    assert told.after == {"issuer": running.issuer}


def test_an_address_that_nobody_verified_leads_to_nobody(
    company: Company, running: Glewlwyd, come: SignIn, publish: Publish
) -> None:
    running.person("mallory", "root@shop.example", verified=False)
    answer = come("mallory")
    assert answer.status_code == 403
    assert b"does not vouch for it" in answer.content
    assert not is_in(answer)
    publish(match="any")
    assert who(come("mallory")) == "p-root", "unless the organisation trusts it all"


def test_a_name_leads_to_nobody(
    company: Company, running: Glewlwyd, come: SignIn
) -> None:
    running.person("root", "root@elsewhere.example", verified=True)
    key = who(come("root"))
    made = Person.objects.get(key=key)
    assert key != "p-root"
    assert (made.username, str(made)) == ("Root-2", "Root")
    assert made.email == "root@elsewhere.example"
    assert not made.has_usable_password()
    assert held(key) == (set(), set())


def test_an_unverified_address_is_not_kept(
    company: Company, running: Glewlwyd, come: SignIn
) -> None:
    running.person("nina", "nina@elsewhere.example", verified=False)
    assert Person.objects.get(key=who(come("nina"))).email == ""


def test_nobody_is_made_where_that_is_not_wanted(
    company: Company, running: Glewlwyd, come: SignIn, publish: Publish
) -> None:
    publish(makes_people=False)
    running.person("oscar", "oscar@elsewhere.example", verified=True)
    answer = come("oscar")
    assert answer.status_code == 403
    assert b"nobody here is known to be you" in answer.content
    assert Person.objects.count() == 8


def test_an_address_that_went_to_another_account_leads_to_nobody(
    company: Company, running: Glewlwyd, come: SignIn
) -> None:
    running.person("old.ben", "ben@shop.example", verified=True)
    assert who(come("old.ben")) == "p-ben"
    running.person("old.ben", "gone@shop.example", verified=True)
    running.person("new.ben", "ben@shop.example", verified=True)
    answer = come("new.ben")
    assert answer.status_code == 403
    assert b"signs in as somebody else" in answer.content
    unlink("p-ben", SocialAccount.objects.get(user=company.ben).pk, by=SYSTEM)
    assert who(come("new.ben")) == "p-ben"


def test_who_was_deactivated_stays_out(
    company: Company, running: Glewlwyd, come: SignIn
) -> None:
    running.person("rita", "rita@shop.example", "it-heads", verified=True)
    deactivate("p-rita", by=SYSTEM)
    answer = come("rita")
    assert not is_in(answer)
    assert answer["Location"] == "/sign-in/inactive"
    assert not SocialAccount.objects.exists()


def test_groups_give_and_take_and_hands_stay(
    company: Company, running: Glewlwyd, come: SignIn, publish: Publish
) -> None:
    publish(groups=GIVES)
    join_team("application", "p-tom", by=SYSTEM)
    set_roles("p-tom", ["auditor"], by=SYSTEM)
    running.person("tom", "tom@shop.example", "it-agents", "choir", verified=True)
    come("tom")
    assert held("p-tom") == ({"auditor", "agent"}, {"application", "service-desk"})
    told = Change.objects.filter(subject="person:p-tom", verb="roles set").latest("id")
    assert (told.actor_kind, told.actor_id) == ("system", "sso")
    assert told.why == "Company account: it-agents", "the choir is nobody's business"

    running.person("tom", "tom@shop.example", "it-heads", verified=True)
    come("tom")
    assert held("p-tom") == ({"auditor", "administrator"}, {"application"})
    running.person("tom", "tom@shop.example", verified=True)
    come("tom")
    assert held("p-tom") == ({"auditor"}, {"application"})


def test_what_somebody_had_before_a_group_gave_it_stays(
    company: Company, running: Glewlwyd, come: SignIn, publish: Publish
) -> None:
    publish(groups=GIVES)
    running.person("grace", "grace@shop.example", "it-agents", verified=True)
    come("grace")
    running.person("grace", "grace@shop.example", verified=True)
    come("grace")
    assert held("p-grace") == ({"agent"}, {"service-desk"})


def test_the_last_administrator_keeps_the_role_when_the_group_goes(
    company: Company, running: Glewlwyd, come: SignIn, publish: Publish
) -> None:
    publish(groups=GIVES)
    running.person("eva", "eva@shop.example", "it-heads", "it-agents", verified=True)
    come("eva")
    set_roles("p-root", [], by=SYSTEM)
    running.person("eva", "eva@shop.example", verified=True)
    assert is_in(come("eva"))
    assert held("p-eva") == ({"auditor", "administrator"}, set())


def test_unlinking_takes_what_groups_gave(
    company: Company, running: Glewlwyd, come: SignIn, publish: Publish
) -> None:
    publish(groups=GIVES)
    running.person("tom", "tom@shop.example", "it-agents", verified=True)
    come("tom")
    root = Client()
    root.force_login(company.root)
    linked = SocialAccount.objects.get(user=company.tom)
    page = root.get("/people/p-tom/signing-in").content.decode()
    assert running.issuer in page
    root.post("/people/p-tom/signing-in", {"unlink": linked.pk, "why": "Left."})
    assert held("p-tom") == (set(), set())
    assert not SocialAccount.objects.exists()


def test_by_a_provider_alone(company: Company, running: Glewlwyd, come: SignIn) -> None:
    set_option(SIGN_IN_BY, "provider", by=SYSTEM, why="Tried.")
    client = Client()
    told = client.post("/sign-in", {"login": "ada", "password": PASSWORD})
    assert b"Passwords and passkeys open nothing here" in told.content
    running.person("ada.l", "ada@shop.example", verified=True)
    assert who(come("ada.l")) == "p-ada"
    secret = seal_break_glass(by=SYSTEM)
    client.post("/sign-in", {"login": "break-glass", "password": secret})
    assert client.get("/settings/options").status_code == 200


def test_who_came_by_a_provider_was_asked_there_for_a_second_factor(
    company: Company, running: Glewlwyd, come: SignIn
) -> None:
    set_option(FACTOR_OF, "roles", by=SYSTEM, why="Tried.")
    set_option(FACTOR_DAYS, 0, by=SYSTEM, why="Tried.")
    running.person("grace", "grace@shop.example", verified=True)
    assert come("grace").client.get("/").status_code == 200


def test_the_break_glass_account_is_nobodys_at_a_provider(
    company: Company, running: Glewlwyd, come: SignIn
) -> None:
    seal_break_glass(by=SYSTEM)
    Person.objects.filter(username="break-glass").update(email="bg@shop.example")
    running.person("sly", "bg@shop.example", verified=True)
    assert come("sly").status_code == 403


def test_leaving_leads_to_the_provider_as_well(
    company: Company, running: Glewlwyd, come: SignIn
) -> None:
    running.person("ada.l", "ada@shop.example", verified=True)
    client = come("ada.l").client
    left = client.post("/sign-out")["Location"]
    assert left.startswith("/sign-in/left?by=")
    page = client.get(left).content.decode()
    assert f"{running.issuer}/end_session?client_id=tocsin" in page
    assert (
        "end_session" not in client.get("/sign-in/left?by=https://x").content.decode()
    )


def test_a_retired_provider_lets_nobody_in(company: Company, publish: Publish) -> None:
    retire_provider("company", by=SYSTEM, why="Tried.")
    assert Client().get("/sign-in/with/company").status_code == 404
    assert b"Company account" not in Client().get("/sign-in").content
