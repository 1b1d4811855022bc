"""/keys: a program with scope admin makes, rotates and revokes keys."""

from tests.api.conftest import Caller, Callers, code_of
from tests.company import Company
from tocsin.foundation.accounts.options import KEY_FAILURES, KEY_MOST_DAYS
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.config.actions import set_option

PROBE = {"name": "probe", "scopes": ["read"], "days": 30}


def test_a_key_is_made_and_works(callers: Callers, company: Company) -> None:
    made = callers.admin.post("/keys", PROBE)
    assert made.status_code == 201, made.content
    told = made.json()
    assert told["secret"].startswith(f"tk_{told['prefix']}_")
    assert (told["state"], told["expires_at"]) == ("live", "2026-04-01T09:00:00Z")
    assert Caller(told["secret"]).get("/teams").status_code == 200
    listed = callers.admin.get("/keys")
    assert b"secret" not in listed.content
    assert [key["name"] for key in listed.json()["items"]].count("probe") == 1
    again = callers.admin.post("/keys", PROBE)
    assert (again.status_code, code_of(again)) == (409, "name_taken")


def test_a_rotated_key_opens_by_both_secrets(
    callers: Callers, company: Company
) -> None:
    made = callers.admin.post("/keys", PROBE).json()
    address = f"/keys/{made['prefix']}"
    turned = callers.admin.post(f"{address}/rotate", {"hours": 1}).json()
    assert turned["secret"] != made["secret"]
    assert turned["earlier_until"] == "2026-03-02T10:00:00Z"
    assert turned["expires_at"] == made["expires_at"]
    for secret in (made["secret"], turned["secret"]):
        assert Caller(secret).get("/teams").status_code == 200
    gone = callers.admin.post(f"{address}/revoke", {"why": "No longer used."})
    assert gone.json()["state"] == "revoked"
    for secret in (made["secret"], turned["secret"]):
        assert Caller(secret).get("/teams").status_code == 401
    assert callers.admin.get(address).json()["state"] == "revoked"


def test_keys_live_as_long_as_the_organisation_allows(
    callers: Callers, company: Company
) -> None:
    usual = callers.admin.post("/keys", {"name": "a", "scopes": ["read"]})
    assert usual.json()["expires_at"] == "2027-03-02T09:00:00Z"
    for_ever = callers.admin.post("/keys", {"name": "b", "scopes": ["read"], "days": 0})
    assert for_ever.json()["expires_at"] is None
    set_option(KEY_MOST_DAYS, 90, by=SYSTEM, why="Ours is a bank.")
    for days in (0, 91):
        answer = callers.admin.post("/keys", PROBE | {"days": days})
        assert (answer.status_code, code_of(answer)) == (422, "key_lives_too_long")
    long = callers.admin.post(f"/keys/{usual.json()['prefix']}/rotate", {"days": 91})
    assert code_of(long) == "key_lives_too_long"
    assert callers.admin.post("/keys", PROBE | {"days": 90}).status_code == 201


def test_nobody_else_makes_or_looks_at_keys(callers: Callers, company: Company) -> None:
    for caller in (callers.read, callers.work, callers.intake):
        assert caller.get("/keys").status_code == 403
        assert caller.post("/keys", PROBE).status_code == 403
    assert callers.admin.get("/keys/none").status_code == 404


def test_keys_that_open_nothing_are_told_to_stop_and_right_ones_go_on(
    callers: Callers, company: Company
) -> None:
    set_option(KEY_FAILURES, 3, by=SYSTEM, why="Something shows an old key.")
    wrong = Caller("tk_aaaaaaaa_" + "b" * 32)
    answers = [wrong.get("/teams") for _n in range(5)]
    assert [answer.status_code for answer in answers] == [401, 401, 401, 429, 429]
    assert code_of(answers[-1]) == "too_many_attempts"
    assert answers[-1]["Retry-After"] == "60"
    assert callers.read.get("/teams").status_code == 200
    set_option(KEY_FAILURES, 0, by=SYSTEM, why="They are gone.")
    assert wrong.get("/teams").status_code == 401
