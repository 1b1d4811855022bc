"""Handing updates over to webhooks and chats, outside any transaction."""

import secrets
from contextlib import suppress

from tocsin.foundation.config.reads import value
from tocsin.kernel import keys
from tocsin.kernel.outward import posting
from tocsin.kernel.outward.addresses import Network, networks
from tocsin.kernel.outward.posting import Outcome
from tocsin.response.statuspage.options import NETWORKS
from tocsin.response.statuspage.rules.words import WEBHOOK

__all__ = ["Outcome", "allowed", "new_secret", "opened", "post"]


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
    """What the server at the address said to it; to a webhook it is signed."""
    signs = secret if channel == WEBHOOK else b""
    return posting.post(
        address, body, agent="Tocsin status", secret=signs, within=within
    )


def new_secret() -> bytes:
    """By what a webhook tells that a message is from here; shown once."""
    return secrets.token_hex(20).encode()


def opened(sealed: bytes | None) -> bytes:
    return keys.box().decrypt(bytes(sealed)) if sealed else b""
