"""Standard Webhooks: what is sent is signed, so that its receiver can tell it is ours.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import hmac
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

_PREFIX = "whsec_"


class SecretUnfit(ValueError):
    """This is no secret that can sign: whsec_ and 24 to 64 bytes in base64."""


def new_secret() -> str:
    return _PREFIX + b64encode(secrets.token_bytes(32)).decode("ascii")


def key_of(secret: str) -> bytes:
    try:
        key = b64decode(secret.removeprefix(_PREFIX), validate=True)
    except ValueError as flaw:
        raise SecretUnfit from flaw
    if not 24 <= len(key) <= 64:
        raise SecretUnfit
    return key


def signed(body: bytes, *, id: str, secret: str, now: datetime) -> Mapping[str, str]:
    """The three headers. The id is the same however often it is sent."""
    at = str(int(now.timestamp()))
    told = b".".join((id.encode(), at.encode(), body))
    signature = b64encode(hmac.digest(key_of(secret), told, sha256)).decode("ascii")
    return {
        "webhook-id": id,
        "webhook-timestamp": at,
        "webhook-signature": f"v1,{signature}",
    }
