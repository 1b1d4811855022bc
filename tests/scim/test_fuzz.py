"""Whatever is sent, SCIM answers in its own shape, and never with our fault."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.company import Company
from tests.scim.conftest import PATCH, Provider

_ATTRIBUTES = """userName active emails emails.value emails[type name name.familyName
    title externalId id meta meta.created groups members schemas nonsense x509 password
    urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager""".split()
_words = st.sampled_from(
    [*_ATTRIBUTES, *"eq ne co sw ew gt ge lt le pr and or not ( ) [ ]".split()]
)
_values = st.one_of(
    st.text(max_size=8).map(json.dumps),
    st.sampled_from(["true", "false", "null", "1", '"2026-01-01T00:00:00Z"', '"']),
)
_filters = st.lists(st.one_of(_words, _values), max_size=9).map(" ".join)
_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["value", "active", "primary", "$ref", "userName", "x"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=6,
)
_operations = st.fixed_dictionaries(
    {"op": st.sampled_from(["add", "Remove", "replace", "move", ""])},
    optional={"path": st.one_of(_words, _filters), "value": _json},
)


def _is_well_answered(answer: Any, *good: int) -> None:
    assert answer.status_code in (*good, 400, 403, 404, 409, 412), answer.content
    if answer.status_code >= 400:
        told = answer.json()
        assert told["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
        assert told["status"] == str(answer.status_code)


@settings(max_examples=60)
@given(wanted=_filters)
def test_filters(company: Company, provider: Provider, wanted: str) -> None:
    for kind in ("Users", "Groups"):
        answer = provider.client.get(f"/scim/v2/{kind}", {"filter": wanted})
        _is_well_answered(answer, 200)


@settings(max_examples=30)
@given(operations=st.lists(_operations, max_size=3))
def test_patches(
    company: Company, provider: Provider, operations: list[dict[str, Any]]
) -> None:
    body = {"schemas": [PATCH], "Operations": operations}
    for path in ("Users/p-ben", "Groups/application"):
        _is_well_answered(provider.ask("PATCH", path, body), 200)
        assert provider.ask("GET", path).status_code == 200


@settings(max_examples=25)
@given(body=_json)
def test_bodies(company: Company, provider: Provider, body: Any) -> None:
    for method, path in (("POST", "Users"), ("PUT", "Users/p-ben"), ("POST", "Groups")):
        _is_well_answered(provider.ask(method, path, body), 200, 201)
    for raw in ("{", "[1", "\x00", "nul"):
        answer = provider.client.generic("POST", "/scim/v2/Users", raw)
        _is_well_answered(answer)
