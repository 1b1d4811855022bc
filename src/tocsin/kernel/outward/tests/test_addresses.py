from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.kernel.outward.addresses import (
    NotAllowed,
    NotFound,
    may_be_asked,
    need_shape,
    networks,
    target_of,
)

EVERYTHING = networks(["0.0.0.0/0", "::/0"])


@pytest.mark.parametrize(
    "told",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "0.0.0.0",
        "169.254.169.254",
        "255.255.255.255",
        "224.0.0.1",
        "192.0.2.1",
        "::1",
        "::",
        "fc00::1",
        "fe80::1",
        "ff02::1",
        "fd00:ec2::254",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::1",
        "2002:a00:1::",
        "2001:0:4136:e378:8000:63bf:80ff:fffe",
    ],
)
def test_no_neighbour_is_asked(told: str) -> None:
    assert not may_be_asked(ip_address(told))


@pytest.mark.parametrize("told", ["1.1.1.1", "93.184.216.34", "2606:4700::1111"])
def test_the_world_may_be_asked(told: str) -> None:
    assert may_be_asked(ip_address(told))


def test_a_network_that_is_allowed_may_be_asked() -> None:
    allowed = networks(["10.0.0.0/8", " fc00::/7 "])
    assert may_be_asked(ip_address("10.1.2.3"), allowed)
    assert may_be_asked(ip_address("fc00::1"), allowed)
    assert may_be_asked(ip_address("::ffff:10.1.2.3"), allowed)
    assert not may_be_asked(ip_address("192.168.1.1"), allowed)


@given(
    st.one_of(
        st.integers(0, 0xFFFF).map(lambda n: IPv4Address(0xA9FE0000 + n)),
        st.integers(0, 0xFFFF).map(lambda n: IPv6Address(0xFFFFA9FE0000 + n)),
        st.integers(0, 2**64).map(lambda n: IPv6Address((0xFE80 << 112) + n)),
    )
)
def test_what_tells_secrets_is_never_asked(told: IPv4Address | IPv6Address) -> None:
    assert not may_be_asked(told, EVERYTHING)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "no address",
        "ftp://example.org/",
        "file:///etc/passwd",
        "https://",
        "https:///path",
        "https://[::1",
        "https://example.org:99999/",
        "https://name:password@example.org/",
        "https://example.org/a b",
        "https://example.org/\r\nX-More: 1",
        "https://exämple.org/",
        "gopher://127.0.0.1:25/",
    ],
)
def test_what_is_no_address_of_a_server(url: str) -> None:
    with pytest.raises(NotAllowed):
        need_shape(url)


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_none(text: str) -> None:
    for url in (text, "https://" + text):
        try:
            need_shape(url)
        except NotAllowed:
            continue
        assert url.isascii()


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "https://127.0.0.1/",
        "https://localhost/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://[::ffff:127.0.0.1]/",
        "http://1.1.1.1/",
    ],
)
def test_where_it_leads_is_looked_at(url: str) -> None:
    """In the clear nobody is asked but networks that are allowed."""
    with pytest.raises((NotAllowed, NotFound)):
        target_of(url)


def test_a_server_by_its_name_and_address() -> None:
    target = target_of("https://1.1.1.1:8443/a?b=c#d")
    assert (target.address, target.path) == ("1.1.1.1", "/a?b=c")
    assert target.named == "1.1.1.1:8443"
    assert target_of("http://127.0.0.1", networks(["127.0.0.0/8"])).path == "/"
    assert target_of("https://[2606:4700::1111]/").named == "[2606:4700::1111]"
