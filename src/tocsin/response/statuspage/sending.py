"""Handing updates over to webhooks and chats, outside any transaction."""

import secrets
from contextlib import suppress
from dataclasses import dataclass

from tocsin.foundation.config.reads import value
from tocsin.kernel import clock, keys
from tocsin.kernel.outward.addresses import Network, NotAllowed, networks
from tocsin.kernel.outward.asking import Asking, NotReached, ask
from tocsin.response.statuspage.options import NETWORKS
from tocsin.response.statuspage.rules.words import WEBHOOK
from tocsin.response.statuspage.subscribing import signature

_PASSING = frozenset({408, 425, 429})


@dataclass(frozen=True, slots=True)
class Outcome:
    """Taken, refused for ever, or (neither) to be tried again."""

    is_taken: bool
    is_final: bool = False
    said: str = ""


def allowed() -> tuple[Network, ...]:
    """Networks of the organisation's own that subscribers may name."""
    found: list[Network] = []
    for each in value(NETWORKS):
        with suppress(ValueError):
            found += networks([each])
    return tuple(found)


def post(
    channel: str,
    address: str,
    body: bytes,
    *,
    secret: bytes = b"",
    within: tuple[Network, ...] = (),
) -> Outcome:
    """What the server at the address said to it."""
    headers = {"Content-Type": "application/json", "User-Agent": "Tocsin status"}
    if channel == WEBHOOK:
        at = int(clock.now().timestamp())
        headers["Tocsin-Signature"] = signature(secret, at, body)
    try:
        heard = ask(Asking(address, headers=headers, body=body), allowed=within)
    except NotReached as flaw:
        return Outcome(False, said=str(flaw))
    except NotAllowed as flaw:
        return Outcome(False, is_final=True, said=str(flaw))
    if 200 <= heard.status < 300:
        return Outcome(True)
    passes = heard.status >= 500 or heard.status in _PASSING
    return Outcome(False, is_final=not passes, said=f"HTTP {heard.status}")


def new_secret() -> bytes:
    """By what a webhook tells that a message is from here; shown once."""
    return secrets.token_hex(20).encode()


def opened(sealed: bytes | None) -> bytes:
    return keys.box().decrypt(bytes(sealed)) if sealed else b""
