"""Where people are signed in: listed, ended one by one, or everywhere."""

from datetime import timedelta

from django.test import Client

from tests.company import PASSWORD, Company
from tests.web.conftest import Visitor
from tocsin.foundation.accounts.actions import create_key, deactivate, set_password
from tocsin.foundation.accounts.models import ApiKey, Session
from tocsin.foundation.accounts.reads import actor_of, actor_of_key
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.accounts.signed_in import sessions_of
from tocsin.foundation.audit.models import Change
from tocsin.kernel import clock

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18 Safari/604.1"


def signed_in(company: Company, agent: str, address: str = "127.0.0.1") -> Client:
    client = Client(REMOTE_ADDR=address, headers={"User-Agent": agent})
    client.force_login(company.ada)
    assert client.get("/more").status_code == 200
    return client


def is_in(client: Client) -> bool:
    return client.get("/more").status_code == 200


def test_sessions_are_listed_with_device_and_address(company: Company) -> None:
    here = signed_in(company, FIREFOX)
    signed_in(company, PHONE, "192.0.2.9")
    page = here.get("/sessions").content.decode()
    assert "Firefox on Linux" in page
    assert "Safari on iPhone" in page
    assert "192.0.2.9" in page
    assert "this one" in page
    for row in Session.objects.all():
        assert row.session_key not in page, "what opens it is on no page"


def test_one_is_ended_and_the_others_go_on(company: Company) -> None:
    here, phone = signed_in(company, FIREFOX), signed_in(company, PHONE)
    (other,) = [each for each in sessions_of(company.ada) if "iPhone" in each.agent]
    here.post("/sessions", {"session": other.name})
    assert is_in(here)
    assert not is_in(phone)
    assert here.post("/sessions", {"session": other.name}).status_code == 404


def test_everywhere_else(company: Company) -> None:
    here = signed_in(company, FIREFOX)
    others = [signed_in(company, PHONE) for _ in range(3)]
    here.post("/sessions", {})
    assert is_in(here)
    assert not any(map(is_in, others))
    change = Change.objects.get(verb="signed out everywhere")
    assert (change.actor_id, change.after) == ("p-ada", {"sessions": 3})


def test_an_administrator_ends_those_of_others(
    company: Company, visitor: Visitor
) -> None:
    theirs = signed_in(company, PHONE)
    root, ben = visitor("root"), visitor("ben")
    assert ben.post("/people/p-ada/sessions", {}).status_code == 403
    assert is_in(theirs)
    assert "Safari on iPhone" in root.get("/people/p-ada/sessions").content.decode()
    root.post("/people/p-ada/sessions", {})
    assert not is_in(theirs)
    assert root.get("/more").status_code == 200


def test_one_sees_no_session_of_another(company: Company) -> None:
    here = signed_in(company, FIREFOX)
    grace = Client()
    grace.force_login(company.grace)
    grace.get("/more")
    (other,) = sessions_of(company.grace)
    assert here.post("/sessions", {"session": other.name}).status_code == 404
    assert grace.get("/more").status_code == 200


def test_a_new_password_ends_all_but_the_one_it_was_set_in(company: Company) -> None:
    here, phone = signed_in(company, FIREFOX), signed_in(company, PHONE)
    here.post("/password", {"password": "seven-herons-carry-oatmeal"})
    assert is_in(here)
    assert not is_in(phone)
    set_password("p-ada", PASSWORD, by=SYSTEM)
    assert sessions_of(company.ada) == []


def test_a_session_ends_after_a_fortnight_however_it_is_used(company: Company) -> None:
    here = signed_in(company, FIREFOX)
    for _ in range(2):
        (row,) = sessions_of(company.ada)
        left = row.expire_date - clock.real_now()
        assert timedelta(days=13, hours=23) < left <= timedelta(days=14)
        assert row.begun_at is not None
        assert row.expire_date - row.begun_at <= timedelta(days=14)
        store = here.session
        store["seen"] |= {"at": (clock.real_now() - timedelta(hours=1)).isoformat()}
        store.save()
        assert is_in(here)


def test_whoever_leaves_is_out_at_once_with_the_keys_they_made(
    company: Company,
) -> None:
    here = signed_in(company, FIREFOX)
    company.ada.is_administrator = True
    company.ada.save()
    _key, secret = create_key("probe", ["read"], by=actor_of(company.ada))
    _key, kept = create_key("other", ["read"], by=SYSTEM)
    deactivate("p-ada", by=SYSTEM, why="Left.")
    assert not is_in(here)
    assert sessions_of(company.ada) == []
    assert actor_of_key(secret) is None
    assert actor_of_key(kept) is not None
    assert ApiKey.objects.filter(revoked_at=None).count() == 1
