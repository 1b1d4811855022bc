"""What a directory's attributes say of an account."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.foundation.directory.kinds import SOURCE_KIND
from tocsin.foundation.directory.ldap.rules import is_disabled, plain_dn, text_in

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
_TODAY = (NOW - datetime(1970, 1, 1, tzinfo=UTC)).days
# 100 ns since 1601: 2026-03-02 09:00 UTC.
_TICKS = int((NOW - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000


@pytest.mark.parametrize(
    ("name", "value", "disabled"),
    [
        ("userAccountControl", "512", False),
        ("userAccountControl", "514", True),
        ("userAccountControl", "66050", True),
        ("userAccountControl", "66048", False),
        ("accountExpires", "0", False),
        ("accountExpires", "9223372036854775807", False),
        ("accountExpires", str(_TICKS), True),
        ("accountExpires", str(_TICKS + 1_000_000_000), False),
        ("shadowExpire", "-1", False),
        ("shadowExpire", "1", True),
        ("shadowExpire", str(_TODAY), True),
        ("shadowExpire", str(_TODAY + 1), False),
        ("nsAccountLock", "TRUE", True),
        ("nsAccountLock", "false", False),
        ("loginDisabled", "TRUE", True),
        ("pwdAccountLockedTime", "000001010000Z", True),
        ("pwdAccountLockedTime", "20260301000000Z", False),
    ],
)
def test_disabled_states(name: str, value: str, disabled: bool) -> None:
    assert is_disabled({name.lower(): [value.encode()]}, NOW) is disabled


@given(
    st.dictionaries(
        st.sampled_from(["useraccountcontrol", "shadowexpire", "accountexpires"]),
        st.lists(st.binary(max_size=30), max_size=2),
    )
)
def test_nothing_in_them_breaks_it(values: dict[str, list[bytes]]) -> None:
    assert is_disabled(values, NOW) in (True, False)


def test_an_object_guid_is_written_as_its_tools_do() -> None:
    guid = bytes.fromhex("79dd8bcd36a1d24ba9cf9ad0ed6bb6f8")
    told = text_in({"objectguid": [guid]}, "objectGUID")
    assert told == "cd8bdd79-a136-4bd2-a9cf-9ad0ed6bb6f8"


def test_a_dn_is_the_same_however_it_is_spaced() -> None:
    assert plain_dn("UID=Ada, ou=People,dc=X") == plain_dn("uid=ada,ou=people, DC=x")


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ({"url": "ldap://dc.example", "base": "x"}, "unencrypted"),
        ({"url": "http://dc.example", "base": "x"}, "ldaps://"),
        ({"url": "ldaps://dc.example"}, "base"),
        ({"url": "ldaps://dc", "base": "x", "roles": {"cn=a": "king"}}, "king"),
        ({"url": "ldaps://dc", "base": "x", "attributes": {"name": "cn"}}, "attrib"),
        ({"url": "ldaps://dc", "base": "x", "colour": "red"}, "colour"),
        ({"url": "ldaps://dc", "base": "x", "every_minutes": -1}, "minutes"),
        ([], "table"),
    ],
)
def test_what_is_configured_is_checked(body: object, word: str) -> None:
    (complaint,) = SOURCE_KIND.check(body)
    assert word in complaint


def test_an_encrypted_one_is_fine() -> None:
    for body in (
        {"url": "ldaps://dc.example", "base": "x"},
        {"url": "ldap://dc.example", "base": "x", "start_tls": True},
        {"url": "ldap://dc.example", "base": "x", "plain": True},
        {"url": "ldap://localhost:389", "base": "x"},
    ):
        assert SOURCE_KIND.check(body) == []
