"""API keys by pages: made with an end, shown once, rotated, revoked with a reason."""

import re
from datetime import timedelta

import pytest

from tests.company import MONDAY_9, Company
from tests.web.conftest import Visitor
from tocsin.foundation.accounts.actions import create_key, deactivate
from tocsin.foundation.accounts.models import ApiKey
from tocsin.foundation.accounts.reads import actor_of_key
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.audit.models import Change
from tocsin.kernel import clock

KEYS = "/settings/keys"
PROBE = {"name": "probe", "scopes": ["intake", "read"], "days": "90"}


def shown_in(page: str) -> str:
    (secret,) = re.findall(r"tk_[a-z0-9]{8}_[a-z0-9]{32}", page)
    return str(secret)


def test_a_key_is_made_and_shown_this_once(company: Company, visitor: Visitor) -> None:
    root = visitor("root")
    assert "No key yet" in root.get(KEYS).content.decode()
    answer = root.post(KEYS, PROBE)
    assert answer["Cache-Control"] == "no-store"
    secret = shown_in(answer.content.decode())
    actor = actor_of_key(secret)
    assert actor is not None
    assert actor.scopes == {"intake", "read"}
    key = ApiKey.objects.get()
    assert key.expires_at == MONDAY_9 + timedelta(days=90)
    page = root.get(KEYS).content.decode()
    assert secret not in page
    assert "probe" in page
    again = root.post(KEYS, PROBE)
    assert (again.status_code, ApiKey.objects.count()) == (409, 1)
    assert "probe is taken already" in again.content.decode()


@pytest.mark.parametrize("lacks", ["name", "scopes", "days"])
def test_what_is_missing_makes_no_key(
    company: Company, visitor: Visitor, lacks: str
) -> None:
    told = {name: it for name, it in PROBE.items() if name != lacks}
    assert visitor("root").post(KEYS, told).status_code == 422
    assert not ApiKey.objects.exists()


def test_a_longest_life_narrows_what_is_offered(
    company: Company, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOCSIN_KEY_MOST_DAYS", "90")
    root = visitor("root")
    page = root.get(KEYS).content.decode()
    offered = re.findall(r'<option value="(\d+)"', page)
    assert offered == ["30", "90"]
    assert root.post(KEYS, PROBE | {"days": "0"}).status_code == 422
    assert root.post(KEYS, PROBE).status_code == 200


def test_a_key_is_rotated_without_a_gap(
    company: Company, visitor: Visitor, hands: clock.Hands
) -> None:
    key, old = create_key("probe", ["read"], by=SYSTEM)
    address = f"{KEYS}/{key.prefix}"
    told = {"verb": "rotate", "hours": "2", "days": "30", "why": "It was in a log."}
    answer = visitor("root").post(address, told)
    new = shown_in(answer.content.decode())
    assert actor_of_key(old) == actor_of_key(new) is not None
    hands.forward(hours=2)
    assert actor_of_key(old) is None
    key.refresh_from_db()
    assert key.expires_at == MONDAY_9 + timedelta(days=30)
    assert "It was in a log." in visitor("root").get(address).content.decode()


def test_a_key_is_revoked_with_a_reason(company: Company, visitor: Visitor) -> None:
    key, secret = create_key("probe", ["read"], by=SYSTEM)
    address, root = f"{KEYS}/{key.prefix}", visitor("root")
    assert root.post(address, {"verb": "revoke", "why": ""}).status_code == 422
    assert actor_of_key(secret)
    answer = root.post(address, {"verb": "revoke", "why": "Its host is gone."})
    assert answer["Location"] == KEYS
    assert actor_of_key(secret) is None
    assert Change.objects.get(verb="revoked").why == "Its host is gone."
    page = root.get(address).content.decode()
    assert "Revoke it for good" not in page
    assert "revoked" in page


def test_what_ends_soon_and_whose_maker_left_is_marked(
    company: Company, visitor: Visitor, hands: clock.Hands
) -> None:
    soon = clock.now() + timedelta(days=14)
    create_key("ending", ["read"], by=company.actor("root"), expires_at=soon)
    page = visitor("root").get(KEYS).content.decode()
    assert "ends soon" in page
    assert "its maker has left" not in page
    company.root.refresh_from_db()
    company.marc.is_administrator = True
    company.marc.save()
    deactivate("p-root", by=SYSTEM, keep_keys=True)
    page = visitor("marc").get(KEYS).content.decode()
    assert "its maker has left" in page
