"""What of a subscription is secret: its links and its digests. Pure but
for the installation's key."""

import hashlib
import hmac
import secrets

from tocsin.kernel import keys


def new_token() -> str:
    """128 bits that open a subscription once (RFC 4648, base 64 for addresses)."""
    return secrets.token_urlsafe(16)


def digest_of(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def leaving_token(code: str, nonce: str) -> str:
    """What the link of each message holds by which its reader leaves: 128 bits that
    only this installation can make, good for as long as the subscription."""
    told = f"status leave {code} {nonce}".encode()
    return hmac.new(keys.django().encode(), told, hashlib.sha256).hexdigest()[:32]


def is_leaving_token(told: str, code: str, nonce: str) -> bool:
    return hmac.compare_digest(told.encode(), leaving_token(code, nonce).encode())
