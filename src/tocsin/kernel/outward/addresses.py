"""Which addresses may be asked. Whoever names an address must not make us speak to a
neighbour of ours (server-side request forgery), so this is looked at after the name
was resolved, and only what was looked at is connected to.

What is public is told by the IANA registries, as `ipaddress` knows them.
"""

import socket
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from urllib.parse import SplitResult, urlsplit

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address

# Where clouds tell a machine its secrets; never asked, whatever is allowed.
_NEVER: tuple[Network, ...] = tuple(
    ip_network(each)
    for each in (
        "0.0.0.0/8",
        "169.254.0.0/16",
        "100.100.100.200/32",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "::/128",
        "fe80::/10",
        "fd00:ec2::254/128",
        "ff00::/8",
    )
)
# IPv6 that carries an IPv4 address: NAT64 (RFC 6052), with the bits it is in.
_NAT64 = IPv6Network("64:ff9b::/96")


class NotAllowed(Exception):
    """This address is not asked; `str()` says why."""


class NotFound(Exception):
    """The name is not known just now; `str()` says which."""


@dataclass(frozen=True, slots=True)
class Target:
    """A server to ask: by its name, at the address that was looked at."""

    is_secure: bool
    host: str
    port: int
    address: str
    path: str

    @property
    def named(self) -> str:
        """The Host header (RFC 9110, 7.2)."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = 443 if self.is_secure else 80
        return host if self.port == usual else f"{host}:{self.port}"


def networks(named: Sequence[str]) -> tuple[Network, ...]:
    """Raises ValueError where one is none."""
    return tuple(ip_network(each.strip(), strict=False) for each in named)


def target_of(url: str, allowed: Sequence[Network] = ()) -> Target:
    """The server behind a URL, at an address that may be asked.

    Public addresses may be, over TLS; others only in a network that is `allowed`,
    which may be asked in the clear too.
    """
    parts = _parts_of(url)
    host, is_secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if is_secure else 80)
    found = [a for a in _resolved(host, port) if may_be_asked(a, allowed)]
    if not is_secure:
        found = [a for a in found if _is_within(a, allowed)]
    if not found:
        raise NotAllowed(f"{host} is not at an address that may be asked.")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(is_secure, host, port, str(found[0]), path)


def need_shape(url: str) -> None:
    """Raises NotAllowed where it is no address of a web server at all."""
    _parts_of(url)


def may_be_asked(address: Address, allowed: Sequence[Network] = ()) -> bool:
    inner = _carried(address)
    if _is_within(inner, _NEVER):
        return False
    return inner.is_global or _is_within(inner, allowed)


def _carried(address: Address) -> Address:
    """The IPv4 address that an IPv6 one stands for, if it does."""
    if isinstance(address, IPv4Address):
        return address
    inner = address.ipv4_mapped or address.sixtofour
    if inner is None and address.teredo:
        inner = address.teredo[1]
    if inner is None and address in _NAT64:
        inner = IPv4Address(int(address) & 0xFFFFFFFF)
    return inner or address


def _is_within(address: Address, among: Sequence[Network]) -> bool:
    inner = _carried(address)
    return any(inner.version == each.version and inner in each for each in among)


def _parts_of(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _port = parts.port  # asked, it says when it is none
    except ValueError as flaw:
        raise NotAllowed("This is no address of a web server.") from flaw
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise NotAllowed("This is no address of a web server.")
    if parts.username or parts.password:
        raise NotAllowed("An address holds no name or password; headers do.")
    if any(ord(letter) <= 32 or ord(letter) >= 127 for letter in url):
        raise NotAllowed("An address has letters that it cannot have.")
    return parts


def _resolved(host: str, port: int) -> list[Address]:
    try:
        told = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as flaw:
        raise NotFound(f"{host} has no address.") from flaw
    return [ip_address(str(each[4][0]).partition("%")[0]) for each in told]
