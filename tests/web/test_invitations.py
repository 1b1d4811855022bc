"""Invitations: who may send them, and how somebody comes by one."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.company import Company
from tests.web.conftest import Visitor
from tocsin.foundation.accounts.actions import (
    deactivate,
    invite,
    resend_invitation,
    set_roles,
)
from tocsin.foundation.accounts.models import Invitation, Person
from tocsin.foundation.accounts.reads import actor_of, person_called, roles_of
from tocsin.foundation.accounts.refusals import (
    HereAlready,
    InvitedAlready,
    NotAllowed,
    RoleUnknown,
    TeamUnknown,
)
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.audit.models import Change
from tocsin.foundation.mail.models import Mail
from tocsin.foundation.mail.reads import sent_parts
from tocsin.kernel import clock

LIST, WELCOME = "/people/invitations", "/welcome"
NEW = {"email": "zoe@shop.example", "name": "Zoé Martin"}
CHOSEN = {"name": "Zoé", "username": "zoe", "password": "seven-herons-carry-oatmeal"}


def link() -> str:
    mail = Mail.objects.filter(kind="invitation").order_by("-id")[0]
    return sent_parts(mail).link.removeprefix("http://localhost:8000")


def opened(path: str) -> Client:
    client = Client()
    answer = client.get(path)
    assert (answer.status_code, answer["Location"]) == (302, WELCOME)
    assert answer["Referrer-Policy"] == "same-origin"
    return client


def test_somebody_is_invited_and_comes(company: Company, visitor: Visitor) -> None:
    told = NEW | {"roles": ["agent"], "teams": ["application"]}
    page = visitor("root").post(LIST, told, follow=True).content.decode()
    assert "An invitation to zoe@shop.example is on its way" in page
    assert "/welcome/" not in page, "the link is for the invited alone"
    mail = Mail.objects.get(kind="invitation")
    assert (mail.address, mail.subject) == (NEW["email"], "Root invites you to Tocsin")
    client = opened(link())
    assert "zoe@shop.example" in client.get(WELCOME).content.decode()
    weak = client.post(WELCOME, CHOSEN | {"password": "short"})
    assert (weak.status_code, Person.objects.filter(username="zoe").count()) == (422, 0)
    taken = client.post(WELCOME, CHOSEN | {"username": "ADA"})
    assert taken.status_code == 409
    done = client.post(WELCOME, CHOSEN, follow=True)
    assert "Welcome. Sign in" in done.content.decode()
    zoe = person_called("zoe")
    assert zoe is not None
    assert (zoe.email, zoe.name, roles_of(zoe)) == (NEW["email"], "Zoé", ["agent"])
    assert actor_of(zoe).teams == {"application"}
    client.post("/sign-in", {"login": "zoe", "password": CHOSEN["password"]})
    assert client.get("/more").status_code == 200
    assert opened(link()).get(WELCOME).status_code == 410, "it opened once"
    row = Invitation.objects.get()
    verbs = Change.objects.filter(subject=f"invitation:{row.id}").order_by("id")
    assert [each.verb for each in verbs] == ["invited", "accepted"]


def test_a_lead_invites_into_their_own_team_and_to_nothing_else(
    company: Company, visitor: Visitor
) -> None:
    ada, ben = visitor("ada"), visitor("ben")
    assert ben.get(LIST).status_code == 403, "a member is no lead"
    assert ada.post(LIST, NEW | {"teams": ["application"]}).status_code == 422
    by = actor_of(company.ada)
    for roles, into in ((["agent"], "infrastructure"), ([], "application")):
        with pytest.raises(NotAllowed):
            invite(NEW["email"], by=by, roles=roles, teams=[into])
    with pytest.raises(NotAllowed):
        invite(NEW["email"], by=by)
    ada.post(LIST, NEW | {"teams": ["infrastructure"]})
    assert Invitation.objects.get().teams == ["infrastructure"]
    visitor("root").post(LIST, {"email": "max@shop.example"})
    page = ada.get(LIST).content.decode()
    assert "Zoé Martin" in page
    assert "max@shop.example" not in page


def test_sent_again_it_opens_by_the_newer_link_only(
    company: Company, visitor: Visitor
) -> None:
    invite(NEW["email"], by=SYSTEM)
    before = opened(link())
    number = Invitation.objects.get().id
    visitor("root").post(LIST, {"verb": "resend", "number": number})
    assert before.get(WELCOME).status_code == 410
    assert opened(link()).get(WELCOME).status_code == 200


def test_withdrawn_or_expired_it_opens_nothing(
    company: Company, visitor: Visitor
) -> None:
    invite(NEW["email"], by=SYSTEM)
    client, row = opened(link()), Invitation.objects.get()
    assert row.ends_at - clock.real_now() > timedelta(days=6, hours=23)
    Invitation.objects.update(ends_at=clock.real_now())
    assert client.get(WELCOME).status_code == 410
    assert "expired" in visitor("root").get(LIST).content.decode()
    resend_invitation(row.id, by=SYSTEM)
    client = opened(link())
    visitor("root").post(LIST, {"verb": "withdraw", "number": row.id})
    assert client.post(WELCOME, CHOSEN).status_code == 410
    assert visitor("root").post(LIST, {"verb": "resend", "number": row.id}).status_code
    assert "withdrawn" in visitor("root").get(LIST).content.decode()
    invite(NEW["email"], by=SYSTEM)


def test_an_invitation_is_worth_what_its_sender_still_may(company: Company) -> None:
    company.grace.is_administrator = True
    company.grace.save()
    invite(NEW["email"], by=actor_of(company.grace), roles=["administrator"])
    client = opened(link())
    assert client.get(WELCOME).status_code == 200
    set_roles("p-grace", ["agent"], by=SYSTEM)
    assert client.post(WELCOME, CHOSEN).status_code == 410
    set_roles("p-grace", ["administrator"], by=SYSTEM)
    assert client.get(WELCOME).status_code == 200
    deactivate("p-grace", by=SYSTEM)
    assert client.post(WELCOME, CHOSEN).status_code == 410
    assert Invitation.objects.get().withdrawn_at is not None


def test_a_caller_we_know_becomes_able_to_sign_in(company: Company) -> None:
    company.tom.set_unusable_password()
    company.tom.save()
    invite("TOM@shop.example", by=SYSTEM, teams=["application"])
    opened(link()).post(WELCOME, CHOSEN | {"username": "thomas"})
    tom = person_called("thomas")
    assert tom is not None
    assert (tom.key, tom.check_password(CHOSEN["password"])) == ("p-tom", True)
    assert actor_of(tom).teams == {"application"}


def test_what_cannot_be_invited_is_refused(company: Company) -> None:
    invite(NEW["email"], by=SYSTEM)
    with pytest.raises(InvitedAlready):
        invite(NEW["email"].upper(), by=SYSTEM)
    with pytest.raises(HereAlready):
        invite("ada@shop.example", by=SYSTEM)
    with pytest.raises(TeamUnknown):
        invite("max@shop.example", by=SYSTEM, teams=["nowhere"])
    with pytest.raises(RoleUnknown):
        invite("max@shop.example", by=SYSTEM, roles=["king"])
