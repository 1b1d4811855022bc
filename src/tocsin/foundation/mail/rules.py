"""Which server an address means, what its answers mean, when to try again. Pure."""

from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import unquote, urlsplit

REQUIRED, OFF = "required", "off"
IMPLICIT = "implicit"
_PORTS = {"smtp": 587, "smtps": 465}

# A mail that no server took within this time is given up (RFC 5321, 4.5.4.1, asks for
# four to five days of mail in general; what Tocsin tells is stale before).
LIFE = timedelta(days=3)
# A sender holds its mails for so long and says anew before each that it lives; one
# that was killed lets go of them by this.
LEASE = timedelta(seconds=60)
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(seconds=30), timedelta(minutes=15)


class ServerUnclear(ValueError):
    """This is not the address of a mail server."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail is handed over. Only `password` is a secret."""

    host: str
    port: int
    security: str
    user: str = ""
    password: str = field(default="", repr=False)


def server_of(url: str, tls: str) -> Server:
    """The server that a URL names: `smtp://` begins TLS by STARTTLS (RFC 3207) unless
    it is off, `smtps://` at once (RFC 8314, 3.3)."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ServerUnclear from None
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ServerUnclear
    return Server(
        host=parts.hostname,
        port=port or _PORTS[parts.scheme],
        security=IMPLICIT if parts.scheme == "smtps" else tls,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts: twice as long each time, to a limit."""
    doubled = _FIRST_PAUSE * (1 << min(max(attempts - 1, 0), 10))
    return min(doubled, _LONGEST_PAUSE)


def is_final(code: int) -> bool:
    """Whether a server's answer means that asking again is of no use (RFC 5321,
    4.2.1): 5yz is for ever, all else passes."""
    return 500 <= code < 600


def one_line(text: str) -> str:
    """The text as a header holds it: without line breaks, of a length people read."""
    return " ".join(text.split())[:200]
