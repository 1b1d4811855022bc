"""What a provider may say, by rules alone."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.foundation.sso.rules import (
    Provider,
    check,
    claims_complaint,
    discovery_address,
    given_by,
    groups_told,
    is_safe_issuer,
    provider_of,
    vouched_address,
)

BODY = {"title": "Company", "issuer": "https://id.example", "client_id": "tocsin"}
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


def provider(**told: Any) -> Provider:
    return provider_of("company", BODY | told)


def places(body: Any) -> list[str]:
    found = check(body, roles=["agent"], teams=["desk"])
    return sorted(f"{each.place}: {each.code}" for each in found)


def test_a_whole_document_is_a_provider() -> None:
    body = BODY | {
        "scopes": ["email"],
        "match": "any",
        "makes_people": False,
        "groups_claim": "realm_access.roles",
        "groups": [{"group": "it", "roles": ["agent"], "teams": ["desk"]}],
    }
    assert places(body) == []
    found = provider_of("company", body)
    assert found.scopes == ("openid", "email")
    assert given_by(found, ["it", "choir"]) == {("role", "agent"), ("team", "desk")}


def test_each_thing_that_is_wrong_is_named() -> None:
    assert places([]) == [": not_a_document"]
    assert places({"title": " "}) == [
        "client_id: wanted",
        "issuer: wanted",
        "title: wanted",
    ]
    rows = [{"group": "it", "roles": ["king"]}, {"teams": ["desk"]}, "it"]
    rows += [{"group": "it", "teams": ["none"]}]
    told: dict[str, Any] = {"match": "all", "makes_people": "yes", "groups": rows}
    assert places(BODY | told | {"issuer": "http://id.example", "secret": "x"}) == [
        "groups 1: roles_unknown",
        "groups 2: no_group",
        "groups 3: no_group",
        "groups 4: teams_unknown",
        "issuer: no_issuer",
        "makes_people: not_yes_or_no",
        "match: not_offered",
        "secret: unknown",
    ]


@given(body=ANY_JSON | st.fixed_dictionaries(dict.fromkeys(BODY, ANY_JSON)))
def test_whatever_is_written_is_checked_and_what_passes_is_a_provider(
    body: Any,
) -> None:
    if not check(body, roles=["agent"], teams=["desk"]):
        assert provider_of("company", body).issuer == body["issuer"]


@pytest.mark.parametrize(
    ("address", "is_safe"),
    [
        ("https://id.example", True),
        ("https://id.example/realms/one", True),
        ("http://localhost:8080/realms/one", True),
        ("http://127.0.0.1:4593", True),
        ("http://id.example", False),
        ("https://id.example?x=1", False),
        ("https://id.example#x", False),
        ("https://", False),
        ("ftp://localhost", False),
        ("file:///etc/passwd", False),
        ("https://[::1", False),
        ("https://id.example/" + "a" * 200, False),
    ],
)
def test_a_provider_is_reached_safely(address: str, is_safe: bool) -> None:
    assert is_safe_issuer(address) is is_safe


def test_a_slash_at_the_end_is_no_other_place() -> None:
    wanted = "https://id.example/a/.well-known/openid-configuration"
    assert discovery_address("https://id.example/a") == wanted
    assert discovery_address("https://id.example/a/") == wanted


@given(
    claims=st.fixed_dictionaries(
        {},
        optional={
            name: ANY_JSON | st.sampled_from(["https://id.example", "tocsin", "n"])
            for name in ("iss", "aud", "azp", "nonce", "sub")
        },
    )
)
def test_only_what_is_whole_and_for_us_has_no_complaint(claims: dict[str, Any]) -> None:
    complaint = claims_complaint(
        claims, issuer="https://id.example", client_id="tocsin", nonce="n"
    )
    if complaint is None:
        assert claims["iss"] == "https://id.example"
        assert "tocsin" in claims["aud"]
        assert claims["nonce"] == "n"
        assert isinstance(claims["sub"], str)


def test_without_a_nonce_of_ours_no_token_is_for_us() -> None:
    claims = {"iss": "i", "aud": "c", "sub": "s", "nonce": None}
    assert claims_complaint(claims, issuer="i", client_id="c", nonce=None) == "nonce"


@pytest.mark.parametrize("word", [None, False, "true", 1, "yes", []])
def test_only_a_plain_yes_verifies_an_address(word: Any) -> None:
    claims = {"email": "a@b.example", "email_verified": word}
    assert vouched_address(provider(), claims) == ""
    assert vouched_address(provider(match="any"), claims) == "a@b.example"
    claims["email_verified"] = True
    assert vouched_address(provider(), claims) == "a@b.example"
    assert vouched_address(provider(match="nobody"), claims) == ""


@pytest.mark.parametrize(
    ("claim", "claims", "told"),
    [
        ("groups", {"groups": ["a", "b", 3, None]}, {"a", "b"}),
        ("groups", {"groups": "a"}, {"a"}),
        ("groups", {}, set()),
        ("groups", {"groups": {"a": 1}}, set()),
        ("realm_access.roles", {"realm_access": {"roles": ["a"]}}, {"a"}),
        ("realm_access.roles", {"realm_access": ["a"]}, set()),
        ("https://x.example/groups", {"https://x.example/groups": ["a"]}, {"a"}),
        ("groups", {"_claim_names": {"groups": "src1"}}, None),
    ],
)
def test_groups_are_found_where_the_claim_says(
    claim: str, claims: dict[str, Any], told: set[str] | None
) -> None:
    assert groups_told(provider(groups_claim=claim), claims) == told
