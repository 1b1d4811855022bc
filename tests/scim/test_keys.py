"""Who may speak SCIM: keys of scope directory or admin, and nobody else."""

import pytest

from tests.company import Company
from tests.scim.conftest import PATCH, USER, Provider
from tocsin.foundation.accounts.actions import create_key
from tocsin.foundation.accounts.rules import SYSTEM
from tocsin.foundation.audit.models import Change

_OPERATIONS = [
    ("GET", "Users", None),
    ("POST", "Users", {"schemas": [USER], "userName": "eve"}),
    ("GET", "Users/p-ada", None),
    ("PUT", "Users/p-ada", {"schemas": [USER], "userName": "ada2"}),
    (
        "PATCH",
        "Users/p-ada",
        {"schemas": [PATCH], "Operations": [{"op": "replace", "path": "title"}]},
    ),
    ("DELETE", "Users/p-ada", None),
    ("POST", "Users/.search", {}),
    ("GET", "Groups", None),
    ("POST", "Groups", {"displayName": "Spies"}),
    ("GET", "Groups/application", None),
    ("PUT", "Groups/application", {"displayName": "Spies"}),
    ("PATCH", "Groups/application", {"schemas": [PATCH], "Operations": []}),
    ("DELETE", "Groups/application", None),
    ("POST", ".search", {}),
    ("GET", "ServiceProviderConfig", None),
    ("GET", "ResourceTypes", None),
    ("GET", "Schemas", None),
    ("GET", "nothing", None),
]


@pytest.mark.parametrize("scope", ["read", "work", "intake", ""])
def test_other_keys_may_nothing(company: Company, scope: str) -> None:
    key = create_key("other", [scope], by=SYSTEM)[1] if scope else ""
    stranger = Provider(key)
    before = Change.objects.count()
    for method, path, body in _OPERATIONS:
        answer = stranger.ask(method, path, body)
        assert answer.status_code == (403 if scope else 401), (method, path)
        assert answer.json()["schemas"] == [
            "urn:ietf:params:scim:api:messages:2.0:Error"
        ]
    assert Change.objects.count() == before


def test_people_who_signed_in_may_nothing(company: Company) -> None:
    assert company.client("root").get("/scim/v2/Users").status_code == 401


def test_a_key_of_the_directory_may_nothing_else(company: Company) -> None:
    key = create_key("idp", ["directory"], by=SYSTEM)[1]
    client = Provider(key).client
    for address in ("incidents", "people", "teams", "queue", "audit", "keys"):
        assert client.get(f"/api/v1/{address}").status_code == 403, address


def test_an_administrators_key_may(company: Company) -> None:
    key = create_key("all", ["admin"], by=SYSTEM)[1]
    assert Provider(key).get("Users")["totalResults"] == 8
