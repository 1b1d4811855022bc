"""Programs set up who carries a channel; no answer ever tells a secret."""

import pytest

from tests.api.conftest import Callers, code_of
from tests.company import Company
from tocsin.foundation.notify.channels.tests.answering import Server
from tocsin.foundation.notify.channels.tests.fixtures import server as server

TWILIO = {"account": "AC1", "token": "hush", "sender": "+15005550006"}
NEW = {"channel": "sms", "kind": "twilio", "name": "Twilio", "settings": TWILIO}


def test_a_provider_is_added_changed_ordered_and_removed(
    callers: Callers, company: Company
) -> None:
    made = callers.admin.post("/providers", NEW)
    assert made.status_code == 201
    assert made.json()["secrets"] == ["token"]
    assert b"hush" not in made.content
    callers.admin.post("/providers", NEW | {"name": "Other"})
    told = callers.admin.patch("/providers/sms-twilio", {"is_active": False}).json()
    assert (told["is_active"], told["settings"]["account"]) == (False, "AC1")
    ordered = callers.admin.post("/channels/sms/order", {"order": ["sms-other"]})
    keys = [each["id"] for each in ordered.json()["providers"]]
    assert keys == ["sms-other", "sms-twilio"]
    found = {
        each["id"]: each for each in callers.admin.get("/channels").json()["items"]
    }
    assert found["sms"]["is_loud"]
    assert {each["kind"] for each in found["sms"]["kinds"]} == {"twilio", "http"}
    assert found["webpush"]["has_own"]
    callers.admin.post("/providers/sms-other/remove", {"why": "Too dear."})
    gone = callers.admin.get("/providers/sms-other")
    assert code_of(gone) == "provider_unknown"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (NEW | {"channel": "pigeon"}, "channel_unknown"),
        (NEW | {"kind": "pigeon"}, "provider_kind_unknown"),
        (NEW | {"settings": {}}, "provider_unfit"),
        (NEW | {"settings": TWILIO | {"odd": "1"}}, "provider_unfit"),
    ],
)
def test_what_is_not_whole_is_refused(
    callers: Callers, company: Company, body: dict[str, object], code: str
) -> None:
    assert code_of(callers.admin.post("/providers", body)) == code


def test_it_is_checked_and_tried(
    callers: Callers, company: Company, server: Server
) -> None:
    settings = TWILIO | {"server": server.url}
    callers.admin.post("/providers", NEW | {"settings": settings})
    server.say(401, {"code": 20003, "message": "Authenticate"})
    server.say(201, {"sid": "SM1"})
    told = callers.admin.post("/providers/sms-twilio/check").json()
    assert told == {"is_taken": False, "said": "401 Authenticate"}
    asked = {"address": "+4930123456"}
    told = callers.admin.post("/providers/sms-twilio/try", asked).json()
    assert told["is_taken"]
    odd = callers.admin.post("/providers/sms-twilio/try", {"address": "nobody"})
    assert code_of(odd) == "address_unfit"


def test_only_keys_that_administer(callers: Callers, company: Company) -> None:
    for caller in (callers.read, callers.work, callers.intake):
        assert caller.get("/channels").status_code == 403
        assert caller.post("/providers", NEW).status_code == 403
