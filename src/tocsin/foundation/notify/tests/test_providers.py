"""Providers: told whole, tried in order, secrets never shown, changes on record."""

import json

import pytest

from tocsin.foundation.accounts.refusals import NotAllowed
from tocsin.foundation.accounts.rules import SYSTEM, Actor
from tocsin.foundation.audit.models import Change
from tocsin.foundation.notify.actions.providers import (
    add_provider,
    change_provider,
    order_providers,
    remove_provider,
)
from tocsin.foundation.notify.channels.tests.answering import answering
from tocsin.foundation.notify.models import Provider
from tocsin.foundation.notify.reads.manners import provider_from, providers_of
from tocsin.foundation.notify.reads.providers import (
    is_carried,
    provider_for,
    secrets_told,
)
from tocsin.foundation.notify.refusals import (
    AddressUnfitting,
    ChannelUnknown,
    ProviderKindUnknown,
    ProviderUnfit,
    ProviderUnknown,
)
from tocsin.foundation.notify.trying import check_provider, try_provider

pytestmark = pytest.mark.django_db
TWILIO = {"account": "AC1", "token": "hush", "sender": "+15005550006"}


def a_provider(name: str = "Twilio") -> Provider:
    return add_provider("sms", "twilio", name, TWILIO, by=SYSTEM, why="Nights.")


def test_its_secrets_are_sealed_and_never_told() -> None:
    row = Provider.objects.get(key=a_provider().key)
    assert row.key == "sms-twilio"
    assert row.settings == {
        "account": "AC1",
        "sender": "+15005550006",
        "server": "https://api.twilio.com",
    }
    assert b"hush" not in bytes(row.secrets or b"")
    assert secrets_told(row) == {"token"}
    assert provider_from(row).settings["token"] == "hush"
    assert "hush" not in repr(provider_from(row))
    told = [json.dumps([c.before, c.after]) for c in Change.objects.all()]
    assert told
    assert not any("hush" in each for each in told)


def test_a_secret_that_is_not_told_stays() -> None:
    key = a_provider().key
    for told in ({"sender": "+1"}, {"token": "", "sender": "+1"}):
        row = change_provider(key, settings=told, by=SYSTEM)
        assert provider_from(row).settings["token"] == "hush"
        assert row.settings["sender"] == "+1"
    row = change_provider(key, settings={"token": "new"}, by=SYSTEM)
    assert provider_from(row).settings["token"] == "new"
    assert row.settings["account"] == "AC1"


def test_they_are_tried_in_order_and_the_stopped_not_at_all() -> None:
    assert not is_carried("sms")
    first, second = a_provider("One"), a_provider("Two")
    assert [each.key for each in providers_of("sms")] == [first.key, second.key]
    order_providers("sms", [second.key], by=SYSTEM)
    assert [each.key for each in providers_of("sms")] == [second.key, first.key]
    change_provider(second.key, is_active=False, by=SYSTEM)
    assert [each.key for each in providers_of("sms")] == [first.key]
    remove_provider(first.key, by=SYSTEM, why="Too dear.")
    assert providers_of("sms") == []
    verbs = list(Change.objects.order_by("id").values_list("verb", flat=True))
    assert verbs == [
        "created",
        "created",
        "providers put in order",
        "changed",
        "removed",
    ]


def test_two_of_one_name_have_a_key_each() -> None:
    assert [a_provider().key, a_provider().key] == ["sms-twilio", "sms-twilio-1"]


def test_what_is_not_whole_is_refused() -> None:
    flaws: list[dict[str, str]] = [
        {},
        {"account": "AC1"},
        TWILIO | {"sender": " "},
        {"odd": "1"},
    ]
    for told in flaws:
        with pytest.raises(ProviderUnfit):
            add_provider("sms", "twilio", "T", told, by=SYSTEM)
    odd = {"url": "https://a.example", "method": "DELETE"}
    with pytest.raises(ProviderUnfit):
        add_provider("sms", "http", "T", odd, by=SYSTEM)
    with pytest.raises(ProviderKindUnknown):
        add_provider("sms", "pigeon", "T", {}, by=SYSTEM)
    with pytest.raises(ChannelUnknown):
        add_provider("pigeon", "twilio", "T", {}, by=SYSTEM)
    with pytest.raises(ProviderUnknown):
        order_providers("sms", ["none"], by=SYSTEM)


def test_only_administrators() -> None:
    row = a_provider()
    by = Actor(kind="person", id="p-x", roles=frozenset({"agent"}))
    with pytest.raises(NotAllowed):
        provider_for(by, row.key)
    with pytest.raises(NotAllowed):
        add_provider("sms", "twilio", "T", TWILIO, by=by)
    with pytest.raises(NotAllowed):
        change_provider(row.key, by=by)
    with pytest.raises(NotAllowed):
        order_providers("sms", [row.key], by=by)
    with pytest.raises(NotAllowed):
        remove_provider(row.key, by=by)


def test_it_is_checked_and_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_NOTIFY_NETWORKS", "127.0.0.0/8")
    with answering() as server:
        told = TWILIO | {"server": server.url}
        row = add_provider("sms", "twilio", "T", told, by=SYSTEM)
        server.say(401, {"code": 20003, "message": "Authenticate"})
        server.say(200, {"sid": "AC1", "status": "active"})
        server.say(201, {"sid": "SM1", "status": "queued"})
        assert check_provider(row) == "401 Authenticate"
        assert Provider.objects.get().check_said == "401 Authenticate"
        assert check_provider(row) == ""
        assert Provider.objects.get().check_said == ""
        result = try_provider(row, "+49 30 123456", language="en", zone="UTC")
        assert result.taken
        assert server.came[-1].form["To"] == "+4930123456"
        with pytest.raises(AddressUnfitting):
            try_provider(row, "nobody", language="en", zone="UTC")
